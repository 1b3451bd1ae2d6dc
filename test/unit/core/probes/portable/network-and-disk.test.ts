import { describe, expect, it } from 'vitest';
import { ProbeError } from '../../../../../src/core/probes/absence.ts';
import { counterSum } from '../../../../../src/core/probes/counter.ts';
import { parseMounts, volumesOf } from '../../../../../src/core/probes/portable/bsd-mount.ts';
import { parseStorageDrivers } from '../../../../../src/core/probes/portable/ioreg-storage.ts';
import { parseNetstatInterfaces } from '../../../../../src/core/probes/portable/netstat-ib.ts';
import { countTcpStates } from '../../../../../src/core/probes/portable/netstat-tcp.ts';
import { captureOf, sample } from './captures.ts';

const CAPTURE = captureOf('darwin-counters-apple-silicon');

describe('netstat -ib', () => {
  it('reads one row per interface, with and without a hardware address', () => {
    const interfaces = parseNetstatInterfaces(sample('netstat-ibdn.txt'));
    expect(interfaces.map(({ name }) => name)).toEqual('lo0 gif0 stf0 anpi0 en0 en1 bridge0 ap1 awdl0 llw0 utun0 vmenet0'.split(' '));
    expect(interfaces.find(({ name }) => name === 'en0')).toMatchObject({
      state: 'up',
      counted: true,
      bytesReceived: 9_876_543_210,
      bytesSent: 1_234_567_890,
      packetsReceived: 7_000_000,
      packetsSent: 5_000_000,
      errorsReceived: 3,
      errorsSent: 1,
      droppedSent: 17,
      droppedReceived: { reason: 'not-supported' },
    });
    expect(interfaces.find(({ name }) => name === 'utun0')).toMatchObject({ bytesReceived: 0, bytesSent: 20_000, droppedSent: 0 });
  });

  it('counts what is hardware only: the rest goes through it', () => {
    const interfaces = parseNetstatInterfaces(sample('netstat-ibdn.txt'));
    expect(interfaces.filter(({ counted }) => counted).map(({ name, state }) => [name, state])).toEqual([
      ['en0', 'up'],
      ['en1', 'down'],
    ]);
  });

  it('counts all but the loopback where there is no hardware', () => {
    const text = sample('netstat-ibdn.txt').replace(/^en.*\n/gm, '');
    const counted = parseNetstatInterfaces(text).filter((row) => row.counted);
    expect(counted.map(({ name }) => name)).toContain('utun0');
    expect(counted.map(({ name }) => name)).not.toContain('lo0');
  });

  it('keeps counters above 2^53 exact', () => {
    const text = sample('netstat-ibdn.txt').replace('9876543210 ', '18446744073709551615 ');
    expect(parseNetstatInterfaces(text).find(({ name }) => name === 'en0')?.bytesReceived).toBe(18_446_744_073_709_551_615n);
  });

  it.each(['', 'nothing', 'Name Mtu Network Address Ipkts Ierrs Ibytes Opkts Oerrs Obytes Coll\n'])('refuses %j', (text) => {
    expect(() => parseNetstatInterfaces(text)).toThrow(ProbeError);
  });

  it.skipIf(CAPTURE === null)('reads a real machine without -d (needs the captures)', () => {
    const expected = CAPTURE!.expected as unknown as { network: { iface: string; rx: number; tx: number }[] };
    const interfaces = parseNetstatInterfaces(CAPTURE!.text('netstat-ib.txt'));
    expect(interfaces.map(({ name, bytesReceived, bytesSent }) => ({ iface: name, rx: bytesReceived, tx: bytesSent }))).toEqual(
      expected.network,
    );
    expect(interfaces.filter(({ counted }) => counted).map(({ name }) => name)).toEqual(['en0']);
    expect(interfaces[1]?.droppedSent).toMatchObject({ reason: 'not-supported' });
  });
});

describe('netstat -an -p tcp', () => {
  it('counts sockets by state', () => {
    expect(countTcpStates(sample('netstat-tcp.txt'))).toEqual({ established: 2, listen: 2, 'time-wait': 1, 'fin-wait-1': 1 });
  });
  it('refuses another text', () => {
    expect(() => countTcpStates('netstat: illegal option')).toThrow(/illegal option/);
  });
});

describe('ioreg of storage drivers', () => {
  it('names drives by their disk, tells images apart and leaves out what has no statistics', () => {
    const drivers = parseStorageDrivers(sample('ioreg.txt'));
    expect(drivers).toMatchObject([
      {
        device: 'disk0',
        diskImage: false,
        readBytes: 1_594_539_950_080,
        writeBytes: 2_001_819_619_328,
        readOps: 82_290_967,
        writeOps: 199_308_717,
        busyMs: { reason: 'not-supported' },
      },
      { device: 'disk4', diskImage: true },
    ]);
    expect(drivers[0]?.operationMs).toBeCloseTo((21_101_046_443_060 + 3_401_232_071_199) / 1e6, 3);
  });

  it('answers no drive for no output, and refuses another text', () => {
    expect(parseStorageDrivers('')).toEqual([]);
    expect(() => parseStorageDrivers('ioreg: error')).toThrow(/ioreg: error/);
  });

  it.skipIf(CAPTURE === null)('reads a real machine without its disks shown (needs the captures)', () => {
    const expected = CAPTURE!.expected as unknown as { disk: { readBytes: number; writeBytes: number; drivers: number } };
    const drivers = parseStorageDrivers(CAPTURE!.text('ioreg.txt'));
    expect(drivers.map(({ readBytes }) => readBytes).reduce(counterSum)).toBe(expected.disk.readBytes);
    expect(drivers.map(({ writeBytes }) => writeBytes).reduce(counterSum)).toBe(expected.disk.writeBytes);
    expect(drivers).toHaveLength(expected.disk.drivers);
    expect(drivers.map(({ device }) => device)).toEqual(['driver 0x100000a28', 'driver 0x1000009b5']);
    expect(drivers[1]?.operationMs).toMatchObject({ reason: 'not-supported' });
  });
});

describe('mount', () => {
  const volumes = volumesOf(parseMounts(sample('mount.txt')));
  const at = (mount: string) => volumes.find((volume) => volume.mount === mount);

  it('shows what people call a disk', () => {
    expect(volumes.map(({ mount }) => mount)).toEqual([
      '/',
      '/System/Volumes/Data',
      '/Volumes/Install Thing 2',
      '/Volumes/Backup on USB',
      '/Volumes/Work',
      '/Volumes/share',
    ]);
  });

  it('gives the volumes of one APFS container one storage, and others their own', () => {
    expect(at('/')).toMatchObject({ storageId: 'disk3', local: true, type: 'apfs', device: '/dev/disk3s1s1' });
    expect(at('/System/Volumes/Data')).toMatchObject({ storageId: 'disk3', local: true });
    expect(at('/Volumes/Work')).toMatchObject({ storageId: 'disk8', local: true });
    expect(at('/Volumes/Backup on USB')).toMatchObject({ storageId: 'disk6s2', local: true, type: 'hfs' });
  });

  it('takes neither a network share nor a read-only image for storage of this machine', () => {
    expect(at('/Volumes/share')).toMatchObject({ local: false, network: true });
    expect(at('/Volumes/Install Thing 2')).toMatchObject({ local: false, network: false });
  });
});
