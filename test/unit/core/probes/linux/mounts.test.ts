import { describe, expect, it } from 'vitest';
import { storagesOf } from '../../../../../src/core/probes/linux/file-systems.ts';
import { parseMountTable } from '../../../../../src/core/probes/linux/mounts.ts';

let id = 100;
const mount = (storage: string, root: string, path: string, type: string, device: string, options = 'rw', flags = 'rw'): string =>
  `${(id += 1)} 1 ${storage} ${root} ${path} ${flags},relatime shared:1 - ${type} ${device} ${options}\n`;

/** What is shown of a table: "path" of what counts, "path*" of what does not, with its storage. */
function shown(table: string): Record<string, string> {
  return Object.fromEntries(
    storagesOf(parseMountTable(table)).map(({ mount, storageId, local }) => [`${mount.mount}${local ? '' : '*'}`, storageId]),
  );
}

describe('mount table', () => {
  it('reads both forms, with blanks and letters written as octal numbers', () => {
    const line =
      '300 30 8:17 /a\\134b /media/me/MY\\040B\\303\\234CHER rw,relatime shared:130 master:2 - vfat /dev/sdb\\0401 ro,uid=1000\n';
    expect(parseMountTable(line)).toEqual([
      {
        device: '/dev/sdb 1',
        root: '/a\\b',
        mount: '/media/me/MY BÜCHER',
        type: 'vfat',
        storage: '8:17',
        readOnly: false,
        options: 'ro,uid=1000',
      },
    ]);
    expect(parseMountTable('/dev/sda1 /mnt/a\\040b ext4 ro,relatime 0 0\n')).toEqual([
      { device: '/dev/sda1', root: '/', mount: '/mnt/a b', type: 'ext4', storage: '/dev/sda1', readOnly: true, options: 'ro,relatime' },
    ]);
  });

  it('keeps the last of mounts over each other, and passes over what is no mount', () => {
    const table = `1 1 0:5 /  / rw - rootfs rootfs rw\nnonsense\n21 1 8:1 / / rw - ext4 /dev/sda1 rw\n1 2 3:4 / relative rw - ext4 /dev/sdb\n`;
    expect(parseMountTable(table)).toMatchObject([{ device: '/dev/sda1', mount: '/' }]);
    expect(() => parseMountTable('nonsense\n')).toThrow(expect.objectContaining({ reason: 'malformed' }));
    expect(() => parseMountTable('')).toThrow(expect.objectContaining({ reason: 'malformed' }));
  });
});

