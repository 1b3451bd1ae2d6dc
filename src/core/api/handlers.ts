import type { CommandName } from '../../shared/ipc/channels.ts';
import type { CommandInput, CommandOutput } from '../../shared/ipc/contract.ts';
import { AppError } from '../../shared/result.ts';
import type { ApiOptions, ClientPort } from './connection.ts';
import type { SnapshotFeed } from './snapshot-feed.ts';

/** One handler for every command: a name without one does not compile. */
export type Handlers = { readonly [K in CommandName]: (input: CommandInput<K>) => CommandOutput<K> | Promise<CommandOutput<K>> };

export interface HandlerContext extends ApiOptions {
  readonly client: ClientPort;
  readonly feed: SnapshotFeed;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

export function createHandlers(context: HandlerContext): Handlers {
  const { engine, shell, client, feed } = context;
  return {
    getInfo: () => ({
      ...shell.info(),
      shell: context.shellKind,
      version: context.version,
      platform: context.platform,
      pid: context.pid,
      hostname: context.hostname,
      startedAt: context.startedAt,
      right: client.right,
    }),
    look: ({ views }) => feed.look(views),
    getSnapshot: () => feed.whole(),
    getHistory: (input) => engine.history(input),
    async actOnContainer(input) {
      await engine.actOnContainer(input);
      return {};
    },
    getAlerts: (input) => engine.alerts.list(input),
    actOnAlert(input) {
      engine.alerts.act(input);
      return {};
    },
    previewRule: (input) => engine.alerts.preview(input),
    getChannels: () => engine.alerts.channels(),
    testChannel: (input) => engine.alerts.testChannel(input),
    async setSecret(input) {
      await engine.alerts.setSecret(input);
      return {};
    },
    endProcess: (input) => engine.endProcess(input),
    getSettings: () => engine.settings.state,
    changeSettings: ({ changes }) => engine.settings.change(changes),
    importSettings: (input) => engine.settings.import(input),
    setPaused({ paused }) {
      engine.setPaused(paused);
      return {};
    },
    mute({ forMs }) {
      engine.mute(forMs);
      return {};
    },
    openLink(input) {
      shell.openLink(input);
      return {};
    },
    closePopover() {
      shell.closePopover();
      return {};
    },
    resizePopover(input) {
      shell.resizePopover(input);
      return {};
    },
    newAccessUrl(input) {
      // A page must not be able to mint itself another page's access.
      if (!client.local) throw new AppError('forbidden', 'A new access URL can be asked for over the local socket only.');
      return shell.newAccessUrl(input);
    },
    quit() {
      shell.quit();
      return {};
    },
  };
}
