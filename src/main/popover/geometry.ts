// Where the popover goes, as pure values: all in DIP (device-independent pixels), x to the right, y down.

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Rect extends Point, Size {}

export interface Display {
  readonly bounds: Rect;
  /** Without panels, docks and the menu bar. */
  readonly workArea: Rect;
}

export type Edge = 'top' | 'bottom' | 'left' | 'right';

export const POPOVER_WIDTH_PX = 380;
export const POPOVER_MAX_HEIGHT_PX = 640;
const POPOVER_MIN_HEIGHT_PX = 80;
/** Air between the panel and the popover. */
const GAP_PX = 4;
/** An item and a cursor this near to a display's edge are in its panel. */
const PANEL_REACH_PX = 120;

/** The popover's size for a page this high: never higher than the display leaves room for. */
export function popoverSize(contentHeightPx: number, workArea: Rect): Size {
  const room = Math.max(POPOVER_MIN_HEIGHT_PX, workArea.height - 2 * GAP_PX);
  const height = Math.min(Math.max(Math.ceil(contentHeightPx), POPOVER_MIN_HEIGHT_PX), POPOVER_MAX_HEIGHT_PX, room);
  return { width: Math.min(POPOVER_WIDTH_PX, workArea.width), height };
}

/** Some platforms answer with an empty rectangle where they know nothing (every Linux tray does). */
export function isKnown(rect: Rect | null): rect is Rect {
  return rect !== null && rect.width > 0 && rect.height > 0;
}

export interface Placement {
  readonly size: Size;
  readonly display: Display;
  /** The tray item, where the platform tells. */
  readonly tray: Rect | null;
  /** Where the click was; null when no click opened it (shortcut, second start). */
  readonly cursor: Point | null;
}

/**
 * Beside the tray item; without its bounds beside the click when that was at a display's edge, where panels are; else in the middle of the
 * work area. Always whole inside the work area. Integers, since some platforms take no others.
 */
export function placePopover({ size, display, tray, cursor }: Placement): Rect {
  const { workArea } = display;
  const anchor = isKnown(tray) ? tray : nearEdge(cursor, display.bounds) ? { ...cursor, width: 0, height: 0 } : null;
  const wanted =
    anchor === null
      ? { x: workArea.x + (workArea.width - size.width) / 2, y: workArea.y + (workArea.height - size.height) / 2 }
      : beside(anchor, size, workArea, panelEdge(anchor, display));
  return {
    x: Math.round(clamp(wanted.x, workArea.x, workArea.x + workArea.width - size.width)),
    y: Math.round(clamp(wanted.y, workArea.y, workArea.y + workArea.height - size.height)),
    width: Math.round(size.width),
    height: Math.round(size.height),
  };
}

/** The edge an anchor's panel lies at: the one that is nearest to it; above the others the one whose panel takes room from the work area. */
export function panelEdge(anchor: Rect, { bounds, workArea }: Display): Edge {
  const centre = { x: anchor.x + anchor.width / 2, y: anchor.y + anchor.height / 2 };
  if (centre.y <= workArea.y && workArea.y > bounds.y) return 'top';
  if (centre.y >= workArea.y + workArea.height && workArea.y + workArea.height < bounds.y + bounds.height) return 'bottom';
  if (centre.x <= workArea.x && workArea.x > bounds.x) return 'left';
  if (centre.x >= workArea.x + workArea.width && workArea.x + workArea.width < bounds.x + bounds.width) return 'right';
  const distances: readonly (readonly [Edge, number])[] = [
    ['top', centre.y - bounds.y],
    ['bottom', bounds.y + bounds.height - centre.y],
    ['left', centre.x - bounds.x],
    ['right', bounds.x + bounds.width - centre.x],
  ];
  return distances.reduce((nearest, next) => (next[1] < nearest[1] ? next : nearest))[0];
}

function beside(anchor: Rect, size: Size, workArea: Rect, edge: Edge): Point {
  const centredX = anchor.x + (anchor.width - size.width) / 2;
  const centredY = anchor.y + (anchor.height - size.height) / 2;
  if (edge === 'top') return { x: centredX, y: Math.max(anchor.y + anchor.height, workArea.y) + GAP_PX };
  if (edge === 'bottom') return { x: centredX, y: Math.min(anchor.y, workArea.y + workArea.height) - size.height - GAP_PX };
  if (edge === 'left') return { x: Math.max(anchor.x + anchor.width, workArea.x) + GAP_PX, y: centredY };
  return { x: Math.min(anchor.x, workArea.x + workArea.width) - size.width - GAP_PX, y: centredY };
}

function nearEdge(point: Point | null, bounds: Rect): point is Point {
  if (point === null) return false;
  const { x, y } = point;
  const right = bounds.x + bounds.width;
  const bottom = bounds.y + bounds.height;
  if (x < bounds.x || x > right || y < bounds.y || y > bottom) return false;
  return Math.min(x - bounds.x, right - x, y - bounds.y, bottom - y) <= PANEL_REACH_PX;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
