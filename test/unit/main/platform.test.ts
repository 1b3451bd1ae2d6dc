import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandRunner } from '../../../src/core/ports.ts';
import { autostartEntry, execArgument } from '../../../src/main/platform/desktop-entry.ts';
import { linkOf } from '../../../src/main/platform/links.ts';
import { createAutostartLoginItem, createSystemLoginItem } from '../../../src/main/platform/login-item.ts';
import { createNotices } from '../../../src/main/platform/notices.ts';
import { findTrayHost } from '../../../src/main/platform/tray-host.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-platform-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The specification's reading of one argument, written from its rules: string escapes first, then quotes, then field codes. */
function readArgument(text: string): string {
  const value = text.replaceAll(/\\\\/g, '\\');
  const quoted = value.startsWith('"');
  const inner = quoted ? value.slice(1, -1).replaceAll(/\\(["`$\\])/g, '$1') : value;
  if (/%(?!%)/.test(inner.replaceAll('%%', ''))) throw new Error(`a field code in ${text}`);
  return inner.replaceAll('%%', '%');
}

describe('execArgument', () => {
  it.each([
    ['/opt/Headroom/headroom', '/opt/Headroom/headroom'],
    ['/opt/My Apps/headroom', '"/opt/My Apps/headroom"'],
    ['50%', '50%%'],
    ['a"b', '"a\\\\"b"'],
    ['$HOME', '"\\\\$HOME"'],
    ['`id`', '"\\\\`id\\\\`"'],
    ['C:\\x', '"C:\\\\\\\\x"'],
    ['a;b', '"a;b"'],
    ['', '""'],
  ])('writes %j as %s', (argument, written) => {
    expect(execArgument(argument)).toBe(written);
  });

  it('is read back as it was, whatever is in it', () => {
    const piece = fc.constantFrom('a', '/', ' ', '"', '\\', '`', '$', '%', "'", ';', '&', '~', '#', 'é', '*', '(');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        expect(readArgument(execArgument(pieces.join('')))).toBe(pieces.join(''));
      }),
    );
  });

  it('refuses what would be a line of its own', () => {
    expect(() => execArgument('x\nExec=evil')).toThrow(/one line/);
  });
});

describe('the login item on Linux', () => {
  it('is a file that is there or not, and is not written again when it is right', () => {
    const path = join(folder, 'autostart', 'headroom.desktop');
    const item = createAutostartLoginItem({ path, command: ['/opt/Head room/headroom', '--at-login'], iconPath: '/i.png' });
    item.set(false);
    expect(existsSync(path)).toBe(false);
    item.set(true);
    expect(readFileSync(path, 'utf8')).toBe(autostartEntry(['/opt/Head room/headroom', '--at-login'], '/i.png'));
    expect(readFileSync(path, 'utf8')).toContain('\nExec="/opt/Head room/headroom" --at-login\n');
    const { ino } = statSync(path);
    item.set(true);
    expect(statSync(path).ino).toBe(ino);
    writeFileSync(path, '[Desktop Entry]\nExec=/old/place\n');
    item.set(true);
    expect(readFileSync(path, 'utf8')).not.toContain('/old/place');
    item.set(false);
    item.set(false);
    expect(existsSync(path)).toBe(false);
  });

  it('says when it may not write', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => createAutostartLoginItem({ path: join(file, 'h.desktop'), command: ['/h'], iconPath: '' }).set(true)).toThrow(
      /EEXIST|ENOTDIR/,
    );
  });
});

describe('the login item on macOS and Windows', () => {
  it('touches the system only for a change', () => {
    let openAtLogin = false;
    let writes = 0;
    const item = createSystemLoginItem({
      getLoginItemSettings: () => ({ openAtLogin }) as Electron.LoginItemSettings,
      setLoginItemSettings(settings) {
        writes += 1;
        openAtLogin = settings.openAtLogin ?? false;
      },
    });
    for (const wanted of [false, true, true, false]) {
      item.set(wanted);
      expect(openAtLogin).toBe(wanted);
    }
    expect(writes).toBe(2);
  });
});

describe('findTrayHost', () => {
  const bus = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' };
  const answering = (answers: Readonly<Record<string, string>>): CommandRunner => ({
    run: async (file) => {
      const answer = answers[file];
      if (answer === undefined) throw new Error(`${file}: could not be started (ENOENT)`);
      return answer;
    },
  });

  it.each([
    ['linux', bus, { gdbus: '(true,)\n' }, 'present'],
    ['linux', bus, { gdbus: '(false,)\n' }, 'absent'],
    ['linux', bus, { busctl: 'b true\n' }, 'present'],
    ['linux', bus, { busctl: 'b false\n' }, 'absent'],
    ['linux', bus, { gdbus: 'what?', busctl: 'b true\n' }, 'present'],
    ['linux', bus, {}, 'unknown'],
    ['linux', { XDG_RUNTIME_DIR: '/run/user/1000' }, { gdbus: '(true,)\n' }, 'present'],
    ['linux', {}, { gdbus: '(true,)\n' }, 'absent'],
    ['darwin', {}, {}, 'present'],
    ['win32', {}, {}, 'present'],
  ] as const)('%s %j %j: %s', async (platform, environment, answers, expected) => {
    expect(await findTrayHost(platform, environment, answering(answers))).toBe(expected);
  });
});

describe('linkOf', () => {
  const write = (manifest: object): void => writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));

  it('knows the addresses of the package, and no others', () => {
    write({ homepage: 'https://example.org/docs', bugs: { url: 'https://example.org/issues' } });
    expect(linkOf('docs', folder)).toBe('https://example.org/docs');
    expect(linkOf('issues', folder)).toBe('https://example.org/issues');
    expect(linkOf('tray-help', folder)).toMatch(/^https:\/\/extensions\.gnome\.org\//);
  });

  it.each([{}, { homepage: 'file:///etc/passwd' }, { homepage: 'not an address' }, { homepage: 'http://example.org' }])(
    'refuses %j',
    (manifest) => {
      write(manifest);
      expect(() => linkOf('docs', folder)).toThrow(/no page for "docs"/);
    },
  );
});

describe('createNotices', () => {
  it('keeps one text for each key, and takes it back', () => {
    const notices = createNotices();
    notices.set('tray', 'No tray.');
    notices.set('shortcut', 'Taken.');
    notices.set('shortcut', 'Still taken.');
    expect(notices.list()).toEqual(['No tray.', 'Still taken.']);
    notices.set('tray', null);
    expect(notices.list()).toEqual(['Still taken.']);
  });
});
