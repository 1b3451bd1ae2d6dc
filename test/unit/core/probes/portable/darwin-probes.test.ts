import { describe, expect, it } from 'vitest';
import { CommandError } from '../../../../../src/core/command-error.ts';
import type { CommandRunner } from '../../../../../src/core/ports.ts';
import { Absence } from '../../../../../src/core/probes/absence.ts';
import { createDarwinProbes } from '../../../../../src/core/probes/portable/darwin-probes.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { sample } from './captures.ts';

const ANSWERS: Readonly<Record<string, string>> = {
  '/usr/bin/vm_stat': 'vm_stat.txt',
  '/usr/sbin/sysctl': 'sysctl.txt',
  '/usr/sbin/netstat -ibdn': 'netstat-ibdn.txt',
  '/usr/sbin/netstat -an -p tcp': 'netstat-tcp.txt',
  '/usr/sbin/ioreg': 'ioreg.txt',
  '/sbin/mount': 'mount.txt',
  '/bin/ps -axww': 'ps.txt',
  '/usr/bin/pmset -g batt': 'pmset-batt.txt',
  '/usr/bin/who': 'who.txt',
  '/usr/bin/sw_vers': 'sw_vers.txt',
};

/** A Mac as its commands show it. */
class RecordedMac implements CommandRunner {
  readonly calls: string[] = [];
  readonly answers = new Map(Object.entries(ANSWERS).map(([command, file]) => [command, sample(file)]));

  run(file: string, args: readonly string[]): Promise<string> {
    const line = [file, ...args].join(' ');
    this.calls.push(line);
    const known = [...this.answers].find(([command]) => line === command || line.startsWith(`${command} `));
    if (known !== undefined) return Promise.resolve(known[1]);
    return Promise.reject(new CommandError('failed', `${line}: ended with exit code 1`, { file, exitCode: 1, errorLine: '' }));
  }
}

const BLOCK = 4096;
const statFileSystem = (path: string) =>
  path === '/Volumes/Backup on USB'
    ? new Promise<never>(() => {})
    : Promise.resolve({ bsize: BLOCK, blocks: 1000, bfree: 400, bavail: 390, files: 5000, ffree: 4000 });

function setup() {
  const mac = new RecordedMac();
  const clock = new FakeClock();
  return { mac, clock, probes: createDarwinProbes({ commands: mac, clock }, statFileSystem) };
}
const glance = { detail: false };
const look = { detail: true };

