import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAppSettingsStore } from '../../../src/main/platform/settings-store.ts';

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
    expect(store().read()).toEqual({ value: {}, damaged: null });
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
    ['null', 'null'],
    ['binary', '\u0000\u0001'],
  ])('sets a file that is %s aside, whole', (_what, text) => {
    writeFileSync(path, text);
    const { value, damaged } = store().read();
    expect(value).toEqual({});
    expect(damaged?.keptAs).toBe(`${path}.damaged-2026-02-26T01-49-30-123Z`);
    expect(damaged?.reason).not.toBe('');
    expect(readFileSync(damaged?.keptAs ?? '', 'utf8')).toBe(text);
    store().write({ version: 1 });
    expect(readFileSync(damaged?.keptAs ?? '', 'utf8')).toBe(text);
    expect(store().read()).toEqual({ value: { version: 1 }, damaged: null });
  });

  it('says what is wrong where the file cannot be read at all', () => {
    mkdirSync(path);
    expect(store().read().damaged?.reason).toContain('EISDIR');
  });

  it('copies the file beside itself', () => {
    store().write({ version: 1 });
    const copy = store().backup();
    expect(copy).toBe(`${path}.backup-2026-02-26T01-49-30-123Z`);
    expect(readFileSync(copy ?? '', 'utf8')).toBe(readFileSync(path, 'utf8'));
  });
});
