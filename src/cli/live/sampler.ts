import { rootDirOf } from '../../core/root-place.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { CliContext } from '../command.ts';
import { findInstance, valueOf } from './instance.ts';
import { openSettings } from './settings.ts';
import { monitorThisMachine } from './this-machine.ts';

/** Answers with the state of the machine whenever it is asked. */
export interface Sampler {
  read(): Promise<Snapshot>;
  /** True when the first answer has rates already. */
  readonly warm: boolean;
  close(): void;
}

/** Asks the running Headroom; reads this machine itself where there is none, or HEADROOM_ROOTFS names another one. */
export async function openSampler(context: CliContext, intervalMs: number): Promise<Sampler> {
  const client = rootDirOf(undefined, context.env) === null ? await findInstance(context) : null;
  if (client !== null) {
    return {
      warm: true,
      read: async () => valueOf(await client.call('look', { views: ['overview'] })).snapshot,
      close: () => client.close(),
    };
  }
  const monitor = monitorThisMachine(context, intervalMs, openSettings(context).state.settings.thresholds);
  return { warm: false, read: () => monitor.read(), close: () => monitor.dispose() };
}
