// `npm run bench [-- --quick | --full]`: what Headroom costs, beside what people run today, in the same run on the same machine.
import { writeFileSync } from 'node:fs';
import { agentRows } from './agent.ts';
import { alertRows } from './alerts.ts';
import { cgroupRows } from './cgroups.ts';
import { hostRows, processRows } from './sampling.ts';
import { cachedReadRows, scalingRows } from './in-process.ts';
import { containerRows } from './containers.ts';
import { paintRows } from './page.ts';
import { type Row, toTable } from './table.ts';

const quick = process.argv.includes('--quick');
const full = process.argv.includes('--full');
const seconds = quick ? 5 : 12;
const rounds = quick ? 1 : full ? 3 : 2;
const idleSeconds = full ? 600 : quick ? 20 : 300;

const rows: Row[] = [];
async function add(title: string, make: () => Promise<readonly Row[]> | readonly Row[]): Promise<void> {
  console.error(`… ${title}`);
  try {
    rows.push(...(await make()));
  } catch (thrown) {
    console.error(`  could not be measured: ${String(thrown)}`);
    process.exitCode = 1;
  }
}

await add('cached reads', () => cachedReadRows());
await add('cost over subjects', () => scalingRows());
await add('alert rules', () => alertRows());
await add('50 cgroups', () => cgroupRows());
await add('host tick at 1 Hz', () => hostRows(seconds, rounds));
await add('system and 300 processes at 1 Hz', () => processRows(seconds, rounds));
await add('containers', () => containerRows(seconds));
await add('page: first paint', () => paintRows());
await add(`agent with nobody looking, ${idleSeconds} s`, () => agentRows(idleSeconds));

const table = toTable(rows);
console.log(table);
const outFile = process.env['HEADROOM_BENCH_FILE'];
if (outFile !== undefined) writeFileSync(outFile, `${table}\n`);
