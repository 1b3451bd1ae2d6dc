import { endianness } from 'node:os';
import { describe, expect, it } from 'vitest';
import { parseUtmp } from '../../../../../src/core/probes/linux/logged-in-users.ts';
import { parseOsRelease } from '../../../../../src/core/probes/linux/os-release.ts';
import { createSystemProbe } from '../../../../../src/core/probes/linux/system.ts';
import { briefly, fixtureRoot, now, type Content } from './fixture-root.ts';

const ROOT: Record<string, Content> = {
  '/proc/stat': 'cpu  1 2 3 4\nctxt 9007199254740993\nbtime 1700000000\nprocesses 42\n',
  '/proc/uptime': '2627.73 4000.00\n',
  '/proc/loadavg': '0.02 0.04 0.05 1/497 11947\n',
  '/proc/sys/fs/file-nr': '1234\t0\t9223372036854775807\n',
  '/proc/sys/kernel/pid_max': '32768\n',
  '/proc/sys/kernel/threads-max': '192000\n',
  '/proc/sys/kernel/hostname': 'container\n',
  '/proc/sys/kernel/osrelease': '6.1.0-18-amd64\n',
  '/proc/sys/kernel/arch': 'riscv64\n',
  '/etc/hostname': 'machine\n',
  '/etc/os-release': { link: '/usr/lib/os-release' },
  '/usr/lib/os-release': 'PRETTY_NAME="Example OS 12 (book)"\nNAME="Example OS"\nVERSION_ID="12"\n',
  '/proc/1/stat': '',
  '/proc/77/stat': '',
  '/run/systemd/users/': '',
};

function record(bytes: 384 | 400, type: number, pid: number, user: string): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (endianness() === 'BE') {
    buffer.writeInt16BE(type, 0);
    buffer.writeInt32BE(pid, 4);
  } else {
    buffer.writeInt16LE(type, 0);
    buffer.writeInt32LE(pid, 4);
  }
  buffer.write(user, 44, 32, 'utf8');
  return buffer;
}

describe('system', () => {
  it('reads facts, counts and limits', () => {
    expect(createSystemProbe(fixtureRoot(ROOT).files).read(briefly)).toEqual({
      uptimeSeconds: 2627.73,
      bootTime: 1_700_000_000_000,
      users: 0,
      processes: 2,
      // A thread takes a pid: 192000 threads cannot be.
      processLimit: 32_768,
      threads: 497,
      threadLimit: 32_768,
      openFiles: 1234,
      contextSwitches: 9_007_199_254_740_993n,
      // Of another root: its own name, not that of who reads.
      hostname: 'machine',
      osName: 'Example OS',
      osVersion: '12',
      kernel: '6.1.0-18-amd64',
      arch: 'riscv64',
    });
  });

  it('names what is missing and goes on with the rest', () => {
    const raw = now(createSystemProbe(fixtureRoot({ '/proc/uptime': '5.00 1.00\n' }).files).read(briefly));
    expect(raw).toMatchObject({
      uptimeSeconds: 5,
      bootTime: { reason: 'not-found', detail: '/proc/stat: ENOENT' },
      users: { reason: 'not-found' },
      processes: { reason: 'not-found' },
      processLimit: { reason: 'not-found' },
      threads: { reason: 'not-found' },
      hostname: null,
      osName: null,
      kernel: null,
      // Ours is not that of another root.
      arch: null,
    });
    expect(() => createSystemProbe(fixtureRoot().files).read(briefly)).toThrow(expect.objectContaining({ reason: 'not-found' }));
  });

  it('calls bad numbers malformed', () => {
    const bad = {
      '/proc/uptime': 'x\n',
      '/proc/stat': 'ctxt -1\nbtime x\n',
      '/proc/loadavg': '1 2 3 4 5\n',
      '/proc/sys/kernel/pid_max': '',
    };
    const raw = now(createSystemProbe(fixtureRoot({ ...ROOT, ...bad }).files).read(briefly));
    for (const field of ['uptimeSeconds', 'bootTime', 'contextSwitches', 'threads'] as const) {
      expect(raw[field]).toMatchObject({ reason: 'malformed' });
    }
    expect(raw.processLimit).toBe(192_000);
  });
});

describe('logged-in users', () => {
  it.each([384, 400] as const)('counts different users with a live process, in records of %i bytes', (bytes) => {
    const records = [
      record(bytes, 2, 0, 'reboot'),
      record(bytes, 7, 100, 'ada'),
      record(bytes, 7, 101, 'ada'),
      record(bytes, 7, 102, 'grace'),
      record(bytes, 7, 999, 'gone'),
      record(bytes, 8, 100, 'left'),
    ];
    expect(parseUtmp(Buffer.concat(records), (pid) => pid < 900)).toBe(2);
  });

  it('reads utmp where it is, else what logind says', () => {
    const users = (contents: Record<string, Content>): unknown =>
      now(createSystemProbe(fixtureRoot({ '/proc/uptime': '1 1', ...contents }).files).read(briefly)).users;
    expect(users({ '/proc/1/stat': '', '/var/run/utmp': record(384, 7, 1, 'ada') })).toBe(1);
    expect(users({ '/run/utmp': 'short' })).toMatchObject({ reason: 'malformed' });
    expect(
      users({
        '/run/systemd/users/1000': 'NAME=ada\nSTATE=active\n',
        '/run/systemd/users/1001': 'NAME=bob\nSTATE=lingering\n',
        '/run/systemd/users/.#1002': 'STATE=active\n',
      }),
    ).toBe(1);
  });

  it('calls a file of another size malformed', () => {
    expect(parseUtmp(Buffer.alloc(385), () => true)).toMatchObject({ reason: 'malformed' });
    expect(parseUtmp(Buffer.alloc(0), () => true)).toBe(0);
  });
});

describe('os-release', () => {
  it.each([
    ['NAME=Fedora\nVERSION_ID=40\n', 'Fedora', '40'],
    ["NAME='Arch Linux'\nBUILD_ID=rolling\n", 'Arch Linux', 'rolling'],
    ['NAME="A \\"B\\" \\$C"\n# NAME=comment\nVERSION_ID=""\n', 'A "B" $C', null],
    ['nonsense', null, null],
    ['', null, null],
  ])('%j', (text, osName, osVersion) => {
    expect(parseOsRelease(text)).toEqual({ osName, osVersion });
  });
});
