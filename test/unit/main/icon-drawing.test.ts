import { describe, expect, it } from 'vitest';
import { GLYPH_COLOURS, type Rgb, drawGlyph } from '../../../src/main/tray/icon-drawing.ts';
import { LEVEL_STEPS, type TrayGlyph } from '../../../src/main/tray/tray-state.ts';

const plain: TrayGlyph = { level: 0, severity: 'ok', paused: false };
const alphaOf = (glyph: TrayGlyph, size: number, template = false): number[] =>
  [...drawGlyph(glyph, size, template)].filter((_channel, index) => index % 4 === 3);
const inkOf = (glyph: TrayGlyph, size: number): number => alphaOf(glyph, size).reduce((sum, alpha) => sum + alpha, 0) / 255;
/** The highest row, from the bottom, that is drawn in the middle column of the vessel. */
const fillRows = (glyph: TrayGlyph, size: number): number => {
  const alpha = alphaOf(glyph, size);
  const middle = Array.from({ length: size }, (_, row) => alpha[row * size + Math.floor(size * 0.25)] ?? 0);
  return middle.slice((size * 3) / 16, (size * 13) / 16).filter((value) => value > 0).length;
};

describe.each([16, 32])('the glyph at %i px', (size) => {
  it('has one RGBA value for each pixel', () => {
    expect(drawGlyph(plain, size, false)).toHaveLength(4 * size * size);
  });

  it('fills higher with each level, from empty to full', () => {
    const rows = Array.from({ length: LEVEL_STEPS + 1 }, (_, level) => fillRows({ ...plain, level }, size));
    expect(rows[0]).toBe(0);
    expect(rows.at(-1)).toBe((size * 10) / 16);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
    const ink = Array.from({ length: LEVEL_STEPS + 1 }, (_, level) => inkOf({ ...plain, level }, size));
    for (let level = 1; level < ink.length; level += 1) expect(ink[level]! - ink[level - 1]!).toBeGreaterThan(size / 8);
  });

  it('has a shape of its own for each severity, without colour', () => {
    const shapes = (['ok', 'warning', 'critical'] as const).map((severity) => alphaOf({ ...plain, severity, level: 6 }, size, true));
    const differing = (a: number[], b: number[]): number => a.filter((value, index) => Math.abs(value - (b[index] ?? 0)) > 127).length;
    const enough = (size * size) / 32;
    expect(differing(shapes[0]!, shapes[1]!)).toBeGreaterThan(enough);
    expect(differing(shapes[0]!, shapes[2]!)).toBeGreaterThan(enough);
    expect(differing(shapes[1]!, shapes[2]!)).toBeGreaterThan(enough / 2);
  });

  it('shows that it is paused by two bars, whatever the level', () => {
    const paused = alphaOf({ ...plain, paused: true, level: 3 }, size);
    expect(paused).toEqual(alphaOf({ ...plain, paused: true, level: 9 }, size));
    const row = paused.slice((size / 2) * size, (size / 2 + 1) * size).map((alpha) => (alpha > 127 ? '#' : ' '));
    // Wall, bar, bar, wall.
    expect(row.join('').match(/#+/g)).toHaveLength(4);
  });

  it('is black with the drawing in its alpha as a template', () => {
    const pixels = drawGlyph({ ...plain, severity: 'critical', level: 6 }, size, true);
    const colours = [...pixels].filter((_channel, index) => index % 4 !== 3);
    expect(Math.max(...colours)).toBe(0);
    expect(Math.max(...alphaOf({ ...plain, level: 6 }, size, true))).toBe(255);
  });
});

describe('the glyph colours', () => {
  const linear = (channel: number): number => (channel <= 10.31475 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ({ red, green, blue }: Rgb): number => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const contrast = (a: Rgb, b: Rgb): number => {
    const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };

  it.each(Object.entries(GLYPH_COLOURS))('%s reaches 3 : 1 on a light and on a dark panel', (_severity, colour) => {
    expect(contrast(colour, { red: 255, green: 255, blue: 255 })).toBeGreaterThanOrEqual(3);
    expect(contrast(colour, { red: 43, green: 43, blue: 43 })).toBeGreaterThanOrEqual(3);
    expect(contrast(colour, { red: 0, green: 0, blue: 0 })).toBeGreaterThanOrEqual(3);
  });
});
