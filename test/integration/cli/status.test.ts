import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Snapshot, snapshot } from '../../../src/shared/model/snapshot.ts';
import { ENTRY, type Place, createPlace, runProgram } from './headroom.ts';

let place: Place;
beforeAll(() => {
  place = createPlace();
});
afterAll(() => place.remove());

async function status(...args: string[]): Promise<Snapshot> {
  const { code, out, err } = await place.headroom('status', '--json', ...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return snapshot.parse(JSON.parse(out));
}

const cpuLine = (user: number, idle: number): string => `cpu  ${user} 0 0 ${idle} 0 0 0 0 0 0\ncpu0 ${user} 0 0 ${idle} 0 0 0 0 0 0\n`;
const stat = (user: number, idle: number, switches: number): string =>
  `${cpuLine(user, idle)}ctxt ${switches}\nbtime 1700000000\nprocesses 100\nprocs_running 1\n`;
const MEMINFO =
  'MemTotal: 1000000 kB\nMemFree: 400000 kB\nMemAvailable: 600000 kB\nBuffers: 1000 kB\nCached: 2000 kB\nSwapTotal: 50000 kB\nSwapFree: 40000 kB\n';
const networkLine = (received: number, sent: number): string =>
  `Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n  eth0: ${received} 10 0 0 0 0 0 0 ${sent} 20 0 0 0 0 0 0\n`;

function machine(name: string, user: number, idle: number, switches: number, received: number, sent: number): string {
  place.write(`${name}/proc/stat`, stat(user, idle, switches));
  place.write(`${name}/proc/meminfo`, MEMINFO);
  place.write(`${name}/proc/loadavg`, '0.50 0.25 0.10 1/100 4242\n');
  place.write(`${name}/proc/net/dev`, networkLine(received, sent));
  return join(place.folder, name);
}

describe.skipIf(process.platform !== 'linux')('status of this machine', () => {
  test('agrees with /proc/meminfo within 2 %, and has rates', async () => {
    const read = (key: string): number =>
      1024 * Number(new RegExp(`^${key}: +(\\d+)`, 'm').exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]);
    const { memory, cpu, processes, network } = await status('--once');
    expect(memory?.totalBytes).toBe(read('MemTotal'));
    expect(Math.abs((memory?.availableBytes ?? 0) - read('MemAvailable'))).toBeLessThan(0.02 * read('MemTotal'));
    expect(cpu?.usagePercent).toBeGreaterThanOrEqual(0);
    expect(network?.bytesReceivedPerSec).toBeGreaterThanOrEqual(0);
    expect(processes?.some(({ pid }) => pid === process.pid)).toBe(true);
  });

  test('for a person', async () => {
    const { code, out } = await place.headroom('status');
    expect(code).toBe(0);
    expect(out).toMatch(/^CPU +[█░]{20} .* of \d/m);
    expect(out).toMatch(/^Who uses it +Kind +CPU/m);
    expect(out).not.toContain('\u001b');
  });

  test('a reader that leaves is no error', async () => {
    const command = `"${process.execPath}" "${ENTRY}" watch --count 50 --interval 250ms --json | head -1 | cut -c1-5; echo "\${PIPESTATUS[0]}"`;
    const { out, err } = await runProgram('bash', ['-c', command], place.env);
    expect(err).toBe('');
    expect(out.split('\n')).toEqual(['{"at"', '0', '']);
  });

  test('watch --count 2 --json: two lines of JSON', async () => {
    const { code, out } = await place.headroom('watch', '--count', '2', '--interval', '300ms', '--json');
    const lines = out.trimEnd().split('\n');
    expect({ code, count: lines.length }).toEqual({ code: 0, count: 2 });
    const [first, second] = lines.map((line) => snapshot.parse(JSON.parse(line)));
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(290);
    expect(first!.cpu?.usagePercent).not.toBeNull();
  });
});

describe('status of folders', () => {
  test('one folder: its numbers, and rates absent with the reason', async () => {
    const folder = machine('one', 100, 300, 5_000, 1_000, 2_000);
    const { cpu, memory, network, absent, self } = await status('--rootfs', folder);
    expect(memory).toMatchObject({ totalBytes: 1_024_000_000, usedBytes: 409_600_000, swapUsedBytes: 10_240_000 });
    expect(cpu).toMatchObject({ coreCount: 1, usagePercent: null, loadAverage: [0.5, 0.25, 0.1] });
    expect(network).toMatchObject({ bytesReceived: 1_000, bytesSent: 2_000, bytesReceivedPerSec: null });
    expect(absent).toContainEqual(expect.objectContaining({ part: 'cpu.usagePercent', reason: 'first-sample' }));
    expect(self).toBeNull();
  });

  test.each([
    ['1s', 1],
    ['4s', 4],
    ['250ms', 0.25],
    ['10m', 600],
  ])('two folders %s apart: exact rates', async (after, seconds) => {
    const before = machine('before', 100, 300, 5_000, 1_000, 2_000);
    const later = machine('later', 125, 375, 6_000, 9_000, 2_500);
    const { cpu, network } = await status('--rootfs', before, '--then', later, '--after', after);
    expect(cpu).toMatchObject({ usagePercent: 25, usedCores: 0.25, contextSwitchesPerSec: 1_000 / seconds });
    expect(network).toMatchObject({ bytesReceivedPerSec: 8_000 / seconds, bytesSentPerSec: 500 / seconds });
  });

  test('what is not there ends with 66 and one line', async () => {
    for (const args of [
      ['--rootfs', '/nonexistent'],
      ['--rootfs', machine('one', 100, 300, 5_000, 1_000, 2_000), '--then', '/nonexistent'],
    ]) {
      expect(await place.headroom('status', ...args)).toEqual({
        code: 66,
        out: '',
        err: 'headroom status: /nonexistent: expected a folder, got nothing there\n',
      });
    }
  });

  test('a folder without "proc" is no machine', async () => {
    const path = dirname(place.write('empty/etc/hostname', 'box\n'));
    const fault = `${path}: expected the root of a Linux machine, got a folder without "proc"\n`;
    expect(await place.headroom('status', '--rootfs', path)).toEqual({ code: 65, out: '', err: `headroom status: ${fault}` });
    const watch = await runProgram(process.execPath, [ENTRY, 'watch', '--count', '1'], { ...place.env, HEADROOM_ROOTFS: path });
    expect(watch).toEqual({ code: 65, out: '', err: `headroom watch: ${fault}` });
  });

  test('watch reads what HEADROOM_ROOTFS names', async () => {
    const env = { ...place.env, HEADROOM_ROOTFS: machine('one', 100, 300, 5_000, 1_000, 2_000) };
    const { out } = await runProgram(process.execPath, [ENTRY, 'watch', '--count', '1', '--interval', '250ms', '--json'], env);
    expect(snapshot.parse(JSON.parse(out))).toMatchObject({ memory: { totalBytes: 1_024_000_000 }, self: null });
  });

  test('HEADROOM_ROOTFS names the folder, too', async () => {
    const env = { ...place.env, HEADROOM_ROOTFS: machine('one', 100, 300, 5_000, 1_000, 2_000) };
    const { out } = await runProgram(process.execPath, [ENTRY, 'status', '--json'], env);
    expect(snapshot.parse(JSON.parse(out)).memory?.totalBytes).toBe(1_024_000_000);
  });
});
