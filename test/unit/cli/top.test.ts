import { describe, expect, test } from 'vitest';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { widthOf } from '../../../src/cli/terminal/text.ts';
import { keysIn } from '../../../src/cli/top/keys.ts';
import { topScreen } from '../../../src/cli/top/screen.ts';
import { type Effect, type TopState, initialState, rowsOf, selectedIndex, stepTop } from '../../../src/cli/top/state.ts';
import { processOf, snapshotOf } from './snapshot.ts';

const processes = [
  processOf(10, 'zsh', { cpuCores: 0.5, rssBytes: 30 }),
  processOf(20, 'cargo', { cpuCores: 3, rssBytes: 20, command: 'cargo build' }),
  processOf(30, 'bash', { cpuCores: null, rssBytes: 90, user: 'ann' }),
];

function press(keys: string, from: TopState = initialState): { state: TopState; effect: Effect } {
  let state = from;
  let effect: Effect = null;
  for (const key of keysIn(keys)) ({ state, effect } = stepTop(state, key, rowsOf(processes, state), 10));
  return { state, effect };
}
const pids = (state: TopState): number[] => rowsOf(processes, state).map(({ pid }) => pid);

describe('keys', () => {
  test('sequences have names, unknown ones are left out, Escape alone is a key', () => {
    expect(keysIn('a\u001b[A\u001bOB\u001b[5~\u001b[24~\u007f\r\u0003é\u0001\u001b')).toEqual([
      'a',
      'up',
      'down',
      'page-up',
      'backspace',
      'enter',
      'ctrl-c',
      'é',
      'escape',
    ]);
  });
});

describe('top: what keys do', () => {
  test.each([
    ['c', [20, 10, 30]],
    ['m', [30, 10, 20]],
    ['p', [10, 20, 30]],
    ['n', [30, 20, 10]],
  ])('%s sorts', (key, expected) => {
    expect(pids(press(key).state)).toEqual(expected);
  });

  test('q and Ctrl-C quit; in the filter q is a letter and Ctrl-C still quits', () => {
    expect(press('q').effect).toEqual({ kind: 'quit' });
    expect(press('/q').effect).toBeNull();
    expect(press('/q\u0003').effect).toEqual({ kind: 'quit' });
  });

  test('/ filters by name, command, user or pid; Enter keeps, Escape clears', () => {
    expect(pids(press('/BUILD').state)).toEqual([20]);
    expect(pids(press('/ann\r').state)).toEqual([30]);
    expect(pids(press('/ann\u007f\u007f\u007f').state)).toHaveLength(3);
    expect(pids(press('/ann\r\u001b').state)).toHaveLength(3);
  });

  test('the selection follows its process, and stays in place when that has ended', () => {
    const { state } = press('\u001b[B\u001b[B');
    expect(state.selected?.pid).toBe(30);
    expect(selectedIndex(rowsOf(processes, { ...state, sort: 'memory' }), state)).toBe(0);
    expect(selectedIndex(rowsOf(processes.slice(0, 2), state), state)).toBe(1);
    expect(selectedIndex([], state)).toBe(-1);
  });

  test('k asks; only y ends, with the start time of what was asked about', () => {
    const asked = press('k').state;
    expect(asked.mode).toBe('confirm');
    expect(press('n', asked)).toMatchObject({ effect: null, state: { mode: 'list' } });
    expect(press('y', asked).effect).toMatchObject({ kind: 'end', process: { pid: 20, startTime: processes[1]!.startTime } });
  });
});

describe('top: ?', () => {
  const screen = (state: TopState, columns = 80): string[] =>
    topScreen(snapshotOf({ processes }), state, { columns, rows: 24 }, createStyle({ env: {}, isTTY: false }));

  test('shows every key that does something; the last line names it', () => {
    expect(screen(initialState).at(-1)).toContain('? keys');
    const shown = screen(press('?').state).join('\n');
    for (const text of ['q, Ctrl-C', 'c, m, p, n', '/  ', 'k  ', 'PgDn', 'Any key goes back']) expect(shown).toContain(text);
    expect(shown).not.toContain('cargo');
    expect(shown).not.toContain('…');
    for (const line of screen(press('?').state, 30)) expect(widthOf(line)).toBeLessThanOrEqual(30);
  });

  test('any key goes back and does nothing else; Ctrl-C still quits', () => {
    for (const key of ['?', 'q', 'k', '\u001b', '\r']) {
      expect(press(`?${key}`)).toEqual({ state: initialState, effect: null });
    }
    expect(press('?\u0003').effect).toEqual({ kind: 'quit' });
    expect(press('/?').state).toMatchObject({ mode: 'filter', filter: '?' });
  });
});

describe('top: the screen', () => {
  const style = createStyle({ env: {}, isTTY: false });
  const many = Array.from({ length: 300 }, (_, index) => processOf(index + 1, `p${index + 1}\u001b[2J`));

  test.each([
    [80, 24],
    [20, 6],
    [200, 60],
  ])('%i × %i: as many lines, none too wide, nothing that steers the terminal', (columns, rows) => {
    const lines = topScreen(snapshotOf({ processes: many }), initialState, { columns, rows }, style);
    expect(lines).toHaveLength(rows);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(lines.join('')).not.toContain('\u001b');
  });

  test('the selected row stays in view', () => {
    const state = { ...initialState, sort: 'pid' as const, selected: { pid: 250, startTime: many[0]!.startTime, name: '' } };
    const lines = topScreen(snapshotOf({ processes: many }), state, { columns: 80, rows: 24 }, style);
    expect(lines.some((line) => /^ +250 /.test(line))).toBe(true);
  });

  test('the last line asks before a process is ended', () => {
    const { state } = press('k');
    const lines = topScreen(snapshotOf({ processes }), state, { columns: 80, rows: 24 }, style);
    expect(lines.at(-1)).toBe('End cargo (20)? y = yes, any other key = no');
  });
});
