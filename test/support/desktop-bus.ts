import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { programPath } from './engines.ts';

// A session bus of its own with a notification service on it, for tests of what is shown on a desktop.

const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'notification-server.py');

/** One call of `Notify`, as the service got it. */
export interface NotifyCall {
  readonly id: number;
  readonly replaces: number;
  readonly title: string;
  readonly body: string;
  /** Key, label, key, label … */
  readonly actions: readonly string[];
  readonly urgency: number | null;
}

/** Why there is no such bus here, in a line; null when there is. What `npm test` installs is never missing there. */
export function whyNoDesktopBus(): string | null {
  if (process.platform !== 'linux') return 'D-Bus: only on Linux';
  const missing = ['gdbus', 'notify-send', 'dbus-run-session'].filter((name) => programPath(name) === null);
  if (missing.length > 0) return `D-Bus: no ${missing.join(', ')}`;
  return spawnSync(PYTHON, ['-c', 'import dbus, gi'], { stdio: 'ignore' }).status === 0 ? null : 'D-Bus: no python3-dbus, python3-gi';
}

export class DesktopBus {
  readonly #process: ChildProcess;
  readonly calls: NotifyCall[] = [];
  /** What a program of this session has in its environment. */
  readonly environment: Record<string, string | undefined>;

  private constructor(child: ChildProcess, address: string) {
    this.#process = child;
    this.environment = { ...process.env, DBUS_SESSION_BUS_ADDRESS: address };
  }

  /** @param capabilities what the service says it can do; null = there is no service on the bus */
  static async start(capabilities: readonly string[] | null): Promise<DesktopBus> {
    const say = 'import os; print(\'{"bus": "%s"}\' % os.environ["DBUS_SESSION_BUS_ADDRESS"], flush=True); input()';
    const program = capabilities === null ? [PYTHON, '-c', say] : [PYTHON, SCRIPT, ...capabilities];
    const child = spawn('dbus-run-session', ['--', ...program], { stdio: ['pipe', 'pipe', 'ignore'] });
    const lines = createInterface({ input: child.stdout });
    const [first] = (await once(lines, 'line')) as [string];
    const bus = new DesktopBus(child, (JSON.parse(first) as { bus: string }).bus);
    lines.on('line', (line) => bus.calls.push(JSON.parse(line) as NotifyCall));
    return bus;
  }

  /** A person chooses an action; without one, closes the notification. */
  choose(id: number, action?: string): void {
    this.#process.stdin?.write(`${JSON.stringify({ id, action })}\n`);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.stdin?.end();
    await once(this.#process, 'exit');
  }
}
