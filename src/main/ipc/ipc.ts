import type { IpcMain, WebContents } from 'electron';
import type { ClientPort, Connection } from '../../core/api/connection.ts';
import type { Disposer, Logger } from '../../core/ports.ts';
import { commandChannel, commandNames, eventChannel, type CommandName } from '../../shared/ipc/channels.ts';
import type { EventPayload } from '../../shared/ipc/contract.ts';
import { err, type Result } from '../../shared/result.ts';
import { senderFault, type Sender } from './sender.ts';

/** A command's input as JSON text. The largest that is meant, a settings file to import, is below it. */
const MAX_INPUT_CHARS = 1_048_576;

type View = EventPayload<'navigate'>['view'];

export interface Ipc {
  /** Serves one page until disposed. `isVisible` decides whether it is sent anything. */
  readonly attach: (contents: WebContents, isVisible: () => boolean) => Disposer;
  /** Asks a page to show a view: at once, or as soon as it has begun to look. */
  navigate(contents: WebContents, view: View): void;
  readonly dispose: Disposer;
}

interface Client {
  readonly contents: WebContents;
  readonly connection: Connection;
  looked: boolean;
  pendingView: View | null;
}

export interface IpcParts {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  readonly api: { connect(client: ClientPort): Connection };
  readonly logger: Logger;
}

/** The only place that touches raw IPC: sender check, size check, then the connection that parses and answers with a Result. */
export function serveIpc({ ipcMain, api, logger }: IpcParts): Ipc {
  const clients = new Map<number, Client>();

  const answer = async (name: CommandName, event: Sender, input: unknown): Promise<Result<unknown>> => {
    const client = clients.get(event.sender.id);
    const fault = senderFault(event, (id) => clients.has(id));
    if (fault !== null || client === undefined) {
      logger.warn('ipc', 'call refused', { command: name, why: fault });
      return err('untrusted-sender', `${name}: only Headroom's own page may call this (${fault ?? 'not a window of ours'})`);
    }
    const refused = inputFault(name, input);
    if (refused !== null) return refused;
    const result = await client.connection.call(name, input);
    if (name === 'look' && result.ok) settle(client);
    return result;
  };

  for (const name of commandNames) {
    ipcMain.handle(commandChannel(name), (event, input: unknown) => answer(name, event, input));
  }

  return {
    attach(contents, isVisible) {
      const { id } = contents;
      const connection = api.connect({
        right: 'control',
        local: false,
        ready: () => !contents.isDestroyed() && isVisible(),
        send: (name, payload) => {
          if (!contents.isDestroyed()) contents.send(eventChannel(name), payload);
        },
      });
      clients.set(id, { contents, connection, looked: false, pendingView: null });
      return () => {
        if (clients.delete(id)) connection.close();
      };
    },
    navigate(contents, view) {
      const client = clients.get(contents.id);
      if (client === undefined) return;
      client.pendingView = view;
      if (client.looked) settle(client);
    },
    dispose() {
      for (const name of commandNames) ipcMain.removeHandler(commandChannel(name));
      for (const { connection } of clients.values()) connection.close();
      clients.clear();
    },
  };
}

/** The page listens from its first look on; before that a view it was asked for would be lost. */
function settle(client: Client): void {
  client.looked = true;
  const view = client.pendingView;
  if (view === null || client.contents.isDestroyed()) return;
  client.pendingView = null;
  client.contents.send(eventChannel('navigate'), { view } satisfies EventPayload<'navigate'>);
}

/** Structured clone lets through what JSON has not (cycles, BigInt, buffers); the contract has JSON only. */
function inputFault(name: CommandName, input: unknown): Result<never> | null {
  let text: string | undefined;
  try {
    text = JSON.stringify(input);
  } catch (thrown) {
    return err('invalid-input', `${name}: expected a JSON value, got one that is none (${String(thrown)})`);
  }
  if (text === undefined || text.length <= MAX_INPUT_CHARS) return null;
  return err('too-large', `${name}: expected an input of at most ${MAX_INPUT_CHARS} characters of JSON, got ${text.length}`);
}
