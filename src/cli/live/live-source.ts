import { createEngine } from '../../core/engine.ts';
import type { LocalClient } from '../../core/api/local-client.ts';
import { readOwnUsage } from '../../core/own-usage.ts';
import { rootDirOf, rootPlaceOf } from '../../core/root-place.ts';
import { createCommandRunner } from '../../core/system-commands.ts';
import type { CommandInput, CommandOutput } from '../../shared/ipc/contract.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { CliContext } from '../command.ts';
import { ExitError, exitCodes } from '../../core/exit-codes.ts';
import { findInstance, valueOf } from './instance.ts';
import { commandLogger } from './logger.ts';
import { settingsStoreOf } from './settings.ts';

/** The machine as it changes. */
export interface LiveSource {
  readonly latest: Snapshot;
  /** Called at each change. */
  onSnapshot(listener: (snapshot: Snapshot) => void): void;
  /** Throws an ExitError or an AppError. */
  endProcess(input: CommandInput<'endProcess'>): Promise<CommandOutput<'endProcess'>>;
  /** Rejects when the Headroom that was asked has gone. */
  readonly lost: Promise<never>;
  close(): Promise<void>;
}

/** What a running Headroom pushes; this process's own readings where there is none, or HEADROOM_ROOTFS names another machine. */
export async function openLiveSource(context: CliContext): Promise<LiveSource> {
  const rootDir = rootDirOf(undefined, context.env);
  const client = rootDir === null ? await findInstance(context) : null;
  return client === null ? ownSource(context, rootDir) : remoteSource(client);
}

async function remoteSource(client: LocalClient): Promise<LiveSource> {
  let listener: (snapshot: Snapshot) => void = () => {};
  let state: { seq: number; snapshot: Snapshot } | null = null;
  function take(next: { readonly seq: number; readonly snapshot: Snapshot }): void {
    state = next;
    listener(next.snapshot);
  }
  client.on('snapshot', ({ seq, patch }) => {
    // Before the answer to the first look there is nothing to lay a patch over.
    if (state === null) return;
    if (seq === state.seq + 1) take({ seq, snapshot: { ...state.snapshot, ...patch } as Snapshot });
    else if (seq > state.seq) {
      // A push is missing: the whole, once more.
      void client.call('getSnapshot', {}).then((whole) => {
        if (whole.ok) take(whole.value);
      });
    }
  });
  const first = valueOf(await client.call('look', { views: ['everything'] }));
  take(first);
  let closing = false;
  const lost = new Promise<never>((_, reject) => {
    void client.closed.then(() => {
      if (!closing) reject(new ExitError(exitCodes.unavailable, 'the Headroom that was asked has ended'));
    });
  });
  return {
    get latest() {
      return state?.snapshot ?? first.snapshot;
    },
    onSnapshot(next) {
      listener = next;
    },
    endProcess: async (input) => valueOf(await client.call('endProcess', input)),
    lost,
    async close() {
      closing = true;
      client.close();
    },
  };
}

function ownSource(context: CliContext, rootDir: string | null): LiveSource {
  const { env, platform, clock } = context;
  const engine = createEngine({
    alerting: null,
    clock,
    logger: commandLogger(context),
    commands: createCommandRunner(env),
    settingsStore: settingsStoreOf(context),
    ownUsage: readOwnUsage,
    environment: env,
    ...rootPlaceOf(rootDir, platform),
  });
  engine.watch(['everything']);
  engine.start();
  return {
    get latest() {
      return engine.latest;
    },
    onSnapshot(listener) {
      engine.onSnapshot(listener);
    },
    endProcess: (input) => engine.endProcess(input),
    lost: new Promise(() => {}),
    close: () => engine.stop(),
  };
}
