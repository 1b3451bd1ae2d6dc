import { escapeControl } from '../../../src/shared/escape-control.ts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bar, renderTable } from '../../../src/cli/terminal/table.ts';
import { createStyle, wantsColor } from '../../../src/cli/terminal/style.ts';
import { fit, pad, widthOf } from '../../../src/cli/terminal/text.ts';

describe('text for a terminal', () => {
  test('control characters are shown, not obeyed', () => {
    expect(escapeControl('a\u001b[31mb\u0000\r\n\u009b\u202e')).toBe(String.raw`a\x1b[31mb\x00\r\n\x9b\u202e`);
  });

  test('nothing that steers a terminal is left, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // oxlint-disable-next-line no-control-regex
        expect(escapeControl(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });

  test.each([
    ['abc', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    ['ｶ', 1],
    ['█░…·', 4],
  ])('%s takes %i cells', (text, cells) => {
    expect(widthOf(text)).toBe(cells);
  });

  test('what is cut ends in an ellipsis and fits', () => {
    expect(fit('headroom', 5)).toBe('head…');
    expect(fit('日本語', 4)).toBe('日…');
    expect(fit('abc', 3)).toBe('abc');
    expect(fit('abc', 0)).toBe('');
  });

  test('padding gives exactly the cells, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, cells) => {
        expect(widthOf(pad(escapeControl(text), cells))).toBe(cells);
      }),
    );
  });
});

describe('tables', () => {
  const columns = [
    { title: 'Name', minCells: 6 },
    { title: 'Size', align: 'right' as const },
  ];

  test('columns are as wide as their widest cell, numbers to the right', () => {
    expect(
      renderTable(
        columns,
        [
          ['bash', '9'],
          ['日本語', '1234'],
        ],
        80,
      ),
    ).toEqual(['Name    Size', 'bash       9', '日本語  1234']);
  });

  test('the column that may shrink does, down to its least width', () => {
    expect(renderTable(columns, [['a-very-long-name', '1234']], 14)).toEqual(['Name      Size', 'a-very-…  1234']);
    expect(renderTable(columns, [['a-very-long-name', '1234']], 5)).toEqual(['Name    Size', 'a-ver…  1234']);
  });

  test.each([
    [0, '░░░░'],
    [0.1, '█░░░'],
    [50, '██░░'],
    [100, '████'],
    [250, '████'],
    [null, '····'],
  ])('a bar of %s %%', (percent, expected) => {
    expect(bar(percent, 4)).toBe(expected);
  });
});

describe('colour', () => {
  test.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ TERM: 'dumb' }, true, false],
  ])('with %o on a terminal: %s gives %s', (env, isTTY, expected) => {
    expect(wantsColor({ env, isTTY })).toBe(expected);
  });

  test('a style without colour leaves the text as it is', () => {
    expect(createStyle({ env: {}, isTTY: false })('red', 'x')).toBe('x');
    expect(createStyle({ env: {}, isTTY: true })('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  });
});
