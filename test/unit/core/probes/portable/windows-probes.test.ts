import { describe, expect, it } from 'vitest';
import { createWindowsProbes } from '../../../../../src/core/probes/portable/windows-probes.ts';
import { batteryOf } from '../../../../../src/core/probes/portable/windows-battery.ts';
import { interfacesOf } from '../../../../../src/core/probes/portable/windows-network.ts';
import { createWindowsProcessTable } from '../../../../../src/core/probes/portable/windows-process-table.ts';
import type { SystemInformation } from '../../../../../src/core/probes/portable/windows-session.ts';
import { FakeClock } from '../../../../fakes/clock.ts';

type Listed = Awaited<ReturnType<SystemInformation['processes']>>['list'][number];

const glance = { detail: false };
const listed = (change: Partial<Listed>): Listed =>
  ({
    pid: 4711,
    parentPid: 4,
    name: 'node.exe',
    command: 'node.exe server.js',
    cpu: 0,
    memRss: 1024,
    memVsz: 2048,
    started: '2026-02-26 01:49:30',
    state: 'unknown',
    ...change,
  }) as Listed;

const adapter = { operstate: 'up', rx_errors: 0, tx_errors: 0, rx_dropped: 2, tx_dropped: 1, rx_sec: 0, tx_sec: 0, ms: 0 };
const facts = { internal: false, virtual: false, speed: 1000 };

/** What the library answers on a Windows machine; `shells` counts the PowerShells that were started and not released. */
function recordedWindows() {
  const state = { shells: 0, started: 0, loads: 0, processes: [listed({})], hang: false };
  const library = {
    powerShellStart: () => {
      state.shells += 1;
      state.started += 1;
    },
    powerShellRelease: () => {
      state.shells -= 1;
    },
    processes: () => (state.hang ? new Promise<never>(() => {}) : Promise.resolve({ list: state.processes })),
    networkInterfaces: () => Promise.resolve([{ iface: 'Ethernet', ...facts }]),
    networkStats: () => Promise.resolve([{ iface: 'Ethernet', ...adapter, rx_bytes: 1000, tx_bytes: 500 }]),
    battery: () => Promise.resolve({ hasBattery: false }),
  } as unknown as SystemInformation;
  const load = () => {
    state.loads += 1;
    return Promise.resolve(library);
  };
  return { state, load };
}

const drives = (path: string) =>
  path === 'C:\\'
    ? Promise.resolve({ bsize: 4096, blocks: 1000, bfree: 300, bavail: 300, files: 0, ffree: 0 })
    : Promise.reject(Object.assign(new Error('no'), { code: path === 'D:\\' ? 'EACCES' : 'ENOENT' }));

function setup() {
  const windows = recordedWindows();
  const clock = new FakeClock();
  return { ...windows, clock, probes: createWindowsProbes({ clock }, { loadSystemInformation: windows.load, statFileSystem: drives }) };
}

describe('the readers of Windows', () => {
  it('loads nothing and starts no shell for CPU, memory, disk and system', async () => {
    const { state, probes } = setup();
    await probes.cpu.read(glance);
    const memory = await probes.memory.read(glance);
    expect(memory.availableBytes).toBeLessThanOrEqual(memory.totalBytes);
    await probes.system.read(glance);
    const { partitions } = await probes.disk.read(glance);
    expect(partitions).toMatchObject([
      { mount: 'C:\\', space: { totalBytes: 4_096_000, freeBytes: 1_228_800, inodesTotal: null } },
      { mount: 'D:\\', space: { reason: 'permission-denied' } },
    ]);
    expect(() => probes.diskIo.read(glance)).toThrow(expect.objectContaining({ reason: 'not-supported' }));
    expect(state).toMatchObject({ loads: 0, started: 0 });
  });

  it('keeps one PowerShell for all who ask, and ends it with the last', async () => {
    const { state, probes } = setup();
    expect(await probes.network.read(glance)).toMatchObject({ interfaces: [{ name: 'Ethernet', speedBitsPerSec: 1e9 }] });
    await probes.processes.read(glance);
    await probes.processes.read(glance);
    await expect(probes.battery.read(glance)).rejects.toMatchObject({ reason: 'not-found' });
    expect(state).toMatchObject({ shells: 1, started: 1, loads: 1 });
    probes.network.dispose();
    probes.battery.dispose();
    expect(state.shells).toBe(1);
    probes.processes.dispose();
    expect(state.shells).toBe(0);
    await probes.network.read(glance);
    expect(state).toMatchObject({ shells: 1, started: 2, loads: 1 });
    probes.network.dispose();
  });

  it('gets a new PowerShell when the old one does not answer', async () => {
    const { state, probes } = setup();
    state.hang = true;
    void probes.processes.read(glance);
    await new Promise(setImmediate);
    state.hang = false;
    expect((await probes.processes.read(glance)).list).toHaveLength(1);
    expect(state).toMatchObject({ shells: 1, started: 2 });
  });

  it('looks up a start time without keeping a shell', async () => {
    const { state, probes } = setup();
    expect(await probes.startTimeOf(4711)).toBe(Date.UTC(2026, 1, 26, 1, 49, 30));
    expect(await probes.startTimeOf(1)).toBeNull();
    expect(state.shells).toBe(0);
  });

  it('does not take silence for a machine without processes', async () => {
    const { state, probes } = setup();
    state.processes = [];
    await expect(probes.processes.read(glance)).rejects.toMatchObject({ reason: 'failed' });
  });

  it('shows the number of processes when they were read', async () => {
    const { probes } = setup();
    expect(await probes.system.read(glance)).toMatchObject({ processes: { reason: 'not-found' }, osName: 'Windows' });
    await probes.processes.read(glance);
    expect(await probes.system.read(glance)).toMatchObject({ processes: 1 });
  });
});

