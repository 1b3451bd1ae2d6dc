import { describe, expect, it } from 'vitest';
import { createDiskIoProbe } from '../../../../../src/core/probes/linux/disk-io.ts';
import { briefly, fixtureRoot, now, type Content } from './fixture-root.ts';

const line = (major: number, name: string, rest = '10 1 20 30 40 4 50 60 0 70 90'): string => ` ${major}  0 ${name} ${rest}\n`;

function devices(contents: Record<string, Content>): string[] {
  return now(createDiskIoProbe(fixtureRoot(contents).files).read(briefly)).devices.map((one) => one.device);
}

describe('disk I/O', () => {
  it('reads bytes, operations and times', () => {
    const { files } = fixtureRoot({ '/proc/diskstats': line(8, 'sda', '10 1 20 30 40 4 50 60 2 70 90 1 2 3 4 5 6') });
    expect(createDiskIoProbe(files).read(briefly)).toEqual({
      devices: [{ device: 'sda', readBytes: 20 * 512, writeBytes: 50 * 512, readOps: 10, writeOps: 40, operationMs: 90, busyMs: 70 }],
    });
  });

  it('keeps bytes exact above 2^53', () => {
    const { files } = fixtureRoot({ '/proc/diskstats': line(8, 'sda', '1 0 36028797018963969 0 0 0 18446744073709551615 0 0 0 0') });
    expect(now(createDiskIoProbe(files).read(briefly)).devices[0]).toMatchObject({
      readBytes: 36_028_797_018_963_969n * 512n,
      writeBytes: 18_446_744_073_709_551_615n * 512n,
    });
  });

  it('counts whole disks only: by sysfs', () => {
    const names = ['sda', 'sda1', 'dm-0', 'dm-1', 'md0', 'xvda1', 'zram0', 'nvme0n1', 'nvme0c0n1', 'fd0', 'cciss/c0d0'];
    const stats = line(7, 'loop0') + line(1, 'ram0') + names.map((name) => line(8, name)).join('');
    expect(
      devices({
        '/proc/diskstats': stats,
        '/sys/class/block/sda/': '',
        '/sys/class/block/sda1/partition': '1\n',
        '/sys/class/block/dm-0/slaves/sda1': '',
        // Lies on nothing that has a line of its own.
        '/sys/class/block/dm-1/slaves/': '',
        '/sys/class/block/md0/slaves/sda': '',
        '/sys/class/block/xvda1/': '',
        '/sys/class/block/zram0/': '',
        '/sys/class/block/nvme0n1/': '',
        '/sys/class/block/cciss!c0d0/': '',
      }),
    ).toEqual(['sda', 'dm-1', 'xvda1', 'nvme0n1', 'cciss/c0d0']);
  });

  it('counts whole disks only: by name where there is no sysfs', () => {
    const names = [
      'sda',
      'sda1',
      'nvme0n1',
      'nvme0n1p2',
      'mmcblk0',
      'mmcblk0p1',
      'vda',
      'vda15',
      'xvdb1',
      'dm-0',
      'md127',
      'bcache0',
      'sdb',
    ];
    expect(devices({ '/proc/diskstats': names.map((name) => line(8, name)).join('') })).toEqual([
      'sda',
      'nvme0n1',
      'mmcblk0',
      'vda',
      'xvdb1',
      'sdb',
    ]);
  });

  it('shows an optical drive only when a disc was read', () => {
    const unused = line(11, 'sr0', '0 0 0 0 0 0 0 0 0 0 0');
    expect(devices({ '/proc/diskstats': unused })).toEqual([]);
    expect(devices({ '/proc/diskstats': line(11, 'sr0') })).toEqual(['sr0']);
  });

  it('sees a disk that is plugged in', () => {
    const { files, write } = fixtureRoot({ '/proc/diskstats': line(8, 'sda') });
    const probe = createDiskIoProbe(files);
    expect(now(probe.read(briefly)).devices).toHaveLength(1);
    write('/proc/diskstats', line(8, 'sda') + line(8, 'sdb') + line(8, 'sdb1'));
    expect(now(probe.read(briefly)).devices.map((one) => one.device)).toEqual(['sda', 'sdb']);
    probe.dispose();
    expect(files.openCount).toBe(0);
  });

  it('has no devices in an empty file, and does not guess at a bad line', () => {
    expect(devices({ '/proc/diskstats': '' })).toEqual([]);
    // Short lines are those of partitions in old kernels: they are not counted and so not read.
    expect(devices({ '/proc/diskstats': `${line(8, 'sda')} 8 1 sda1 1 2 3 4\n` })).toEqual(['sda']);
    for (const bad of ['8 x sda 1\n', '8 0 sda 1 2 3\n', '8 0 sda 1 2 3 4 5 6 7 8 9 -10 11\n', '8 0 \n']) {
      expect(() => devices({ '/proc/diskstats': bad })).toThrow(expect.objectContaining({ reason: 'malformed' }));
    }
  });
});
