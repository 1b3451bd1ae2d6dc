import { createStore } from 'zustand/vanilla';
import type { Api } from '../shared/ipc/contract.ts';
import { type ConnectionState, type ConnectionStore, createSocketApi } from './socket-api.ts';

/** The other side, whichever border lies between: the preload's `window.api` in the app, the agent's WebSocket in a browser. */
export interface Bridge {
  readonly api: Api;
  readonly connection: ConnectionStore;
  /** Tries to connect now, when it waits to or was refused. */
  retry(): void;
  close(): void;
}

export function createBridge(): Bridge {
  if (window.api !== undefined) {
    // The preload is there as long as the page is.
    const connection: ConnectionStore = createStore(() => ({ state: 'open' as ConnectionState }));
    return { api: window.api, connection, retry() {}, close() {} };
  }
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return createSocketApi({
    open({ onOpen, onMessage, onClose }) {
      const socket = new WebSocket(`${scheme}://${location.host}/api/socket`);
      socket.addEventListener('open', onOpen);
      socket.addEventListener('message', ({ data }) => onMessage(data));
      socket.addEventListener('close', ({ code }) => onClose(code));
      return socket;
    },
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    random: Math.random,
  });
}
