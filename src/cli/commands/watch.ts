import type { Command } from '../command.ts';
import { exitCodes } from '../../core/exit-codes.ts';
import { columnsOf, print, styleOf } from '../output.ts';
import { countOf, durationOf } from '../parse-options.ts';
import { sleep } from '../sleep.ts';

const DEFAULT_INTERVAL_MS = 2_000;
const MIN_INTERVAL_MS = 250;

export const watchCommand: Command = {
  name: 'watch',
  summary: 'a line per interval, until stopped',
  usage: ['[--interval 2s] [--count N] [--json]'],
  examples: [
    { line: 'headroom watch --interval 10s', what: 'a line every ten seconds' },
    { line: 'headroom watch --json --count 60 > minute.jsonl', what: 'snapshots as JSON lines' },
  ],
  options: {
    interval: { type: 'string', value: 'TIME', summary: 'time between lines (default: 2s)' },
    count: { type: 'string', value: 'N', summary: 'end after so many lines' },
    json: { type: 'boolean', summary: 'one snapshot as JSON per line' },
  },
  async run(context, args) {
    const intervalMs = durationOf(args, 'interval', DEFAULT_INTERVAL_MS, MIN_INTERVAL_MS);
    const count = countOf(args, 'count') ?? Number.POSITIVE_INFINITY;
    const { openSampler } = await import('../live/sampler.ts');
    const { watchLine } = await import('../view/watch-line.ts');
    const sampler = await openSampler(context, intervalMs);
    const stop = new AbortController();
    const onSignal = (): void => stop.abort();
    process.once('SIGINT', onSignal);
    process.once('SIGTERM', onSignal);
    try {
      let dueMs = context.clock.monotonicMs();
      const next = (): Promise<void> => {
        // On a grid from the first line on: what printing takes is not added to the interval.
        dueMs = Math.max(dueMs + intervalMs, context.clock.monotonicMs());
        return sleep(dueMs - context.clock.monotonicMs(), stop.signal);
      };
      // The first read alone has no rates.
      if (!sampler.warm) {
        await sampler.read();
        await next();
      }
      for (let printed = 0; !stop.signal.aborted;) {
        const snapshot = await sampler.read();
        await print(
          context,
          args.values['json'] === true ? JSON.stringify(snapshot) : watchLine(snapshot, styleOf(context), columnsOf(context)),
        );
        printed += 1;
        if (printed >= count) break;
        await next();
      }
    } finally {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      sampler.close();
    }
    return exitCodes.ok;
  },
};
