import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDocker, engineFault, programPath } from '../support/engines.ts';
import { processTree, reapedCpuMs, threadsCpuMs } from './cpu-time.ts';
import { cpuMsPerSecond, worker } from './programs.ts';
import { type Row, ratioText } from './table.ts';

const FEW = 10;
const MANY = 50;
const SETTLE_MS = 5_000;
/** A process of its own for each container: some work, so that the counters move. */
const COMMAND = ['sh', '-c', 'while true; do true; sleep 1; done'];

/** CPU milliseconds of a process and all below it, so far. */
const treeCpuMs = (root: number): number =>
  processTree(root).reduce((sum, pid) => {
    try {
      return sum + threadsCpuMs(pid) + reapedCpuMs(pid);
    } catch {
      return sum;
    }
  }, 0);

/** What watching containers costs: Headroom, what it makes the engine do, and `docker stats` for the same. */
export async function containerRows(seconds: number): Promise<Row[]> {
  const fault = engineFault('dockerd', 'docker');
  if (fault !== null) throw new Error(`containers: ${fault}`);
  const docker = createDocker();
  try {
    await docker.start();
    const dockerd = Number(readFileSync(join(docker.dir, 'pid'), 'utf8'));
    const env = { ...process.env, DOCKER_HOST: `unix://${docker.socketPath}` };
    const ours = { ...worker('Headroom', 'monitor-1hz.ts', 'containers'), env };
    const floor = worker('an empty timer', 'empty-timer.ts');
    const daemonAlone = async (): Promise<number> => {
      const before = threadsCpuMs(dockerd);
      await sleep(seconds * 1_000);
      return (threadsCpuMs(dockerd) - before) / seconds;
    };
    const daemonDuring = async (watch: () => Promise<number>): Promise<{ readonly own: number; readonly daemon: number }> => {
      const watching = watch();
      // The questions of the first seconds are asked once, not each second.
      await sleep(SETTLE_MS);
      const before = threadsCpuMs(dockerd);
      const startedMs = performance.now();
      const own = await watching;
      return { own, daemon: ((threadsCpuMs(dockerd) - before) * 1_000) / (performance.now() - startedMs) };
    };
    const grow = async (from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i += 1) await docker.run({ name: `bench-${i}`, command: COMMAND });
      await sleep(3_000);
    };

    await grow(0, FEW);
    const few = await cpuMsPerSecond(ours, seconds);
    await grow(FEW, MANY);
    const empty = await cpuMsPerSecond(floor, seconds);
    const quiet = await daemonAlone();
    const headroom = await daemonDuring(() => cpuMsPerSecond(ours, seconds));
    const stats = await daemonDuring(() => statsMsPerSecond(docker.socketPath, seconds));
    const perContainer = { few: (few - empty) / FEW, many: (headroom.own - empty) / MANY };
    const statsCost = stats.own + stats.daemon - quiet;
    const ourCost = headroom.own + headroom.daemon - quiet;
    return [
      {
        what: `${MANY} containers at 1 Hz, with what dockerd does for it`,
        ours: `${ourCost.toFixed(2)} ms/s`,
        peer: 'docker stats',
        peerValue: `${statsCost.toFixed(2)} ms/s`,
        ratio: ratioText(ourCost, statsCost),
        bound: '',
        met: null,
      },
      {
        what: `dockerd with ${MANY} containers, watched`,
        ours: `${headroom.daemon.toFixed(2)} ms/s`,
        peer: 'dockerd, nobody watching',
        peerValue: `${quiet.toFixed(2)} ms/s`,
        ratio: ratioText(headroom.daemon, quiet),
        bound: '',
        met: null,
      },
      {
        what: `a container of ${MANY}, at 1 Hz`,
        ours: `${perContainer.many.toFixed(3)} ms/s`,
        peer: `one of ${FEW}`,
        peerValue: `${perContainer.few.toFixed(3)} ms/s`,
        ratio: ratioText(perContainer.many, perContainer.few),
        bound: '≤ 1.2 ×: linear',
        met: perContainer.many <= perContainer.few * 1.2,
      },
    ];
  } finally {
    await docker.stop();
  }
}

async function statsMsPerSecond(socketPath: string, seconds: number): Promise<number> {
  const child = spawn(programPath('docker') ?? 'docker', ['-H', `unix://${socketPath}`, 'stats'], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  try {
    await sleep(4_000);
    const before = treeCpuMs(child.pid ?? 0);
    const startedMs = performance.now();
    await sleep(seconds * 1_000);
    return ((treeCpuMs(child.pid ?? 0) - before) * 1_000) / (performance.now() - startedMs);
  } finally {
    child.kill('SIGKILL');
  }
}
