import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMountinfo } from '../../../../../../src/core/probes/linux/cgroup/mountinfo.ts';

describe('mountinfo', () => {
  it('finds the fields on both sides of the dash, however many optional ones there are', () => {
    const text =
      '36 35 98:0 /mnt1 /mnt2 rw,noatime - ext3 /dev/root rw,errors=continue\n' +
      '37 35 98:1 / /a rw master:1 shared:2 unbindable - ext4 /dev/b rw\n' +
      '38 35 0:4 net:[4026531840] /run/netns/x rw shared:3 - nsfs nsfs rw';
    expect(parseMountinfo(text)).toEqual([
      {
        id: 36,
        parentId: 35,
        device: '98:0',
        root: '/mnt1',
        mountPoint: '/mnt2',
        options: 'rw,noatime',
        fsType: 'ext3',
        source: '/dev/root',
        superOptions: 'rw,errors=continue',
      },
      expect.objectContaining({ mountPoint: '/a', fsType: 'ext4', source: '/dev/b' }),
      expect.objectContaining({ root: 'net:[4026531840]', mountPoint: '/run/netns/x', fsType: 'nsfs' }),
    ]);
  });

  it('keeps mounts over each other in their order, and tells an empty source from missing options', () => {
    const text =
      '1 0 0:1 / /x rw - tmpfs first rw\n2 1 0:2 / /x rw - tmpfs  rw,size=4k\n\n3 1 0:3 / /y rw - cgroup2 cgroup2\nno mount\n4 1 0:4 / /z rw tmpfs\n';
    expect(parseMountinfo(text).map(({ mountPoint, source, superOptions }) => [mountPoint, source, superOptions])).toEqual([
      ['/x', 'first', 'rw'],
      ['/x', '', 'rw,size=4k'],
      ['/y', 'cgroup2', ''],
    ]);
  });

  it('reads back what the kernel would write of any path', () => {
    const escape = (text: string): string =>
      [...Buffer.from(text)]
        .map((byte) => (byte <= 32 || byte === 92 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte)))
        .join('');
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii', minLength: 1 }), (name, source) => {
        fc.pre(!name.includes('\0') && !source.includes('\0'));
        const line = `25 1 0:22 / /m/${escape(name)} rw - tmpfs ${escape(source)} rw`;
        expect(parseMountinfo(line)).toMatchObject([{ mountPoint: `/m/${name}`, source, superOptions: 'rw' }]);
      }),
    );
  });

  it('takes any text, and gives entries with absolute mount points only', () => {
    const piece = fc.constantFrom(' ', '-', '/', '\n', '1', '0:1', 'rw', '\\040', '\\777', 'x', '\t', '1 0 0:1 / /x rw - tmpfs a rw\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const entry of parseMountinfo(pieces.join(''))) {
          expect(entry.mountPoint).toMatch(/^\//);
          expect(entry.fsType).not.toBe('');
          expect(entry.device).toMatch(/^\d+:\d+$/);
        }
      }),
    );
  });
});
