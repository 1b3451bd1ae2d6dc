import { describe, expect, test } from 'vitest';
import type { ProcessRaw } from '../../../../src/core/probes/raw.ts';
import { cgroupClaim } from '../../../../src/core/monitor/app-cgroup.ts';
import { createAppClaim } from '../../../../src/core/monitor/app-claims.ts';
import { assignOwners } from '../../../../src/core/monitor/owner-claim.ts';
import { rawProcess } from './raw-process.ts';

const USER = '/user.slice/user-1000.slice/user@1000.service';

/** Owner ids by pid. */
function owners(platform: string, ...processes: (Partial<ProcessRaw> & { pid: number })[]): Record<number, string> {
  const list = processes.map(rawProcess);
  const assigned = assignOwners(list, [createAppClaim(platform, list)]);
  return Object.fromEntries([...assigned].map(([pid, owner]) => [pid, owner.id]));
}
const shell = (pid: number, parentPid: number, name = 'bash'): Partial<ProcessRaw> & { pid: number } => ({
  pid,
  parentPid,
  name,
  sessionId: pid,
  terminal: 34816,
});

describe('what a cgroup says', () => {
  test.each([
    [`${USER}/app.slice/app-gnome-firefox-3012.scope`, { app: 'firefox' }],
    [`${USER}/app.slice/app-org.kde.dolphin-6c7d9a.scope`, { app: 'dolphin' }],
    [`${USER}/app.slice/app-flatpak-org.mozilla.firefox-77.scope`, { app: 'firefox' }],
    [`${USER}/app.slice/app-gnome-firefox_firefox-9.scope`, { app: 'firefox' }],
    [`${USER}/app.slice/app-org.gnome.Terminal.slice/vte-spawn-0a.scope`, null],
    [`${USER}/app.slice/app-gnome-org.gnome.Evolution\\x2dalarm\\x2dnotify-12.scope`, { app: 'Evolution-alarm-notify' }],
    [`${USER}/app.slice/app-org.telegram.desktop@a1b2.service`, { app: 'telegram' }],
    [`${USER}/app.slice/docker-desktop.service`, { app: 'docker-desktop' }],
    [`${USER}/app.slice/dbus-:1.2-org.gnome.Nautilus@0.service`, { app: 'Nautilus' }],
    [`${USER}/app.slice/app-my\\x2deditor-5.scope/inner`, { app: 'my-editor' }],
    [`${USER}/app.slice/snap.code.code-1f.scope`, { app: 'code' }],
    [`${USER}/snap.spotify.spotify.aa-bb.scope`, { app: 'spotify' }],
    ['/system.slice/ssh.service', 'system'],
    ['/system.slice/system-getty.slice/getty@tty1.service', 'system'],
    ['/system.slice/snap.lxd.daemon.service', 'system'],
    ['/init.scope', 'system'],
    [`${USER}/init.scope`, 'system'],
    ['/system.slice/docker-abc.scope', null],
    [`${USER}/session.slice/org.gnome.Shell@wayland.service`, null],
    ['/', null],
    ['', null],
  ])('%s', (path, claim) => {
    expect(cgroupClaim(path)).toEqual(claim);
  });
});

