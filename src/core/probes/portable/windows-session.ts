import type * as systemInformation from 'systeminformation';
import { ProbeError } from '../absence.ts';

/** What is used of systeminformation on Windows. All of it asks PowerShell. */
export type SystemInformation = Pick<
  typeof systemInformation,
  'battery' | 'networkInterfaces' | 'networkStats' | 'processes' | 'powerShellStart' | 'powerShellRelease'
>;

export interface WindowsSession {
  /** Runs a question of `user` in the one PowerShell, which is started at the first and ended when no user is left. */
  ask<T>(user: string, question: (si: SystemInformation) => Promise<T>): Promise<T>;
  leave(user: string): void;
}

/** The library is some 700 kB of code: it is loaded when a group first asks for it. */
async function loadSystemInformation(): Promise<SystemInformation> {
  const loaded: SystemInformation & { readonly default?: SystemInformation } = await import('systeminformation');
  // A CommonJS library: the names stand on its default export, in Node's own loader on the module as well.
  return loaded.default ?? loaded;
}

/**
 * One PowerShell for all groups: a new one for every question would cost a process each time. When a question has no answer by the time its
 * user asks again, that PowerShell hangs or is gone, and the next question gets a new one.
 */
export function createWindowsSession(load: () => Promise<SystemInformation> = loadSystemInformation): WindowsSession {
  const users = new Set<string>();
  const unanswered = new Map<string, symbol>();
  let library: SystemInformation | null = null;
  let running = false;

  function end(): void {
    if (running) library?.powerShellRelease();
    running = false;
    unanswered.clear();
  }
  return {
    async ask(user, question) {
      users.add(user);
      library ??= await load();
      if (!users.has(user)) throw new ProbeError('failed', `${user}: nobody asks any more`);
      if (unanswered.has(user)) end();
      if (!running) library.powerShellStart();
      running = true;
      const mark = Symbol(user);
      unanswered.set(user, mark);
      try {
        return await question(library);
      } finally {
        if (unanswered.get(user) === mark) unanswered.delete(user);
      }
    },
    leave(user) {
      users.delete(user);
      if (users.size === 0) end();
    },
  };
}
