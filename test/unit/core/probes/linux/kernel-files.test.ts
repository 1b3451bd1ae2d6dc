import { appendFileSync, mkdirSync, renameSync, rmdirSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ProbeError } from '../../../../../src/core/probes/absence.ts';
import type { FileBytes } from '../../../../../src/core/probes/linux/kernel-files.ts';
import { fixtureRoot } from './fixture-root.ts';

const text = ({ buffer, length }: FileBytes): string => buffer.toString('utf8', 0, length);

describe('kernel files', () => {
  it.each(['keep', 'keepSingle'] as const)('%s reads a kept file anew each time, through one descriptor', (kind) => {
    const { files, write } = fixtureRoot({ '/proc/x': 'one' });
    const kept = files[kind]('/proc/x');
    expect(files.openCount).toBe(0);
    expect(text(kept.read())).toBe('one');
    write('/proc/x', 'second');
    expect(text(kept.read())).toBe('second');
    expect(files.openCount).toBe(1);
    kept.close();
    kept.close();
    expect(files.openCount).toBe(0);
    expect(text(kept.read())).toBe('second');
    kept.close();
  });

  it.each(['keep', 'keepSingle'] as const)('%s reads a file larger than its buffer to the end', (kind) => {
    const long = '0123456789abcdef'.repeat(20_000);
    const { files } = fixtureRoot({ '/proc/long': long, '/proc/full': 'x'.repeat(65_536) });
    expect(text(files[kind]('/proc/long').read())).toBe(long);
    expect(files[kind]('/proc/full').read().length).toBe(65_536);
    expect(files.readOnce('/proc/long').length).toBe(long.length);
  });

  it('opens a closed file again, and says why it cannot', () => {
    const { dir, files } = fixtureRoot({ '/sys/x': 'old' });
    const kept = files.keep('/sys/x');
    kept.read();
    kept.close();
    renameSync(`${dir}/sys/x`, `${dir}/sys/y`);
    expect(() => kept.read()).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    mkdirSync(`${dir}/sys/x`);
    expect(() => kept.read()).toThrow('/sys/x: expected a file');
    rmdirSync(`${dir}/sys/x`);
    renameSync(`${dir}/sys/y`, `${dir}/sys/x`);
    expect(text(kept.read())).toBe('old');
    expect(files.openCount).toBe(1);
    kept.close();
  });

  it('refuses what is no file, and a file that is too large, and leaves nothing open', async () => {
    const { dir, files } = fixtureRoot({ '/proc/folder/': '', '/proc/huge': '' });
    truncateSync(`${dir}/proc/huge`, 8 * 1024 * 1024 + 1);
    expect(() => files.readOnce('/proc/folder')).toThrow(ProbeError);
    expect(() => files.readOnce('/proc/huge')).toThrow('/proc/huge: over 8388608 bytes');
    expect(() => files.keep('/proc/huge').read()).toThrow(ProbeError);
    await expect(files.readSlow('/proc/folder')).rejects.toThrow(ProbeError);
    await expect(files.readSlow('/proc/none')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(files.openCount).toBe(0);
  });

  it('reads the start of a long file, and a slow file off the main thread', async () => {
    const { files } = fixtureRoot({ '/proc/cpuinfo': 'a'.repeat(200_000), '/sys/temp': '42000\n' });
    expect(files.readStart('/proc/cpuinfo').length).toBe(65_536);
    expect(await files.readSlow('/sys/temp')).toBe('42000\n');
    expect(files.openCount).toBe(0);
  });

  it('follows links below the root, absolute ones too', () => {
    const { dir, files } = fixtureRoot({
      '/usr/lib/os-release': 'NAME=Inside',
      '/etc/os-release': { link: '/usr/lib/os-release' },
      '/etc/up': { link: '../../../../../../usr/lib/os-release' },
      '/lib': { link: 'usr/lib' },
      '/circle': { link: '/circle' },
      '/passwd': { link: '/etc/passwd' },
    });
    expect(files.readText('/etc/os-release')).toBe('NAME=Inside');
    expect(files.readText('/etc/up')).toBe('NAME=Inside');
    expect(files.readText('/lib/os-release')).toBe('NAME=Inside');
    expect(files.locate('/lib/os-release')).toBe(`${dir}/usr/lib/os-release`);
    expect(files.resolve('/lib/os-release')).toBe(`${dir}/lib/os-release`);
    expect(files.list('/lib')).toEqual(['os-release']);
    expect(files.linkTarget('/lib')).toBe('usr/lib');
    expect(files.linkTarget('/usr')).toBeNull();
    expect(files.linkTarget(`/${'x'.repeat(5000)}`)).toBeNull();
    expect(() => files.readText('/circle')).toThrow('its links lead in a circle');
    expect(files.exists('/circle')).toBe(false);
    // The machine has an /etc/passwd; this root has none.
    expect(files.exists('/passwd')).toBe(false);
    expect(() => files.readText('/passwd')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });

  it('sees a file grow', () => {
    const { dir, files } = fixtureRoot({ '/proc/x': 'a' });
    const kept = files.keepSingle('/proc/x');
    kept.read();
    appendFileSync(`${dir}/proc/x`, 'b');
    expect(text(kept.read())).toBe('ab');
    kept.close();
  });
});