describe('Linux', () => {
  test('a build in a terminal is its own app, the shell and the terminal are theirs', () => {
    expect(
      owners(
        'linux',
        { pid: 1, parentPid: 0, name: 'systemd' },
        { pid: 10, name: 'kitty', cgroup: `${USER}/app.slice/app-kitty-10.scope` },
        shell(11, 10, 'zsh'),
        { pid: 12, parentPid: 11, name: 'cargo', cgroup: `${USER}/app.slice/app-kitty-10.scope` },
        { pid: 13, parentPid: 12, name: 'rustc' },
        { pid: 14, parentPid: 13, name: 'sh', command: 'sh -c ld' },
        { pid: 15, parentPid: 14, name: 'ld' },
      ),
    ).toEqual({ 1: 'system', 10: 'app:kitty', 11: 'app:zsh', 12: 'app:cargo', 13: 'app:cargo', 14: 'app:cargo', 15: 'app:cargo' });
  });
  test('through tmux, ssh and sudo too', () => {
    expect(
      owners(
        'linux',
        { pid: 20, name: 'tmux: server' },
        shell(21, 20),
        { pid: 22, parentPid: 21, name: 'sudo' },
        { pid: 23, parentPid: 22, name: 'apt-get' },
        { pid: 24, parentPid: 23, name: 'dpkg' },
        { pid: 30, name: 'sshd-session' },
        { pid: 31, parentPid: 30, name: 'rsync' },
      ),
    ).toEqual({
      20: 'app:tmux: server',
      21: 'app:bash',
      22: 'app:sudo',
      23: 'app:apt-get',
      24: 'app:apt-get',
      30: 'app:sshd-session',
      31: 'app:rsync',
    });
  });
  test('a script is called after itself, wherever its shell ran it', () => {
    expect(
      owners(
        'linux',
        shell(11, 1),
        { pid: 12, parentPid: 11, name: 'bash', command: 'bash ./ci/build.sh -v', terminal: 34816 },
        {
          pid: 13,
          parentPid: 12,
          name: 'gcc',
        },
      ),
    ).toEqual({ 11: 'app:bash', 12: 'app:build.sh', 13: 'app:build.sh' });
  });
  test.each([
    ['memfd:runc_clon', 'tools/binary_backend --uid 0', 'binary_backend'],
    ['3', '/usr/lib/thing/helper -x', 'helper'],
    ['exe', 'dockerd --debug', 'dockerd'],
    ['postgres (deleted)', 'postgres -D /data', 'postgres'],
    ['memfd:job', '/proc/self/fd/3', 'program job'],
    ['memfd:', '', 'unnamed program'],
    ['3', './3', 'program 3'],
  ])('a name that says nothing (%j) is read from how it was started: %j', (raw, command, name) => {
    const process = rawProcess({ pid: 7, name: raw, command });
    expect(createAppClaim('linux', [process])(process)).toMatchObject({ id: `app:${name}`, name, rawName: raw });
  });
  test('a shell without a terminal, or with a command to run, is no boundary', () => {
    expect(
      owners(
        'linux',
        { pid: 40, name: 'runner' },
        { pid: 41, parentPid: 40, name: 'bash', command: 'bash -lc make', sessionId: 41 },
        { pid: 42, parentPid: 41, name: 'make' },
        { pid: 43, parentPid: 42, name: 'bash', command: 'bash -c x', terminal: 5 },
        { pid: 44, parentPid: 43, name: 'x' },
      ),
    ).toEqual({ 40: 'app:runner', 41: 'app:runner', 42: 'app:runner', 43: 'app:runner', 44: 'app:runner' });
  });
  test('an app of the desktop by its cgroup, its helpers with it', () => {
    const cgroup = `${USER}/app.slice/app-gnome-org.mozilla.firefox-70.scope`;
    expect(
      owners(
        'linux',
        { pid: 60, name: 'gnome-shell' },
        { pid: 70, parentPid: 60, name: 'firefox-bin', cgroup },
        {
          pid: 71,
          parentPid: 70,
          name: 'Isolated Web Co',
          cgroup,
        },
      ),
    ).toEqual({ 60: 'app:gnome-shell', 70: 'app:firefox', 71: 'app:firefox' });
  });
  test('kernel threads, services and session managers are the system', () => {
    expect(
      owners(
        'linux',
        { pid: 1, parentPid: 0, name: 'init' },
        { pid: 2, parentPid: 0, name: 'kthreadd', kernelThread: true },
        { pid: 3, parentPid: 2, name: 'kworker/0:1', kernelThread: true },
        { pid: 80, name: 'nginx', cgroup: '/system.slice/nginx.service' },
        { pid: 81, name: '(sd-pam)' },
        { pid: 82, parentPid: 80, name: 'escaped' },
      ),
    ).toEqual({ 1: 'system', 2: 'system', 3: 'system', 80: 'system', 81: 'system', 82: 'app:escaped' });
  });
  test('the first process of a container is an app when it starts no session', () => {
    expect(owners('linux', { pid: 1, parentPid: 0, name: 'postgres' }, { pid: 5, parentPid: 1, name: 'postgres' })).toEqual({
      1: 'app:postgres',
      5: 'app:postgres',
    });
  });
  test('parents in a circle and parents that are not there come to an end', () => {
    expect(
      owners(
        'linux',
        { pid: 5, parentPid: 6, name: 'a' },
        { pid: 6, parentPid: 5, name: 'b' },
        { pid: 7, parentPid: 7, name: 'c' },
        {
          pid: 8,
          parentPid: 99,
          name: 'd',
        },
      ),
    ).toMatchObject({ 7: 'app:c', 8: 'app:d' });
  });
});

