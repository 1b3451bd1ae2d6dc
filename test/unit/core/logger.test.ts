import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileLogger } from '../../../src/core/file-logger.ts';
import { createStreamLogger, formatEntry } from '../../../src/core/logger.ts';
import { FakeClock } from '../../fakes/clock.ts';

const clock = new FakeClock();

describe('log entries', () => {
  it('are one line of time, level, scope, message and values', () => {
    expect(
      formatEntry(0, 'warn', 'monitor', 'tick skipped', { ms: 12.5, why: 'busy disk', group: 'cpu', none: null, gone: undefined }),
    ).toBe('1970-01-01T00:00:00.000Z warn monitor tick skipped ms=12.5 why="busy disk" group=cpu none=null');
    expect(formatEntry(0, 'info', 'a', 'b', { empty: '', quote: 'say "x"', equal: 'a=b' })).toBe(
      '1970-01-01T00:00:00.000Z info a b empty="" quote="say \\"x\\"" equal="a=b"',
    );
  });

  it('cannot be forged, whatever a program is called', () => {
    expect(formatEntry(0, 'info', 'a', 'x\n1970 error fake\u001b[31m\u2028\\', {})).toBe(
      '1970-01-01T00:00:00.000Z info a x\\n1970 error fake\\u001b[31m\\u2028\\\\',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, value) => {
        // oxlint-disable-next-line no-control-regex
        expect(formatEntry(0, 'info', message, message, { [value]: value })).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a log on a stream', () => {
  it('writes from its level on', () => {
    const stream = new PassThrough();
    const logger = createStreamLogger({ clock, minLevel: 'warn' }, stream);
    logger.debug('a', 'no');
    logger.info('a', 'no');
    logger.warn('a', 'first');
    logger.error('a', 'second', { code: 1 });
    expect(String(stream.read())).toMatch(/^\S+ warn a first\n\S+ error a second code=1\n$/);
  });

  it('outlives its reader', async () => {
    const stream = new PassThrough();
    const logger = createStreamLogger({ clock, minLevel: 'debug' }, stream);
    stream.destroy(new Error('EPIPE'));
    await new Promise(setImmediate);
    expect(() => logger.error('a', 'b')).not.toThrow();
    await new Promise(setImmediate);
  });
});

describe('a log in a file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const options = { clock, minLevel: 'info' } as const;

  it('is for the user alone, and goes on where it was', () => {
    const path = join(folder, 'headroom.log');
    writeFileSync(path, 'old\n', { mode: 0o644 });
    const { logger, close } = createFileLogger(options, path);
    logger.info('a', 'new');
    close();
    close();
    logger.info('a', 'after the end');
    expect(readFileSync(path, 'utf8')).toMatch(/^old\n\S+ info a new\n$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps one older file, and neither is larger than the cap', () => {
    const path = join(folder, 'headroom.log');
    const { logger, close } = createFileLogger(options, path, 1_000);
    for (let i = 0; i < 100; i += 1) logger.info('a', `entry ${i}`);
    close();
    const [older, newer] = [readFileSync(`${path}.1`, 'utf8'), readFileSync(path, 'utf8')];
    expect(Math.max(older.length, newer.length)).toBeLessThanOrEqual(1_000);
    const kept = [...(older + newer).matchAll(/entry (\d+)/g)].map(([, number]) => Number(number));
    expect(kept.at(-1)).toBe(99);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 100 - kept.length + i));
    expect(existsSync(`${path}.2`)).toBe(false);
    expect(statSync(`${path}.1`).mode & 0o777).toBe(0o600);
  });

  it('loses entries and nothing else while it cannot write, and says how many', () => {
    const path = join(folder, 'headroom.log');
    const { logger, close } = createFileLogger(options, path, 100);
    logger.info('a', 'x'.repeat(60));
    mkdirSync(join(`${path}.1`, 'in the way'), { recursive: true });
    logger.info('a', 'lost one');
    logger.info('a', 'lost two');
    rmSync(`${path}.1`, { recursive: true });
    logger.info('a', 'back');
    close();
    expect(readFileSync(path, 'utf8')).toMatch(/warn log entries lost count=2\n/);
    expect(readFileSync(path, 'utf8')).toMatch(/back\n$/);
    expect(readFileSync(path, 'utf8')).not.toContain('lost one');
  });

  it.skipIf(process.platform === 'win32')('does not follow a link to somewhere else', () => {
    const target = join(folder, 'target');
    writeFileSync(target, 'mine');
    symlinkSync(target, join(folder, 'link.log'));
    expect(() => createFileLogger(options, join(folder, 'link.log'))).toThrow(/ELOOP/);
    expect(readFileSync(target, 'utf8')).toBe('mine');
  });
});
