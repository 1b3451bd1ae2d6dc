import { describe, expect, test } from 'vitest';
import { firstTick, tickOf } from '../../../../src/core/alerts/active-time.ts';
import { isQuiet } from '../../../../src/core/alerts/quiet-hours.ts';

const T0 = Date.UTC(2026, 5, 1);
const times = (at: number, monotonicMs: number, bootMs: number | null = null) => ({ at: T0 + at, monotonicMs, bootMs });

describe('active time', () => {
  test.each([
    ['a usual step', times(0, 0, 0), times(1_000, 1_000, 1_000), false, { elapsedMs: 1_000, resumed: false }],
    ['the wall clock set back', times(0, 0), times(-3_600_000, 1_000), false, { elapsedMs: 1_000, resumed: false }],
    ['the wall clock set forward', times(0, 0), times(86_400_000, 1_000), false, { elapsedMs: 1_000, resumed: false }],
    ['a late step is no gap', times(0, 0), times(9_000, 9_000), false, { elapsedMs: 9_000, resumed: false }],
    ['sleep where monotonic time goes on', times(0, 0), times(3_600_000, 3_600_000), false, { elapsedMs: 0, resumed: true }],
    ['sleep where it stands', times(0, 0, 0), times(3_600_000, 1_000, 3_600_000), false, { elapsedMs: 1_000, resumed: true }],
    ['a wake that the shell saw', times(0, 0), times(5_000, 1_000), true, { elapsedMs: 1_000, resumed: true }],
    ['monotonic time that went back', times(0, 5_000), times(1_000, 0), false, { elapsedMs: 0, resumed: true }],
  ])('%s', (_name, before, now, resumed, expected) => {
    expect(tickOf(before, now, 1_000, resumed)).toMatchObject({ ...expected, started: false, at: now.at });
  });

  test('long intervals allow long steps', () => {
    expect(tickOf(times(0, 0), times(0, 140_000), 30_000, false).resumed).toBe(false);
    expect(tickOf(times(0, 0), times(0, 160_000), 30_000, false).resumed).toBe(true);
  });

  test('a start goes on after a short pause, and begins anew after a long one or a clock that was set', () => {
    expect(firstTick(null, T0, 1_000)).toEqual({ at: T0, elapsedMs: 0, resumed: false, started: true });
    expect(firstTick(T0, T0 + 4_000, 1_000)).toMatchObject({ elapsedMs: 4_000, resumed: false, started: true });
    expect(firstTick(T0, T0 + 60_000, 1_000)).toMatchObject({ elapsedMs: 0, resumed: true });
    expect(firstTick(T0, T0 - 60_000, 1_000)).toMatchObject({ elapsedMs: 0, resumed: true });
  });
});

describe('quiet hours', () => {
  const night = [{ from: '22:00', to: '07:00' }];
  const at = (text: string): number => Date.parse(text);
  test.each([
    ['2026-06-01T21:59:00Z', false],
    ['2026-06-01T22:00:00Z', true],
    ['2026-06-02T00:00:00Z', true],
    ['2026-06-02T06:59:59Z', true],
    ['2026-06-02T07:00:00Z', false],
  ])('over midnight: %s %s', (text, quiet) => {
    expect(isQuiet(night, at(text), 'UTC')).toBe(quiet);
  });

  test('the days are those on which they begin', () => {
    // 2026-06-05 is a Friday.
    const weekend = [{ from: '22:00', to: '10:00', days: [5] }];
    expect(isQuiet(weekend, at('2026-06-05T09:00:00Z'), 'UTC')).toBe(false);
    expect(isQuiet(weekend, at('2026-06-05T23:00:00Z'), 'UTC')).toBe(true);
    expect(isQuiet(weekend, at('2026-06-06T09:00:00Z'), 'UTC')).toBe(true);
    expect(isQuiet(weekend, at('2026-06-06T23:00:00Z'), 'UTC')).toBe(false);
    const sunday = [{ from: '23:00', to: '01:00', days: [6] }];
    expect(isQuiet(sunday, at('2026-06-07T00:30:00Z'), 'UTC')).toBe(true);
  });

  test('within a day, the whole day, several', () => {
    expect(isQuiet([{ from: '12:00', to: '13:00' }], at('2026-06-01T12:30:00Z'), 'UTC')).toBe(true);
    expect(isQuiet([{ from: '12:00', to: '13:00' }], at('2026-06-01T13:00:00Z'), 'UTC')).toBe(false);
    expect(isQuiet([{ from: '08:00', to: '08:00' }], at('2026-06-01T03:00:00Z'), 'UTC')).toBe(true);
    expect(isQuiet([...night, { from: '12:00', to: '13:00' }], at('2026-06-01T12:30:00Z'), 'UTC')).toBe(true);
    expect(isQuiet([], at('2026-06-01T12:30:00Z'), 'UTC')).toBe(false);
  });

  test('by the clock on the wall when the clocks are changed', () => {
    // Berlin: 2026-03-29 from 02:00 to 03:00, 2026-10-25 from 03:00 back to 02:00.
    const early = [{ from: '02:30', to: '06:00' }];
    expect(isQuiet(early, at('2026-03-29T00:59:00Z'), 'Europe/Berlin')).toBe(false);
    expect(isQuiet(early, at('2026-03-29T01:00:00Z'), 'Europe/Berlin')).toBe(true);
    expect(isQuiet(early, at('2026-03-29T03:59:00Z'), 'Europe/Berlin')).toBe(true);
    expect(isQuiet(early, at('2026-03-29T04:00:00Z'), 'Europe/Berlin')).toBe(false);
    // 02:45 comes twice.
    expect(isQuiet(early, at('2026-10-25T00:45:00Z'), 'Europe/Berlin')).toBe(true);
    expect(isQuiet(early, at('2026-10-25T01:45:00Z'), 'Europe/Berlin')).toBe(true);
    expect(isQuiet(early, at('2026-10-25T05:00:00Z'), 'Europe/Berlin')).toBe(false);
  });
});
