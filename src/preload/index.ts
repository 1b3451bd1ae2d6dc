import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { commandChannel, commandNames, eventChannel, eventNames, type EventName } from '../shared/ipc/channels.ts';

// One function for every command of the contract, and `on`. No channel name comes from the page, and no event object reaches it.

type Listener = (payload: unknown) => void;

const commands = Object.fromEntries(
  commandNames.map((name) => [name, (input: unknown) => ipcRenderer.invoke(commandChannel(name), input)]),
);

function on(name: EventName, listener: Listener): () => void {
  if (!eventNames.includes(name)) throw new TypeError(`expected an event (${eventNames.join(', ')}), got ${name}`);
  const channel = eventChannel(name);
  const forward = (_event: IpcRendererEvent, payload: unknown): void => listener(payload);
  ipcRenderer.on(channel, forward);
  return () => {
    ipcRenderer.removeListener(channel, forward);
  };
}

contextBridge.exposeInMainWorld('api', Object.freeze({ ...commands, on }));
