import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ProcessRaw } from '../../../../../src/core/probes/raw.ts';
import { createKernelFiles } from '../../../../../src/core/probes/linux/kernel-files.ts';
import { type ProcessesProbe, createProcessesProbe } from '../../../../../src/core/probes/linux/processes.ts';

// A /proc that is a plain folder below another root.
let root: string;
let probe: ProcessesProbe;
const uid = process.getuid?.() ?? 0;

function put(path: string, text: string): void {
  const place = join(root, path);
  mkdirSync(join(place, '..'), { recursive: true });
  writeFileSync(place, text);
}
interface Fake {
  comm?: string;
  state?: string;
  parentPid?: number;
  flags?: number;
  userTicks?: number;
  startTicks?: number;
  rssPages?: number;
}
function putStat(pid: number, fake: Fake): void {
  const { comm = 'sleep', state = 'S', parentPid = 1, flags = 0, userTicks = 10, startTicks = 500, rssPages = 90 } = fake;
  put(
    `/proc/${pid}/stat`,
    `${pid} (${comm}) ${state} ${parentPid} 1 7 34816 -1 ${flags} 0 0 0 0 ${userTicks} 5 30 20 20 0 3 0 ${startTicks} 8192 ${rssPages} 0\n`,
  );
}
function putProcess(pid: number, fake: Fake = {}): void {
  putStat(pid, fake);
  // The number of resident pages in stat is an estimate; here is the exact one.
  put(`/proc/${pid}/statm`, '500 100 40 0 0 0 0\n');
  put(`/proc/${pid}/cmdline`, 'sleep\x0060\0');
  put(`/proc/${pid}/cgroup`, '0::/user.slice\n');
  put(`/proc/${pid}/io`, 'read_bytes: 4096\nwrite_bytes: 0\n');
}
const read = (detail = false): Map<number, ProcessRaw> => {
  const raw = probe.read({ detail });
  if (raw instanceof Promise) throw new Error('expected a synchronous read');
  return new Map(raw.list.map((p) => [p.pid, p]));
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'headroom-processes-'));
  put('/proc/stat', 'cpu  100 0 50 1000 0 0 0 0\nbtime 1000\nprocesses 5\n');
  put('/etc/passwd', `ana:x:${uid}:1::/:/bin/sh\n`);
  putProcess(42);
  probe = createProcessesProbe(createKernelFiles(root));
});
afterEach(() => {
  probe.dispose();
  rmSync(root, { recursive: true });
});

test('one process, whole', () => {
  expect(read().get(42)).toEqual({
    pid: 42,
    parentPid: 1,
    startTime: 1_005_000,
    name: 'sleep',
    command: 'sleep 60',
    user: 'ana',
    userId: uid,
    state: 'sleeping',
    cpuMs: 150,
    reapedCpuMs: 500,
    rssBytes: 409_600,
    privateBytes: 60 * 4096,
    pssBytes: null,
    virtualBytes: 8192,
    threads: 3,
    fileHandles: null,
    readBytes: null,
    writeBytes: null,
    cgroup: '/user.slice',
    kernelThread: false,
    sessionId: 7,
    terminal: 34816,
  });
  expect(probe.read({ detail: false })).toMatchObject({ machineBusyMs: 1500 });
});

describe('from read to read', () => {
  test('what did not change is the same object; what did is a new one', () => {
    putProcess(43);
    const before = read();
    putStat(43, { userTicks: 11 });
    const after = read();
    expect(after.get(42)).toBe(before.get(42));
    expect(after.get(43)).not.toBe(before.get(43));
    expect(after.get(43)?.cpuMs).toBe(160);
  });
  test('one that went is left out, one that came is there', () => {
    read();
    rmSync(join(root, 'proc/42'), { recursive: true });
    putProcess(44);
    expect([...read().keys()]).toEqual([44]);
  });
  test('a pid that was used again is another process, with its own command', () => {
    const before = read();
    put('/proc/42/cmdline', 'cat\0x\0');
    putStat(42, { comm: 'cat', startTicks: 900 });
    const now = read().get(42);
    expect(now).toMatchObject({ startTime: 1_009_000, name: 'cat', command: 'cat x' });
    expect(before.get(42)?.startTime).toBe(1_005_000);
  });
  test('an exec under another name brings the new command', () => {
    read();
    put('/proc/42/cmdline', 'make\0-j\0');
    putStat(42, { comm: 'make' });
    expect(read().get(42)).toMatchObject({ name: 'make', command: 'make -j' });
  });
  test('an exec under the same name soon after the fork does too', () => {
    read();
    put('/proc/42/cmdline', 'sleep\x0099\0');
    putStat(42, { userTicks: 11 });
    expect(read().get(42)?.command).toBe('sleep 99');
  });
  test('a zombie keeps the command it had', () => {
    read();
    put('/proc/42/cmdline', '');
    putStat(42, { state: 'Z', rssPages: 0 });
    expect(read().get(42)).toMatchObject({ state: 'zombie', command: 'sleep 60', privateBytes: 0 });
  });
  test('the start time stands when the kernel moves the boot time', () => {
    read();
    put('/proc/stat', 'cpu  100 0 50 1000 0 0 0 0\nbtime 99999\nprocesses 5\n');
    putStat(42, { userTicks: 99 });
    expect(read().get(42)?.startTime).toBe(1_005_000);
  });
  test('a move to another cgroup and a new user name are seen even of an idle process', () => {
    read();
    put('/proc/42/cgroup', '0::/moved\n');
    put('/etc/passwd', `eva:x:${uid}:1::/:/bin/sh\n`);
    utimesSync(join(root, 'etc/passwd'), 1, 1);
    let last = read();
    for (let i = 0; i < 80; i += 1) last = read();
    expect(last.get(42)).toMatchObject({ cgroup: '/moved', user: 'eva' });
  });
});

