// The peer: what an app built on systeminformation does for the same figures, at 1 Hz. With "processes" also the process table.
import si from 'systeminformation';

const processes = process.argv.includes('processes');
async function tick(): Promise<void> {
  await Promise.all([si.currentLoad(), si.mem(), si.fsSize(), si.disksIO(), si.networkStats()]);
  if (processes) await si.processes();
}
setInterval(() => void tick(), 1_000);
await tick();
process.stdout.write('ready\n');
process.stdin.resume();
