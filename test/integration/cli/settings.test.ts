import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Place, createPlace } from './headroom.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const stored = (): unknown => JSON.parse(readFileSync(join(place.env['HEADROOM_CONFIG_DIR']!, 'settings.json'), 'utf8'));

describe('settings without a running Headroom', () => {
  test('set, get, export and reset; only what differs is stored', async () => {
    expect(await place.headroom('settings', 'set', 'thresholds.cpuPercent', '70')).toMatchObject({
      code: 0,
      out: 'thresholds.cpuPercent = 70\n',
    });
    expect(await place.headroom('settings', 'get', 'thresholds.cpuPercent')).toMatchObject({ code: 0, out: '70\n' });
    expect(stored()).toEqual({ version: 1, thresholds: { cpuPercent: 70 } });
    expect(JSON.parse((await place.headroom('settings', 'export')).out)).toEqual(stored());
    expect((await place.headroom('settings', 'reset', 'thresholds.cpuPercent')).out).toBe('thresholds.cpuPercent = 80\n');
    expect(stored()).toEqual({ version: 1 });
  });

  test('a wrong value or key: 65, one line that says what was expected, nothing changed', async () => {
    await place.headroom('settings', 'set', 'monitor.interval', '2s');
    expect(await place.headroom('settings', 'set', 'monitor.interval', 'often')).toMatchObject({
      code: 65,
      err: 'headroom settings: monitor.interval: expected a duration between 250ms and 1h, such as "30s", got "often"\n',
    });
    const unknown = await place.headroom('settings', 'set', 'monitor.intervall', '2s');
    expect(unknown).toMatchObject({ code: 65, err: expect.stringContaining('Did you mean "monitor.interval"?') });
    expect(stored()).toEqual({ version: 1, monitor: { interval: '2s' } });
  });

  test('a damaged file: get and status tell it and touch nothing; the first change keeps it', async () => {
    const file = place.write('config/settings.json', '{ "version": 1, ');
    const told = (err: string): boolean =>
      err.startsWith(`${file}: line 1: expected a key in double quotes, got the end of the file; `) && /^.*\n$/.test(err);
    for (const args of [['settings', 'get', 'monitor.interval'], ['settings', 'export'], ['status']]) {
      const { code, err } = await place.headroom(...args);
      expect({ code, told: told(err) }, err).toEqual({ code: 0, told: true });
    }
    expect(readdirSync(dirname(file))).toEqual(['settings.json']);
    expect(readFileSync(file, 'utf8')).toBe('{ "version": 1, ');
    const { code, err } = await place.headroom('settings', 'set', 'monitor.interval', '2s');
    expect(code).toBe(0);
    const keptAs = /kept as (.*)\n$/.exec(err)?.[1] ?? '';
    expect(readFileSync(keptAs, 'utf8')).toBe('{ "version": 1, ');
    expect(stored()).toEqual({ version: 1, monitor: { interval: '2s' } });
  });

  test.skipIf(process.platform === 'win32')('a pipe is waited for nowhere, and not written over', async () => {
    const pipe = join(dirname(place.write('config/x', '')), 'settings.json');
    execFileSync('mkfifo', [pipe]);
    expect((await place.headroom('settings', 'validate', pipe)).code).toBe(65);
    expect(await place.headroom('settings', 'get', 'monitor.interval')).toMatchObject({
      code: 0,
      out: '1s\n',
      err: expect.stringContaining(
        `${pipe}: expected a regular file, got a folder, a pipe or a device; nothing can be changed until it can be read`,
      ),
    });
    const { code, err } = await place.headroom('settings', 'set', 'monitor.interval', '2s');
    expect(code).toBe(77);
    expect(err).toContain(pipe);
  });

  test('validate names file, key, expected and got, a line each', async () => {
    const good = place.write('good.json', '{"version":1,"monitor":{"interval":"5s"}}');
    expect(await place.headroom('settings', 'validate', good)).toMatchObject({ code: 0, out: `${good}: 1 setting, all right\n` });
    const bad = place.write('bad.json', '{"version":1,"thresholds":{"cpuPercent":120},"nonsense":1}');
    const { code, err } = await place.headroom('settings', 'validate', bad);
    expect(code).toBe(65);
    expect(err.trimEnd().split('\n')).toEqual([
      `${bad}: thresholds.cpuPercent: expected at most 100, got 120`,
      `${bad}: nonsense: expected a setting that exists, got 1`,
    ]);
    const torn = place.write('torn.json', '{"version":');
    expect(await place.headroom('settings', 'validate', torn)).toMatchObject({
      code: 65,
      err: `${torn}: line 1: expected a value, got the end of the file\n`,
    });
    const none = join(place.folder, 'none.json');
    expect(await place.headroom('settings', 'validate', none)).toEqual({
      code: 66,
      out: '',
      err: `headroom settings: ${none}: expected a settings file that can be read, got nothing there\n`,
    });
  });

  test('import: a dry run changes nothing; then a merge, after a backup', async () => {
    await place.headroom('settings', 'set', 'thresholds.cpuPercent', '70');
    const file = place.write('more.json', '{"version":1,"monitor":{"interval":"5s"}}');
    expect(await place.headroom('settings', 'import', file, '--dry-run')).toMatchObject({ code: 0, out: 'monitor.interval = 5s\n' });
    expect(stored()).toEqual({ version: 1, thresholds: { cpuPercent: 70 } });
    expect(await place.headroom('settings', 'import', file)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Imported 1 setting; the settings before are in'),
    });
    expect(stored()).toEqual({ version: 1, thresholds: { cpuPercent: 70 }, monitor: { interval: '5s' } });
    expect(readdirSync(place.env['HEADROOM_CONFIG_DIR']!).filter((name) => name.includes('backup'))).toHaveLength(1);
  });

  test('import: what is wrong is named and left out, the rest counts; 65 only when nothing is right', async () => {
    const mixed = place.write('mixed.json', '{"thresholds":{"cpuPercent":70,"memoryPercent":500},"nonsense":1}');
    const problems = [
      `${mixed}: thresholds.memoryPercent: expected at most 100, got 500`,
      `${mixed}: nonsense: expected a setting that exists, got 1`,
    ];
    const dry = await place.headroom('settings', 'import', mixed, '--dry-run');
    expect({ ...dry, err: dry.err.trimEnd().split('\n') }).toEqual({ code: 0, out: 'thresholds.cpuPercent = 70\n', err: problems });
    const { code, out } = await place.headroom('settings', 'import', mixed);
    expect({ code, out }).toEqual({ code: 0, out: 'Imported 1 setting, 2 problems left out\n' });
    expect(stored()).toEqual({ version: 1, thresholds: { cpuPercent: 70 } });

    const wrong = place.write('wrong.json', '{"nonsense":1}');
    for (const more of [[], ['--dry-run']])
      expect(await place.headroom('settings', 'import', wrong, ...more)).toEqual({
        code: 65,
        out: '',
        err: `${wrong}: nonsense: expected a setting that exists, got 1\n`,
      });
    const none = place.write('none.json', '{"version":1}');
    expect(await place.headroom('settings', 'import', none)).toEqual({
      code: 0,
      out: `${none}: nothing to import, it says no setting\n`,
      err: '',
    });
    expect(stored()).toEqual({ version: 1, thresholds: { cpuPercent: 70 } });
  });
});