describe('the process table of Windows', () => {
  it('adds shares of the machine up to a counter', () => {
    const table = createWindowsProcessTable();
    expect(table.next([listed({ cpu: 40 })], null, 8)[0]?.cpuMs).toBe(0);
    expect(table.next([listed({ cpu: 25 })], 2_000, 8)[0]?.cpuMs).toBe(0.25 * 8 * 2_000);
    expect(table.next([listed({ cpu: 50 })], 1_000, 8)[0]?.cpuMs).toBe(0.25 * 8 * 2_000 + 0.5 * 8 * 1_000);
  });

  it('begins anew when a pid is used again', () => {
    const table = createWindowsProcessTable();
    table.next([listed({})], null, 8);
    table.next([listed({ cpu: 25 })], 1_000, 8);
    expect(table.next([listed({ cpu: 25, started: '2026-02-26 02:00:00' })], 1_000, 8)[0]?.cpuMs).toBe(0);
  });

  it('keeps the object of a process that did not change, and leaves idle time out', () => {
    const table = createWindowsProcessTable();
    const idle = listed({ pid: 0, name: 'System Idle Process', cpu: 90 });
    const [first] = table.next([idle, listed({})], null, 8);
    const [second] = table.next([idle, listed({})], 1_000, 8);
    expect(second).toBe(first);
    expect(second).toMatchObject({ pid: 4711, rssBytes: 1024 ** 2, virtualBytes: 2 * 1024 ** 2, user: '', threads: null });
  });

  it('makes no NaN of nonsense', () => {
    const nonsense = listed({ cpu: NaN, memRss: -1, memVsz: null as unknown as number, started: '', state: 'odd' });
    const table = createWindowsProcessTable();
    table.next([nonsense], null, 8);
    expect(table.next([nonsense, listed({ pid: NaN })], 1_000, 8)).toEqual([
      expect.objectContaining({ cpuMs: 0, rssBytes: 0, virtualBytes: 0, startTime: 0, state: 'unknown' }),
    ]);
  });
});

describe('network adapters of Windows', () => {
  it('counts hardware only', () => {
    const list = interfacesOf(
      [
        { iface: 'Ethernet', ...adapter, rx_bytes: 10, tx_bytes: 5 },
        { iface: 'vEthernet (WSL)', ...adapter, rx_bytes: 10, tx_bytes: 5 },
        { iface: 'Broken', ...adapter, rx_bytes: NaN, tx_bytes: 5 },
      ],
      [
        { iface: 'Ethernet', ...facts },
        { iface: 'vEthernet (WSL)', ...facts, virtual: true, speed: null },
      ],
    );
    expect(list.map(({ name, counted }) => [name, counted])).toEqual([
      ['Ethernet', true],
      ['vEthernet (WSL)', false],
    ]);
    expect(list[0]).toMatchObject({
      state: 'up',
      bytesSent: 5,
      bytesReceived: 10,
      droppedReceived: 2,
      packetsSent: { reason: 'not-supported' },
    });
    expect(list[1]?.speedBitsPerSec).toBeNull();
  });

  it('counts all but the loopback where no adapter is hardware', () => {
    const list = interfacesOf(
      ['Virtual', 'Loopback'].map((iface) => ({ iface, ...adapter, rx_bytes: 1, tx_bytes: 1 })),
      [
        { iface: 'Virtual', ...facts, virtual: true },
        { iface: 'Loopback', ...facts, internal: true },
      ],
    );
    expect(list.map(({ counted }) => counted)).toEqual([true, false]);
  });
});

describe('the battery of Windows', () => {
  it.each([
    [{ isCharging: true, acConnected: true, percent: 50 }, 'charging', false],
    [{ isCharging: false, acConnected: false, percent: 50 }, 'discharging', true],
    [{ isCharging: false, acConnected: false, percent: 100 }, 'full', false],
    [{ isCharging: false, acConnected: true, percent: 80 }, 'unknown', false],
  ])('reads %j', (said, state, onBattery) => {
    expect(batteryOf({ hasBattery: true, ...said })).toMatchObject({ state, onBattery, chargePercent: said.percent });
  });
});
