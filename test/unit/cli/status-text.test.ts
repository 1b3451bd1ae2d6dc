import { describe, expect, test } from 'vitest';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { widthOf } from '../../../src/cli/terminal/text.ts';
import { resourceLines } from '../../../src/cli/view/resource-lines.ts';
import { statusText, topOwners } from '../../../src/cli/view/status-text.ts';
import { watchLine } from '../../../src/cli/view/watch-line.ts';
import { snapshotOf } from './snapshot.ts';

const plain = createStyle({ env: {}, isTTY: false });
const text = (more = {}, columns = 100, verbose = false): string[] =>
  statusText(snapshotOf(more), { style: plain, columns, program: 'headroom', verbose });

describe('status for a person', () => {
  test('verdict, then a line per resource with its limit, then who uses it', () => {
    const lines = text();
    expect(lines[0]).toBe('All fine');
    expect(lines).toContain('CPU      ██████████░░░░░░░░░░   50%  2 of 4 cores               stall 4.2%, load 2.00 1.50 1.00');
    expect(lines).toContain('Memory   ██████████░░░░░░░░░░   50%  4 of 8 GB');
    expect(lines).toContain('Disk     ██████████████████░░   90%  90 of 100 GB               10 GB free');
    expect(lines).toContain('Network  ····················        in 2.5 MB/s  out 1.5 KB/s');
    expect(lines).toContain('Files    ····················        5k open');
    expect(lines.at(-1)).toBe('One part is absent: "headroom status -v" says why.');
  });

  test('the five owners that use most, the largest first', () => {
    // a to f use 0.0 to 0.5 of 4 cores; g holds half of the memory.
    const { owners } = snapshotOf();
    const small = owners!.list.map((owner) => ({ ...owner, memoryBytes: 0 }));
    const list = [...small, { ...small[0]!, name: 'g', memoryBytes: 4 * 1024 ** 3 }];
    expect(topOwners(snapshotOf({ owners: { ...owners!, list } }), 5).map(({ name }) => name)).toEqual(['g', 'f', 'e', 'd', 'c']);
    expect(text().filter((line) => / app /.test(line))).toHaveLength(5);
  });

  test('with -v what is absent, with its reason', () => {
    expect(text({}, 100, true).at(-1)).toBe('gpu     not-found  this machine has none');
  });

  test('a resource that is absent has no line, and no swap none either', () => {
    expect(resourceLines(snapshotOf({ memory: null, cpu: null })).map(({ label }) => label)).toEqual(['Disk', 'Network', 'Files']);
  });

  test('unknown is a dash, not 0', () => {
    const cpu = { ...snapshotOf().cpu!, usedCores: null, usagePercent: null };
    const [line] = resourceLines(snapshotOf({ cpu }));
    expect(line).toMatchObject({ percent: null, text: '— of 4 cores' });
  });

  test.each([20, 40, 60, 80, 200])('no line is wider than a terminal of %i columns', (columns) => {
    const verdict = {
      severity: 'critical',
      title: 'Memory tight',
      detail: '日本語 '.repeat(60),
      resource: 'memory',
      since: 0,
      held: [],
    } as const;
    const lines = statusText(snapshotOf({ verdict }), { style: plain, columns, program: 'headroom', verbose: false }).slice(0, 8);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  test('a name cannot steer the terminal', () => {
    const owners = { ...snapshotOf().owners!, list: [{ ...snapshotOf().owners!.list[0]!, name: '\u001b[2Jx' }] };
    expect(text({ owners }).join('\n')).toContain(String.raw`\x1b[2Jx`);
    expect(text({ owners }).join('\n')).not.toContain('\u001b');
  });

  test('what waits for its hold time is said below the verdict, with for how long yet', () => {
    const waiting = { subject: 'host', resource: 'memory', title: 'Memory tight', detail: 'cargo holds 3 GB.', sinceMs: 0 };
    const { verdict } = snapshotOf();
    const held = [
      { ...waiting, severity: 'critical' as const, leftMs: 10_200 },
      { ...waiting, title: 'CPU short', detail: '', severity: 'warning' as const, leftMs: 240_000 },
    ];
    expect(text({ verdict: { ...verdict, held } }).slice(0, 4)).toEqual([
      'All fine',
      'Memory tight (cargo holds 3 GB): critical if it lasts another 11 s',
      'CPU short: a warning if it lasts another 4 min',
      '',
    ]);
  });
});

describe('watch', () => {
  const line = (columns: number, more = {}): string => watchLine(snapshotOf(more), plain, columns);

  test('one line: time, shares, what the network carries, verdict', () => {
    expect(line(200)).toMatch(
      /^\d\d:\d\d:\d\d {2}CPU {2}50% {2}Memory {2}50% {2}Disk {2}90% {2}Network in {2}2\.5 MB\/s out {2}1\.5 KB\/s {2}All fine$/,
    );
  });

  test('a rate that is not known is a dash, in as many cells', () => {
    const network = { ...snapshotOf().network!, bytesReceivedPerSec: null, bytesSentPerSec: 0 };
    expect(line(200, { network })).toContain('  Network in         — out     0 B/s  ');
    expect(line(200, { network: null })).not.toContain('Network');
  });

  test('in a narrow terminal what matters least goes, and the verdict stays', () => {
    const full = {
      fileHandles: { at: 0, used: 10, limit: 100 },
      memory: { ...snapshotOf().memory!, swapTotalBytes: 100, swapUsedBytes: 50 },
    };
    expect(line(200, full)).toMatch(/Swap {2}50% .*Files {2}10% {2}All fine$/);
    expect(line(120, full)).not.toContain('Files');
    expect(line(120, full)).toMatch(/Swap {2}50% .*Network .*B\/s {2}All fine$/);
    expect(line(110, full)).not.toMatch(/Swap|Files/);
    expect(line(110, full)).toMatch(/Disk .*Network .*All fine$/);
  });
});
