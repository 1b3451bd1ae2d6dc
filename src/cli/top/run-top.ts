import { plainWords } from '../../core/plain-fault.ts';
import type { CliContext } from '../command.ts';
import { exitCodes } from '../../core/exit-codes.ts';
import type { LiveSource } from '../live/live-source.ts';
import { styleOf } from '../output.ts';
import { type FullScreen, enterFullScreen } from './full-screen.ts';
import { keysIn } from './keys.ts';
import { pageRowsOf, topScreen } from './screen.ts';
import { type ProcessId, type TopState, initialState, rowsOf, stepTop } from './state.ts';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Shows the source until the person quits, or a signal comes. Answers with the exit code; throws when the source is lost. */
export async function runTop(context: CliContext, source: LiveSource): Promise<number> {
  const style = styleOf(context);
  let state: TopState = initialState;
  let end: (exitCode: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });

  async function endProcess({ pid, startTime, name }: ProcessId): Promise<void> {
    let message;
    try {
      const { sent } = await source.endProcess({ pid, startTime });
      message = sent === 'SIGKILL' ? `${name} (${pid}) was killed` : `${name} (${pid}) was asked to end; k again kills it`;
    } catch (thrown) {
      message = plainWords(thrown);
    }
    state = { ...state, message };
    draw();
  }

  function onInput(text: string): void {
    for (const key of keysIn(text)) {
      const { latest } = source;
      const step = stepTop(state, key, rowsOf(latest.processes ?? [], state), pageRowsOf(latest, screen));
      ({ state } = step);
      if (step.effect?.kind === 'quit') end(exitCodes.ok);
      if (step.effect?.kind === 'end') void endProcess(step.effect.process);
    }
    draw();
  }

  const draw = (): void => screen.draw(topScreen(source.latest, state, { columns: screen.columns, rows: screen.rows }, style));
  const screen: FullScreen = enterFullScreen(context.stdin, context.stdout, { input: onInput, resize: () => draw() });
  const handlers = Object.entries(SIGNALS).map(([signal, code]) => [signal as keyof typeof SIGNALS, () => end(code)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  try {
    source.onSnapshot(draw);
    draw();
    return await Promise.race([ended, source.lost]);
  } finally {
    screen.leave();
    for (const [signal, handler] of handlers) process.off(signal, handler);
  }
}
