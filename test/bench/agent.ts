import { setTimeout as sleep } from 'node:timers/promises';
import { startAgent } from '../support/agent.ts';
import { processTree, pssMb, reapedCpuMs, threadsCpuMs } from './cpu-time.ts';
import { worker, cpuMsPerSecond } from './programs.ts';
import { type Row, ratioText } from './table.ts';

const MAX_PERCENT = 0.3;
const MAX_PSS_MB = 70;

/** The built agent at its defaults with nobody looking: CPU and memory of its whole process tree. */
export async function agentRows(seconds: number): Promise<Row[]> {
  const floor = await cpuMsPerSecond(worker('empty timer', 'empty-timer.ts'), Math.min(seconds, 15));
  const agent = await startAgent();
  try {
    await sleep(10_000);
    const cpu = (): number => processTree(agent.pid).reduce((sum, pid) => sum + threadsCpuMs(pid), 0) + reapedCpuMs(agent.pid);
    const memory = (): number => processTree(agent.pid).reduce((sum, pid) => sum + pssMb(pid), 0);
    const before = cpu();
    const startedMs = performance.now();
    await sleep(seconds * 1_000);
    const msPerSecond = ((cpu() - before) * 1_000) / (performance.now() - startedMs);
    const percent = msPerSecond / 10;
    const pss = memory();
    return [
      {
        what: `agent, nobody looking, ${seconds} s`,
        ours: `${percent.toFixed(3)} % of a core`,
        peer: 'empty 1 Hz timer in Node',
        peerValue: `${(floor / 10).toFixed(3)} %`,
        ratio: ratioText(msPerSecond, floor),
        bound: `≤ ${MAX_PERCENT} %`,
        met: percent <= MAX_PERCENT,
      },
      {
        what: 'agent, memory of its process tree',
        ours: `${pss.toFixed(1)} MB PSS`,
        peer: `${processTree(agent.pid).length} process`,
        peerValue: '',
        ratio: '',
        bound: `≤ ${MAX_PSS_MB} MB`,
        met: pss <= MAX_PSS_MB,
      },
    ];
  } finally {
    await agent.stop();
  }
}
