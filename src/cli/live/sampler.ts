import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { CliContext } from '../command.ts';
import { findInstance, valueOf } from './instance.ts';
import { monitorThisMachine } from './this-machine.ts';

/** Answers with the state of the machine whenever it is asked. */
export interface Sampler {
  read(): Promise<Snapshot>;
  /** True when the first answer has rates already. */
  readonly warm: boolean;
  close(): void;
}

/** Asks the running Headroom; reads this machine itself where there is none. */
export async function openSampler(context: CliContext, intervalMs: number): Promise<Sampler> {
  const client = await findInstance(context);
  if (client !== null) {
    return {
      warm: true,
      read: async () => valueOf(await client.call('look', { views: ['overview'] })).snapshot,
      close: () => client.close(),
    };
  }
  const monitor = monitorThisMachine(context, intervalMs);
  return { warm: false, read: () => monitor.read(), close: () => monitor.dispose() };
}