describe('macOS', () => {
  const mac = (pid: number, command: string, more: Partial<ProcessRaw> = {}): Partial<ProcessRaw> & { pid: number } => ({
    pid,
    command,
    name: command.split('/').at(-1) ?? '',
    cgroup: null,
    terminal: null,
    sessionId: null,
    ...more,
  });
  test('by the outermost bundle', () => {
    expect(
      owners(
        'darwin',
        mac(1, '/sbin/launchd', { parentPid: 0 }),
        mac(824, '/Applications/OrbStack.app/Contents/Frameworks/OrbStack Helper.app/Contents/MacOS/OrbStack Helper vmgr -build-id 1'),
        mac(825, '/Applications/Visual Studio Code.app/Contents/MacOS/Electron --x /Applications/Other.app/y'),
        mac(826, '/System/Applications/Mail.app/Contents/MacOS/Mail'),
        mac(827, '/System/Library/CoreServices/WindowServer.app/Contents/WindowServer'),
        mac(828, '/usr/libexec/trustd'),
        mac(829, '/usr/bin/open /Applications/Foo.app/Contents', { name: 'open' }),
      ),
    ).toEqual({
      1: 'system',
      824: 'app:OrbStack',
      825: 'app:Visual Studio Code',
      826: 'app:Mail',
      827: 'system',
      828: 'system',
      829: 'app:open',
    });
  });
  test('a build in the terminal is its own app, even with a compiler out of a bundle', () => {
    expect(
      owners(
        'darwin',
        mac(50, '/System/Applications/Utilities/Terminal.app/Contents/MacOS/Terminal'),
        mac(51, '-zsh', { parentPid: 50, name: '-zsh' }),
        mac(52, '/usr/bin/make -j8', { parentPid: 51, name: 'make' }),
        mac(53, '/Applications/Xcode.app/Contents/Developer/usr/bin/clang -c x.c', { parentPid: 52, name: 'clang' }),
      ),
    ).toEqual({ 50: 'app:Terminal', 51: 'app:zsh', 52: 'app:make', 53: 'app:make' });
  });
});

test('Windows: by program, its own processes are the system', () => {
  expect(
    owners(
      'win32',
      { pid: 0, parentPid: 0, name: 'System Idle Process' },
      { pid: 4, parentPid: 0, name: 'System' },
      { pid: 5, name: 'svchost.exe' },
      { pid: 6, name: 'Code.exe' },
      { pid: 7, parentPid: 6, name: 'Code.exe' },
    ),
  ).toEqual({ 0: 'system', 4: 'system', 5: 'system', 6: 'app:Code', 7: 'app:Code' });
});

test('an earlier claim goes before the app', () => {
  const list = [rawProcess({ pid: 5, cgroup: '/docker/abc' }), rawProcess({ pid: 6, name: 'cat' })];
  const container = {
    id: 'container:abc',
    kind: 'container',
    name: 'web',
    detail: 'nginx',
    cpuLimitCores: 2,
    memoryLimitBytes: 100,
  } as const;
  const assigned = assignOwners(list, [(p) => (p.cgroup === '/docker/abc' ? container : null), createAppClaim('linux', list)]);
  expect([...assigned.values()].map(({ id }) => id)).toEqual(['container:abc', 'app:cat']);
});
