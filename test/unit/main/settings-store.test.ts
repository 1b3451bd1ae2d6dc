import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSettingsService } from '../../../src/core/settings/settings-service.ts';
import { createAppSettingsStore } from '../../../src/main/platform/settings-store.ts';
import { MemoryLogger } from '../../fakes/logger.ts';

vi.mock('electron', () => {
  const app = { getPath: () => '/nonexistent', getVersion: () => '0.0.0' };
  return { default: { app, ipcMain: { on: () => {} }, shell: {} } };
});

const NOW = Date.UTC(2026, 1, 26, 1, 49, 30, 123);

describe('createAppSettingsStore', () => {
  let folder: string;
  let path: string;
  const store = (): ReturnType<typeof createAppSettingsStore> => createAppSettingsStore(folder, () => NOW);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-store-'));
    path = join(folder, 'settings.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('begins empty, and writes nothing until it is told to', () => {
    expect(store().read()).toEqual({ value: {}, fault: null });
    expect(existsSync(path)).toBe(false);
    expect(store().backup()).toBeNull();
  });

  it('keeps exactly what is written, for the user alone', () => {
    store().write({ version: 1, monitor: { interval: '5s' } });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ version: 1, monitor: { interval: '5s' } });
    expect(store().read().value).toEqual({ version: 1, monitor: { interval: '5s' } });
    expect(statSync(path).mode & 0o077).toBe(0);
    store().write({ version: 1 });
    expect(store().read().value).toEqual({ version: 1 });
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it.each([
    ['cut off', '{ "version": 1, '],
    ['empty', ''],
    ['no object', '[1, 2]'],
    ['a string', '"text"'],
    ['null', 'null'],
    ['of no version', '{"version":"x","monitor":{"interval":"9s"}}'],
    ['binary', '\u0000\u0001'],
  ])('leaves a file that is %s as it is until it is written over, and then keeps it whole', (_what, text) => {
    writeFileSync(path, text);
    const service = createSettingsService({ store: store(), environment: {}, logger: new MemoryLogger() });
    expect(service.state.problems).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['settings.json']);
    expect(readFileSync(path, 'utf8')).toBe(text);
    service.change({ 'monitor.interval': '5s' });
    const keptAs = `${path}.damaged-2026-02-26T01-49-30-123Z`;
    expect(service.state.problems[0]?.got).toContain(keptAs);
    expect(readFileSync(keptAs, 'utf8')).toBe(text);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ version: 1, monitor: { interval: '5s' } });
  });

  it.each<[string, RegExp, () => void]>([
    ['a folder', /^a regular file, got a folder/, () => mkdirSync(path)],
    ['a pipe', /^a regular file, got a folder, a pipe/, () => void execFileSync('mkfifo', [path])],
    ['larger than any settings', /^at most 1000000 bytes, got more/, () => writeFileSync(path, ' '.repeat(1_000_001))],
    ['a link in a circle', /^a settings file that can be read, got links that lead in a circle/, () => symlinkSync(path, path)],
  ])('says what is wrong with %s, and touches nothing', (_what, reason, make) => {
    make();
    const before = lstatSync(path);
    const service = createSettingsService({ store: store(), environment: {}, logger: new MemoryLogger() });
    const [problem] = service.state.problems;
    expect(problem?.key).toBe(path);
    expect(`${problem?.expected}, got ${problem?.got}`).toMatch(reason);
    expect(() => service.change({ 'monitor.interval': '5s' })).toThrow(
      expect.objectContaining({ code: 'permission-denied', message: expect.stringContaining(path) }),
    );
    expect(readdirSync(folder)).toEqual(['settings.json']);
    expect(lstatSync(path).ino).toBe(before.ino);
  });

  it('copies the file beside itself', () => {
    store().write({ version: 1 });
    const copy = store().backup();
    expect(copy).toBe(`${path}.backup-2026-02-26T01-49-30-123Z`);
    expect(readFileSync(copy ?? '', 'utf8')).toBe(readFileSync(path, 'utf8'));
  });
});