describe('storage', () => {
  it('counts real file systems, shows network and memory, hides the rest', () => {
    const table =
      mount('8:2', '/', '/', 'ext4', '/dev/sda2') +
      mount('8:1', '/', '/boot/efi', 'vfat', '/dev/sda1') +
      mount('0:21', '/', '/proc', 'proc', 'proc') +
      mount('0:6', '/', '/dev', 'devtmpfs', 'udev') +
      mount('0:24', '/', '/dev/shm', 'tmpfs', 'tmpfs') +
      mount('0:25', '/', '/run', 'tmpfs', 'tmpfs') +
      mount('0:26', '/', '/tmp', 'tmpfs', 'tmpfs') +
      mount('0:27', '/', '/mnt/fixed', 'tmpfs', 'tmpfs', 'ro', 'ro') +
      mount('7:0', '/', '/snap/bare/5', 'squashfs', '/dev/loop0', 'ro', 'ro') +
      mount('7:1', '/', '/mnt/image', 'ext4', '/dev/loop1') +
      mount('11:0', '/', '/media/cd', 'iso9660', '/dev/sr0', 'ro', 'ro') +
      mount('0:57', '/', '/var/lib/docker/overlay2/9f/merged', 'overlay', 'overlay') +
      mount('254:9', '/', '/var/lib/docker/devicemapper/mnt/ab', 'xfs', '/dev/mapper/docker-8:2-1-ab') +
      mount('0:60', '/', '/mnt/nfs', 'nfs4', 'server:/export') +
      mount('0:61', '/', '/srv/share', 'cifs', '//box/share') +
      mount('0:62', '/', '/home/me/remote', 'fuse.sshfs', 'me@box:/') +
      mount('0:63', '/', '/run/user/1000/gvfs', 'fuse.gvfsd-fuse', 'gvfsd-fuse') +
      mount('8:33', '/', '/media/me/usb', 'fuseblk', '/dev/sdc1') +
      mount('0:64', '/', '/sys/fs/cgroup', 'cgroup2', 'cgroup2');
    expect(shown(table)).toEqual({
      '/': '8:2',
      '/boot/efi': '8:1',
      '/dev/shm*': '0:24',
      '/home/me/remote*': '0:62',
      '/media/me/usb': '8:33',
      '/mnt/image*': '7:1',
      '/mnt/nfs*': '0:60',
      '/srv/share*': '0:61',
      '/tmp*': '0:26',
    });
  });

  it('gives several mounts of one storage one id: bind mounts hidden, subvolumes and datasets shown', () => {
    const table =
      mount('0:30', '/@', '/', 'btrfs', '/dev/nvme0n1p2', 'rw,subvolid=256,subvol=/@') +
      mount('0:30', '/@home', '/home', 'btrfs', '/dev/nvme0n1p2', 'rw,subvolid=257,subvol=/@home') +
      mount('0:30', '/@/var/cache', '/mnt/cache', 'btrfs', '/dev/nvme0n1p2', 'rw,subvolid=256,subvol=/@') +
      mount('8:1', '/', '/data', 'xfs', '/dev/sda1') +
      mount('8:1', '/projects', '/home/me/projects', 'xfs', '/dev/sda1') +
      mount('8:17', '/deep/a', '/srv/long/path', 'ext4', '/dev/sdb1') +
      mount('8:17', '/deep/b', '/srv/b', 'ext4', '/dev/sdb1') +
      mount('0:40', '/', '/tank', 'zfs', 'tank') +
      mount('0:41', '/', '/tank/vm', 'zfs', 'tank/vm');
    expect(shown(table)).toEqual({
      '/': '0:30',
      '/home': '0:30',
      '/data': '8:1',
      '/srv/b': '8:17',
      '/tank': 'zfs:tank',
      '/tank/vm': 'zfs:tank',
    });
  });

  it("counts a container's root once, as the storage its runtime files lie on", () => {
    const table =
      mount('0:143', '/', '/', 'overlay', 'overlay', 'rw,lowerdir=/var/l,upperdir=/var/u') +
      mount('0:147', '/', '/dev', 'tmpfs', 'tmpfs') +
      mount('254:1', '/docker/containers/be/resolv.conf', '/etc/resolv.conf', 'ext4', '/dev/vda1') +
      mount('254:1', '/docker/containers/be/hosts', '/etc/hosts', 'ext4', '/dev/vda1') +
      mount('254:1', '/docker/volumes/x/_data', '/data', 'ext4', '/dev/vda1') +
      mount('8:16', '/', '/pvc', 'ext4', '/dev/sdb');
    expect(shown(table)).toEqual({ '/': '254:1', '/pvc': '8:16' });
  });

  it('counts the root, whatever it is, where nothing else counts', () => {
    const overlay = mount('0:143', '/', '/', 'overlay', 'overlay');
    expect(shown(overlay)).toEqual({ '/': '0:143' });
    expect(shown(overlay + mount('8:16', '/', '/data', 'ext4', '/dev/sdb'))).toEqual({ '/*': '0:143', '/data': '8:16' });
    expect(shown(mount('0:9', '/', '/', 'nfs', 'server:/root'))).toEqual({ '/': '0:9' });
    expect(shown(mount('7:0', '/', '/', 'ext4', '/dev/loop0'))).toEqual({ '/': '7:0' });
    // An image is always full.
    expect(shown(mount('7:0', '/', '/', 'squashfs', '/dev/loop0'))).toEqual({});
  });
});
