import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Display, panelEdge, placePopover, popoverSize } from '../../../src/main/popover/geometry.ts';

const SIZE = { width: 380, height: 600 };
const mac: Display = { bounds: { x: 0, y: 0, width: 1512, height: 982 }, workArea: { x: 0, y: 37, width: 1512, height: 875 } };
const windows: Display = { bounds: { x: 0, y: 0, width: 1920, height: 1080 }, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
const windowsLeft: Display = { bounds: { x: 0, y: 0, width: 1920, height: 1080 }, workArea: { x: 62, y: 0, width: 1858, height: 1080 } };
const second: Display = {
  bounds: { x: -2560, y: -200, width: 2560, height: 1440 },
  workArea: { x: -2560, y: -175, width: 2560, height: 1415 },
};

describe('placePopover', () => {
  it('hangs under a menu bar item, centred on it', () => {
    const tray = { x: 1000, y: 0, width: 40, height: 37 };
    expect(placePopover({ size: SIZE, display: mac, tray, cursor: null })).toEqual({ x: 830, y: 41, ...SIZE });
  });

  it('stays on the display when the item is at its end', () => {
    const tray = { x: 1480, y: 0, width: 32, height: 37 };
    expect(placePopover({ size: SIZE, display: mac, tray, cursor: null }).x).toBe(1512 - 380);
  });

  it('stands on a taskbar', () => {
    const tray = { x: 1700, y: 1048, width: 24, height: 24 };
    expect(placePopover({ size: SIZE, display: windows, tray, cursor: null })).toEqual({ x: 1522, y: 1040 - 600 - 4, ...SIZE });
  });

  it('stands beside a taskbar at the left', () => {
    const tray = { x: 19, y: 900, width: 24, height: 24 };
    expect(placePopover({ size: SIZE, display: windowsLeft, tray, cursor: null })).toEqual({ x: 66, y: 480, ...SIZE });
  });

  it('works on a display left of and above the first', () => {
    const tray = { x: -100, y: -200, width: 30, height: 25 };
    expect(placePopover({ size: SIZE, display: second, tray, cursor: null })).toEqual({ x: -380, y: -171, ...SIZE });
  });

  it('goes to the click where the tray does not say where it is', () => {
    const empty = { x: 0, y: 0, width: 0, height: 0 };
    expect(placePopover({ size: SIZE, display: windows, tray: empty, cursor: { x: 1600, y: 1060 } })).toEqual({ x: 1410, y: 436, ...SIZE });
  });

  it('is in the middle when nothing says where: a shortcut, or a click far from every panel', () => {
    const middle = { x: 770, y: 220, ...SIZE };
    expect(placePopover({ size: SIZE, display: windows, tray: null, cursor: null })).toEqual(middle);
    expect(placePopover({ size: SIZE, display: windows, tray: null, cursor: { x: 900, y: 500 } })).toEqual(middle);
    expect(placePopover({ size: SIZE, display: windows, tray: null, cursor: { x: 5_000, y: 10 } })).toEqual(middle);
  });

  it('is whole inside the work area wherever the anchor is', () => {
    const number = fc.integer({ min: -4_000, max: 4_000 });
    fc.assert(
      fc.property(
        number,
        number,
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom(mac, windows, windowsLeft, second),
        (x, y, width, display) => {
          const size = popoverSize(640, display.workArea);
          const { workArea } = display;
          const at = placePopover({ size, display, tray: { x, y, width, height: width }, cursor: { x, y } });
          expect(at.x).toBeGreaterThanOrEqual(workArea.x);
          expect(at.y).toBeGreaterThanOrEqual(workArea.y);
          expect(at.x + at.width).toBeLessThanOrEqual(workArea.x + workArea.width);
          expect(at.y + at.height).toBeLessThanOrEqual(workArea.y + workArea.height);
        },
      ),
    );
  });
});

describe('panelEdge', () => {
  it('takes the nearest edge where no panel takes room (a hidden taskbar)', () => {
    const hidden: Display = { bounds: windows.bounds, workArea: windows.bounds };
    expect(panelEdge({ x: 1700, y: 1060, width: 20, height: 20 }, hidden)).toBe('bottom');
    expect(panelEdge({ x: 1700, y: 0, width: 20, height: 20 }, hidden)).toBe('top');
    expect(panelEdge({ x: 1900, y: 500, width: 20, height: 20 }, hidden)).toBe('right');
  });
});

describe('popoverSize', () => {
  it('follows the content up to 640 px, and never more than the display has', () => {
    expect(popoverSize(411.2, windows.workArea)).toEqual({ width: 380, height: 412 });
    expect(popoverSize(4_000, windows.workArea).height).toBe(640);
    expect(popoverSize(1, windows.workArea).height).toBe(80);
    expect(popoverSize(640, { x: 0, y: 0, width: 800, height: 480 }).height).toBe(472);
  });
});