describe('the readers of macOS', () => {
  it('answers every group from one command each, or from none', async () => {
    const { mac, probes } = setup();
    const cpu = await probes.cpu.read(glance);
    expect(cpu.cores.length).toBeGreaterThan(0);
    expect(Number(cpu.total.idle)).toBe(cpu.cores.reduce((sum, { times }) => sum + Number(times.idle), 0));
    expect(mac.calls).toEqual([]);

    const [memory, pressure, handles] = await Promise.all([
      probes.memory.read(glance),
      probes.pressure.read(glance),
      probes.fileHandles.read(glance),
    ]);
    expect(memory.totalBytes).toBe(16 * 1024 ** 3);
    expect(pressure).toMatchObject({ memoryLevel: 2, cpu: { reason: 'not-supported' } });
    expect(handles).toEqual({ used: 8042, limit: 245_760 });
    expect(mac.calls.map((call) => call.split(' ')[0]).toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      '/usr/bin/vm_stat',
      '/usr/sbin/sysctl',
    ]);

    expect((await probes.network.read(glance)).interfaces.filter(({ counted }) => counted)).toHaveLength(2);
    expect((await probes.diskIo.read(glance)).devices.map(({ device }) => device)).toEqual(['disk0']);
    expect(await probes.battery.read(glance)).toMatchObject({ chargePercent: 78, onBattery: true });
    expect(mac.calls).toHaveLength(5);
  });

  it('asks sysctl again when the tick is another', async () => {
    const { mac, clock, probes } = setup();
    await probes.pressure.read(glance);
    await clock.advance(1_000);
    mac.answers.set('/usr/sbin/sysctl', 'kern.memorystatus_vm_pressure_level: 4\n');
    expect(await probes.pressure.read(glance)).toMatchObject({ memoryLevel: 4 });
    await expect(probes.memory.read(glance)).rejects.toMatchObject({ reason: 'not-found', message: expect.stringContaining('hw.memsize') });
  });

  it('counts processes and users, and knows the facts', async () => {
    const { clock, probes } = setup();
    expect((await probes.system.read(glance)).processes).toMatchObject({ reason: 'not-found' });
    const { list, machineBusyMs } = await probes.processes.read(glance);
    expect(list).toHaveLength(7);
    expect(machineBusyMs).toBeGreaterThan(0);
    clock.setWall(Date.UTC(2026, 1, 27) - clock.now());
    expect(await probes.system.read(glance)).toMatchObject({
      processes: 7,
      users: 2,
      bootTime: 1_772_088_570_326,
      uptimeSeconds: Math.round((Date.UTC(2026, 1, 27) - 1_772_088_570_326) / 1000),
      processLimit: 4000,
      threadLimit: 20_480,
      openFiles: 8042,
      osName: 'macOS',
      osVersion: '15.3.1',
      threads: { reason: 'not-supported' },
    });
    await clock.advance(60_001);
    expect((await probes.system.read(glance)).processes).toMatchObject({ reason: 'not-found' });
  });

  it('asks for the version once, and again after a failure', async () => {
    const { mac, probes } = setup();
    const version = mac.answers.get('/usr/bin/sw_vers')!;
    mac.answers.delete('/usr/bin/sw_vers');
    mac.answers.delete('/usr/bin/who');
    expect(await probes.system.read(glance)).toMatchObject({ osVersion: null, users: { reason: 'failed' } });
    mac.answers.set('/usr/bin/sw_vers', version);
    expect(await probes.system.read(glance)).toMatchObject({ osVersion: '15.3.1' });
    mac.answers.delete('/usr/bin/sw_vers');
    expect(await probes.system.read(glance)).toMatchObject({ osVersion: '15.3.1' });
  });

  it('reads sockets only while someone looks', async () => {
    const { mac, probes } = setup();
    expect(await probes.connections.read(glance)).toMatchObject({ tcpEstablished: { reason: 'not-supported' } });
    expect(mac.calls).toEqual([]);
    expect(await probes.connections.read(look)).toMatchObject({
      tcpEstablished: 2,
      tcpTimeWait: 1,
      tcpInUse: 5,
      tcpByState: { listen: 2 },
      udpInUse: { reason: 'not-supported' },
    });
  });

  it('measures volumes, does not wait for one that hangs and does not ask a share', async () => {
    const { clock, probes } = setup();
    const reading = Promise.resolve(probes.disk.read(glance));
    await clock.advance(0);
    await clock.advance(2_000);
    const { partitions } = await reading;
    const spaceAt = (mount: string) => partitions.find((partition) => partition.mount === mount)?.space;
    expect(spaceAt('/System/Volumes/Data')).toEqual({
      totalBytes: 1000 * BLOCK,
      freeBytes: 400 * BLOCK,
      availableBytes: 390 * BLOCK,
      inodesTotal: 5000,
      inodesFree: 4000,
    });
    expect(spaceAt('/Volumes/Backup on USB')).toMatchObject({ reason: 'timed-out' });
    expect(spaceAt('/Volumes/share')).toMatchObject({ reason: 'not-supported' });
    expect(clock.pendingTimers).toBe(0);

    // The one that hangs holds a thread: it is not asked a second time, so this needs no time.
    const again = await probes.disk.read(glance);
    expect(again.partitions.find(({ mount }) => mount === '/Volumes/Backup on USB')?.space).toBeInstanceOf(Absence);
  });

  it('finds the start time of a process, and null where there is none', async () => {
    const { mac, probes } = setup();
    expect(await probes.startTimeOf(824)).toBeNull();
    mac.answers.set('/bin/ps -o lstart= -p 824', 'Thu Feb 26 02:10:11 2026    \n');
    expect(await probes.startTimeOf(824)).toBe(Date.UTC(2026, 1, 26, 2, 10, 11));
    expect(await probes.startTimeOf(-1)).toBeNull();
  });

  it('makes the failure of a command the reason of its group', async () => {
    const { mac, probes } = setup();
    mac.answers.clear();
    await expect(probes.network.read(glance)).rejects.toMatchObject({ reason: 'failed' });
    await expect(probes.disk.read(glance)).rejects.toMatchObject({ reason: 'failed' });
    expect(() => probes.gpu.read(glance)).toThrow(expect.objectContaining({ reason: 'not-supported' }));
  });
});
