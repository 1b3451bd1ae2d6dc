// Runs in the page, as text: a function here sees nothing but its arguments and the DOM. The preload's isolated world and the page's own
// world share the document, so that they speak through its events, in JSON.

interface Described {
  readonly kind: 'value' | 'function' | 'promise' | 'object';
  readonly value?: unknown;
  readonly id?: number;
  readonly members?: Readonly<Record<string, Described>>;
}
type Callable = (...args: unknown[]) => unknown;

/** One end of the bridge between the worlds: values are copied, functions are called across, as contextBridge does it. */
export function bridgeEnd(mine: string, theirs: string): { describe: (value: unknown) => Described; revive: (from: Described) => unknown } {
  const functions = new Map<number, Callable>();
  let returned: Described = { kind: 'value' };
  const keep = (callable: Callable): number => functions.set(functions.size, callable).size - 1;
  const say = (name: string, detail: unknown): boolean => document.dispatchEvent(new CustomEvent(name, { detail: JSON.stringify(detail) }));

  const describe = (value: unknown): Described => {
    if (typeof value === 'function') return { kind: 'function', id: keep(value as Callable) };
    if (value instanceof Promise) {
      const settle = (resolve: unknown, reject: unknown): unknown =>
        value.then(resolve as Callable, (cause: unknown) => (reject as Callable)(cause instanceof Error ? cause.message : String(cause)));
      return { kind: 'promise', id: keep(settle) };
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { kind: 'value', value };
    return { kind: 'object', members: Object.fromEntries(Object.entries(value).map(([key, member]) => [key, describe(member)])) };
  };
  const revive = ({ kind, value, id = -1, members = {} }: Described): unknown => {
    const call: Callable = (...args) => {
      returned = { kind: 'value' };
      say(theirs, { id, args: args.map(describe) });
      return revive(returned);
    };
    if (kind === 'function') return call;
    if (kind === 'promise') {
      return new Promise((resolve, reject) => call(resolve, (message: string) => reject(new Error(message))));
    }
    return kind === 'value' ? value : Object.fromEntries(Object.entries(members).map(([key, member]) => [key, revive(member)]));
  };
  document.addEventListener(mine, (event) => {
    const { id, args } = JSON.parse((event as CustomEvent<string>).detail) as { id: number; args: Described[] };
    say(`${theirs}-returned`, describe(functions.get(id)?.(...args.map(revive))));
  });
  document.addEventListener(`${mine}-returned`, (event) => {
    returned = JSON.parse((event as CustomEvent<string>).detail) as Described;
  });
  return { describe, revive };
}

/** The page's own world: puts there what the preload exposes, frozen as Electron does. */
export function pageWorld(connect: typeof bridgeEnd): void {
  if (window !== window.top) return;
  const { revive } = connect('standin-page', 'standin-preload');
  document.addEventListener('standin-expose', (event) => {
    const { key, api } = JSON.parse((event as CustomEvent<string>).detail) as { key: string; api: Described };
    Object.defineProperty(window, key, { value: Object.freeze(revive(api)), enumerable: true });
  });
  // The preload may have run first, and nobody heard it.
  document.dispatchEvent(new CustomEvent('standin-listening'));
}

/** The preload's isolated world: `electron` as a sandboxed preload sees it, over the binding `standinSend`. */
export function preloadWorld(connect: typeof bridgeEnd, preload: (require: (name: string) => unknown) => void): void {
  if (window !== window.top) return;
  const { describe } = connect('standin-preload', 'standin-page');
  const send = (globalThis as unknown as { standinSend: (text: string) => void }).standinSend;
  const waiting = new Map<number, { resolve: Callable; reject: (cause: Error) => void }>();
  const listeners = new Map<string, Set<Callable>>();
  const exposed: string[] = [];
  const tell = (detail: string): boolean => document.dispatchEvent(new CustomEvent('standin-expose', { detail }));

  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    send(JSON.stringify({ violation: `${violatedDirective} ${blockedURI}` }));
  });
  document.addEventListener('standin-listening', () => exposed.forEach(tell));
  Object.assign(globalThis, {
    standinReceive(message: { id?: number; value?: unknown; error?: string; channel?: string }) {
      const call = waiting.get(message.id ?? -1);
      waiting.delete(message.id ?? -1);
      if (message.error !== undefined) call?.reject(new Error(message.error));
      else call?.resolve(message.value);
      for (const listener of listeners.get(message.channel ?? '') ?? []) listener({ sender: 'not for a page' }, message.value);
    },
  });
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown) {
      exposed.push(JSON.stringify({ key, api: describe(api) }));
      tell(exposed.at(-1) ?? '');
    },
  };
  const ipcRenderer = {
    // An argument that is undefined stays it: JSON would make it null.
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = waiting.size === 0 ? 1 : Math.max(...waiting.keys()) + 1;
        waiting.set(id, { resolve, reject });
        send(JSON.stringify({ id, channel, args: structuredClone(args).map((arg) => (arg === undefined ? [] : [arg])) }));
      }),
    on: (channel: string, listener: Callable) => listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
    removeListener: (channel: string, listener: Callable) => listeners.get(channel)?.delete(listener),
  };
  preload((name) => {
    if (name !== 'electron') throw new Error(`module not found: ${name} (a sandboxed preload has electron only)`);
    return { contextBridge, ipcRenderer };
  });
}
