import type { Severity } from '../../shared/model/verdict.ts';
import { LEVEL_STEPS, type TrayGlyph } from './tray-state.ts';

// The tray glyph: a vessel that fills from the bottom. Severity has a shape of its own beside the vessel's corner (triangle, disc), since
// colour alone does not reach everyone, and a macOS template image has none. Paused: two bars in place of the fill.

export interface Rgb {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Mid-tones that reach 3 : 1 against a white and against a black panel: what a panel's colour is, only some platforms tell. */
export const GLYPH_COLOURS: Readonly<Record<Severity, Rgb>> = {
  ok: { red: 138, green: 143, blue: 152 },
  warning: { red: 196, green: 125, blue: 10 },
  critical: { red: 232, green: 72, blue: 82 },
};
const BLACK: Rgb = { red: 0, green: 0, blue: 0 };

/** The drawing's own grid; every size is a scale of it. */
const GRID = 16;
const SAMPLES_PER_SIDE = 4;

const OUTER = { left: 1, top: 1, right: 15, bottom: 15, radius: 3.5 } as const;
/** Whole grid units, so that 16 px is sharp. */
const WALL = 1;
const FILL = { left: 3, top: 3, right: 13, bottom: 13 } as const;
/** The badge's centre and reach, and the clear ring that parts it from the vessel. */
const BADGE = { x: 11.75, y: 4.25, radius: 3.75, clear: 1.25 } as const;

/** Straight (not premultiplied) RGBA, row by row from the top, 4 × size × size bytes. A template image is black, its alpha is the drawing. */
export function drawGlyph(glyph: TrayGlyph, sizePx: number, template: boolean): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * sizePx * sizePx);
  const { red, green, blue } = template ? BLACK : GLYPH_COLOURS[glyph.severity];
  for (let row = 0; row < sizePx; row += 1) {
    for (let column = 0; column < sizePx; column += 1) {
      pixels.set([red, green, blue, 255 * coverage(glyph, sizePx, column, row)], 4 * (row * sizePx + column));
    }
  }
  return pixels;
}

/** How much of a pixel is drawn, 0–1. */
function coverage(glyph: TrayGlyph, sizePx: number, column: number, row: number): number {
  let inside = 0;
  for (let sample = 0; sample < SAMPLES_PER_SIDE ** 2; sample += 1) {
    const x = column + ((sample % SAMPLES_PER_SIDE) + 0.5) / SAMPLES_PER_SIDE;
    const y = row + (Math.floor(sample / SAMPLES_PER_SIDE) + 0.5) / SAMPLES_PER_SIDE;
    if (isInk(glyph, (x * GRID) / sizePx, (y * GRID) / sizePx)) inside += 1;
  }
  return inside / SAMPLES_PER_SIDE ** 2;
}

function isInk({ level, severity, paused }: TrayGlyph, x: number, y: number): boolean {
  if (severity !== 'ok') {
    if (inBadge(severity, x, y, BADGE.radius)) return true;
    // Beyond the badge nothing of the vessel's corner is left over.
    if (inBadge(severity, x, y, BADGE.radius + BADGE.clear) || (x > BADGE.x && y < BADGE.y)) return false;
  }
  const wall = inRoundedBox(x, y, 0) && !inRoundedBox(x, y, WALL);
  return wall || (paused ? inPauseBars(x, y) : inFill(x, y, level));
}

function inRoundedBox(x: number, y: number, inset: number): boolean {
  const radius = OUTER.radius - inset;
  const dx = Math.max(OUTER.left + inset + radius - x, x - (OUTER.right - inset - radius), 0);
  const dy = Math.max(OUTER.top + inset + radius - y, y - (OUTER.bottom - inset - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
}

function inFill(x: number, y: number, level: number): boolean {
  const height = ((FILL.bottom - FILL.top) * level) / LEVEL_STEPS;
  return x >= FILL.left && x <= FILL.right && y <= FILL.bottom && y >= FILL.bottom - height && height > 0;
}

function inPauseBars(x: number, y: number): boolean {
  const fromMiddle = Math.abs(x - GRID / 2);
  return fromMiddle >= 1 && fromMiddle <= 3 && y >= 5 && y <= 11;
}

function inBadge(severity: 'warning' | 'critical', x: number, y: number, radius: number): boolean {
  const dx = Math.abs(x - BADGE.x);
  const dy = y - BADGE.y;
  if (severity === 'critical') return dx * dx + dy * dy <= radius * radius;
  // A triangle, point up: as wide at its foot as the disc, and grown by the same ring.
  const fromTip = dy + radius;
  return fromTip >= 0 && dy <= radius - 1 && dx <= fromTip * 0.56;
}
