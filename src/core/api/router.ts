import type { CommandName } from '../../shared/ipc/channels.ts';
import { commandNames } from '../../shared/ipc/channels.ts';
import { type CommandInput, type CommandOutput, commands, events } from '../../shared/ipc/contract.ts';
import { AppError, type Result, err, ok, toError } from '../../shared/result.ts';
import type { ApiOptions, ClientPort, Connection } from './connection.ts';
import { type Handlers, createHandlers } from './handlers.ts';
import { SnapshotFeed } from './snapshot-feed.ts';

export interface Api {
  /** Begins to serve one client. */
  connect(client: ClientPort): Connection;
}

const known = new Set<string>(commandNames);
const isCommandName = (name: string): name is CommandName => known.has(name);

/** Longer messages help nobody: an input can be megabytes of wrong keys. */
const MAX_MESSAGE_LENGTH = 500;

function inputFault(name: CommandName, issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string {
  const told = issues.slice(0, 3).map(({ path, message }) => `${[name, ...path.map(String)].join('.')}: ${message}`);
  return told.join('; ').slice(0, MAX_MESSAGE_LENGTH);
}

/**
 * The one router behind every border: name known, right held, input parsed, handler run, Result returned. A border (IPC, WebSocket, local
 * socket) only has to know whom it talks to.
 */
export function createApi(options: ApiOptions): Api {
  const { engine, logger, checkOutputs = false } = options;
  const startedAt = options.clock.now();

  async function run<K extends CommandName>(handlers: Handlers, name: K, input: unknown): Promise<Result<CommandOutput<K>>> {
    const parsed = commands[name].input.safeParse(input);
    if (!parsed.success) return err('invalid-input', inputFault(name, parsed.error.issues));
    const value = await handlers[name](parsed.data as CommandInput<K>);
    if (checkOutputs) commands[name].output.parse(value);
    return ok(value);
  }

  return {
    connect(client) {
      const feed = new SnapshotFeed({
        engine,
        ready: () => client.ready(),
        push: (payload) => {
          if (checkOutputs) events.snapshot.parse(payload);
          client.send('snapshot', payload);
        },
      });
      const stopSettings = engine.settings.onChange((state) => client.send('settings', state));
      const handlers = createHandlers({ ...options, client, feed, startedAt });
      let closed = false;
      return {
        async call(command, input) {
          if (closed) return err('conflict', 'This connection is closed.');
          if (!isCommandName(command)) return err('unknown-command', `There is no command ${JSON.stringify(command.slice(0, 64))}.`);
          if (commands[command].right === 'control' && client.right !== 'control') {
            return err('forbidden', `${command} needs the right to control; this connection may only look.`);
          }
          try {
            return await run(handlers, command, input);
          } catch (thrown) {
            if (thrown instanceof AppError) return err(thrown.code, thrown.message);
            const error = toError(thrown);
            logger.error('api', 'a command failed', { command, error: error.message, stack: error.stack });
            return err('internal', `${command} failed: ${error.message}`.slice(0, MAX_MESSAGE_LENGTH));
          }
        },
        close() {
          closed = true;
          feed.close();
          stopSettings();
        },
      };
    },
  };
}