test('details are there while someone looks, and not after', () => {
  mkdirSync(join(root, 'proc/42/fd'));
  for (const fd of ['0', '1', '2']) put(`/proc/42/fd/${fd}`, '');
  expect(read(true).get(42)).toMatchObject({ fileHandles: 3, readBytes: 4096, writeBytes: 0 });
  const looked = read(true).get(42);
  expect(read(true).get(42)).toBe(looked);
  expect(read().get(42)).toMatchObject({ fileHandles: null, readBytes: null, writeBytes: null });
});

test('where descriptors must be listed, every process gets its turn', () => {
  for (let pid = 100; pid < 220; pid += 1) {
    putProcess(pid);
    put(`/proc/${pid}/fd/0`, '');
  }
  for (let i = 0; i < 3; i += 1) read(true);
  const counts = [...read(true).values()].filter((p) => p.pid >= 100).map((p) => p.fileHandles);
  expect(counts).toEqual(Array.from({ length: 120 }, () => 1));
});

test('what is malformed or not readable is left out, the rest stays', () => {
  put('/proc/50/stat', 'garbage');
  mkdirSync(join(root, 'proc/51'));
  putProcess(52, { comm: 'a) S 9 (b' });
  mkdirSync(join(root, 'proc/53/stat'), { recursive: true });
  expect([...read().keys()].sort((a, b) => a - b)).toEqual([42, 52]);
  expect(read().get(52)?.name).toBe('a) S 9 (b');
});

test('a process without its small files still has what stat says', () => {
  putStat(60, { flags: 0x0020_0000, parentPid: 2, rssPages: 0 });
  expect(read().get(60)).toMatchObject({ kernelThread: true, command: '', cgroup: null, privateBytes: 0, name: 'sleep' });
  putStat(61, {});
  expect(read().get(61)).toMatchObject({ privateBytes: null, rssBytes: 90 * 4096 });
});

test('page size and clock ticks come from the auxiliary vector of that root', () => {
  put('/proc/self/auxv', '');
  writeFileSync(join(root, 'proc/self/auxv'), new BigUint64Array([6n, 16_384n, 17n, 1000n, 0n, 0n]));
  expect(read().get(42)).toMatchObject({ cpuMs: 15, rssBytes: 100 * 16_384, startTime: 1_000_500 });
});

describe('startTimeOf', () => {
  test('is the start time of the list, before any list too', async () => {
    expect(await probe.startTimeOf(42)).toBe(1_005_000);
    expect(read().get(42)?.startTime).toBe(1_005_000);
    putStat(42, { startTicks: 700 });
    expect(await probe.startTimeOf(42)).toBe(1_007_000);
  });
  test('null for what is no process', async () => {
    expect(await Promise.all([99, 0, -1, 1.5, Number.NaN].map((pid) => probe.startTimeOf(pid)))).toEqual([null, null, null, null, null]);
  });
});

describe('without what it needs', () => {
  test('no /proc', () => {
    rmSync(join(root, 'proc'), { recursive: true });
    expect(() => probe.read({ detail: false })).toThrow(expect.objectContaining({ reason: 'not-found' }));
  });
  test('no boot time', () => {
    put('/proc/stat', 'cpu  1 2 3 4\n');
    expect(() => probe.read({ detail: false })).toThrow(/btime/);
  });
  test('no cpu line: the list is there, the machine absent', () => {
    put('/proc/stat', 'btime 1000\n');
    expect(probe.read({ detail: false })).toMatchObject({ list: [{ pid: 42 }], machineBusyMs: { reason: 'malformed' } });
  });
});

test('it may be read again after its end', () => {
  read();
  probe.dispose();
  expect([...read().keys()]).toEqual([42]);
});

describe('a process that does nothing', () => {
  test('is read every fourth time, and what it did meanwhile is spread over the reads it covers', () => {
    for (let i = 0; i < 8; i += 1) read();
    const spans: number[] = [];
    let ticks = 10;
    for (let turn = 0; turn < 6; turn += 1) {
      // It wakes up, and then idles until it is idle again.
      ticks += 100;
      putStat(42, { userTicks: ticks });
      const before = read().get(42);
      let now = before;
      let reads = 1;
      while (now?.cpuMs !== (ticks + 5) * 10) {
        now = read().get(42);
        reads += 1;
        expect(reads).toBeLessThanOrEqual(4);
      }
      spans.push(now.spanReads ?? 1);
      for (let i = 0; i < 6 + turn; i += 1) read();
    }
    expect(Math.max(...spans)).toBeGreaterThan(1);
    expect(Math.max(...spans)).toBeLessThanOrEqual(4);
  });

  test('is read every time while someone looks at the table', () => {
    for (let i = 0; i < 12; i += 1) read(true);
    for (let i = 1; i <= 5; i += 1) {
      putStat(42, { userTicks: 10 + i });
      expect(read(true).get(42)?.cpuMs).toBe((15 + i) * 10);
    }
  });
});
