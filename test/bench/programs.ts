import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { reapedCpuMs, threadsCpuMs } from './cpu-time.ts';

/** The system's own: that is the one a distribution's psutil is installed for. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const WORKERS = new URL('./workers/', import.meta.url);

/** A program measured over a window of wall time. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** It draws on a terminal: it gets one, by script(1). */
  readonly terminal?: boolean;
  /** Done once a second by the measurer (a scrape). */
  readonly eachSecond?: () => Promise<void>;
  /** Until it runs as it will for hours: a JIT compiles in its first minute. */
  readonly warmUpSeconds?: number;
  readonly env?: NodeJS.ProcessEnv;
}

export const worker = (name: string, file: string, ...args: readonly string[]): Program => ({
  name,
  command: file.endsWith('.py') ? PYTHON : process.execPath,
  args: [new URL(file, WORKERS).pathname, ...args],
  ...(file.endsWith('.ts') ? { warmUpSeconds: 90 } : {}),
});

export function installed(command: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', command], { stdio: 'ignore' }).status === 0;
}

export function hasPsutil(): boolean {
  return spawnSync(PYTHON, ['-c', 'import psutil'], { stdio: 'ignore' }).status === 0;
}

function start({ command, args, terminal, env: ownEnv = process.env }: Program): ChildProcess {
  const env = { ...ownEnv, TERM: 'xterm-256color', COLUMNS: '200', LINES: '50' };
  // `script` gives a terminal; exec makes the program its direct child.
  const [file, rest] = terminal === true ? ['script', ['-qfc', `exec ${command} ${args.join(' ')}`, '/dev/null']] : [command, args];
  return spawn(file, rest, { stdio: ['pipe', 'pipe', 'inherit'], env });
}

function cpuMs(pid: number): number {
  return threadsCpuMs(pid) + reapedCpuMs(pid);
}

/** The pid whose CPU counts: the program itself, or what `script` runs. */
function measuredPid(child: ChildProcess, terminal: boolean): number {
  if (!terminal) return child.pid ?? 0;
  const { stdout } = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' });
  return Number(stdout.trim().split('\n')[0]);
}

/** Milliseconds of CPU a second (own and children), after a warm-up. */
export async function cpuMsPerSecond(program: Program, seconds: number): Promise<number> {
  const child = start(program);
  child.stdout?.resume();
  const each = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i += 1) {
      await program.eachSecond?.();
      await sleep(1_000);
    }
  };
  try {
    await sleep(500);
    await each(program.warmUpSeconds ?? 5);
    const pid = measuredPid(child, program.terminal === true);
    const before = cpuMs(pid);
    const startedMs = performance.now();
    await each(seconds);
    return ((cpuMs(pid) - before) * 1_000) / (performance.now() - startedMs);
  } finally {
    child.kill('SIGKILL');
  }
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Each program in turn, over several rounds, so that a machine that speeds up or slows down hits all alike. Median of the rounds. */
export async function compare(programs: readonly Program[], seconds: number, rounds: number): Promise<Map<string, number>> {
  const results = new Map<string, number[]>(programs.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const program of programs) results.get(program.name)?.push(await cpuMsPerSecond(program, seconds));
  }
  return new Map([...results].map(([name, values]) => [name, median(values)]));
}
