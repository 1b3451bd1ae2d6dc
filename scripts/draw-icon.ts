// node scripts/draw-icon.ts: draws the app's icon (resources/icon.png, 512 px) from the same vessel as the tray glyph. The result is committed; run
// it again after changing the drawing.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

const SIZE_PX = 512;
const SAMPLES_PER_SIDE = 4;
type Colour = readonly [red: number, green: number, blue: number];

const PLATE: Colour = [27, 29, 34];
const WALL: Colour = [236, 238, 242];
const CPU: Colour = [122, 165, 255];
const MEMORY: Colour = [179, 155, 255];
const DISK: Colour = [79, 208, 199];

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly radius: number;
}

const PLATE_BOX: Box = { left: 32, top: 32, right: 480, bottom: 480, radius: 100 };
const OUTER_BOX: Box = { left: 120, top: 112, right: 392, bottom: 400, radius: 64 };
const INNER_BOX: Box = { left: 142, top: 134, right: 370, bottom: 378, radius: 42 };
/** Three columns in the vessel, each filled to its own level: what is left above them is the headroom. */
const COLUMNS: readonly (readonly [Box, Colour])[] = [
  [{ left: 166, top: 262, right: 218, bottom: 354, radius: 12 }, CPU],
  [{ left: 230, top: 202, right: 282, bottom: 354, radius: 12 }, MEMORY],
  [{ left: 294, top: 294, right: 346, bottom: 354, radius: 12 }, DISK],
];

function inside({ left, top, right, bottom, radius }: Box, x: number, y: number): boolean {
  const dx = Math.max(left + radius - x, x - (right - radius), 0);
  const dy = Math.max(top + radius - y, y - (bottom - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
}

function colourAt(x: number, y: number): Colour | null {
  if (!inside(PLATE_BOX, x, y)) return null;
  const column = COLUMNS.find(([box]) => inside(box, x, y));
  if (column !== undefined) return column[1];
  return inside(OUTER_BOX, x, y) && !inside(INNER_BOX, x, y) ? WALL : PLATE;
}

/** Straight RGBA of one pixel: the mean of its samples, colour weighted by what is drawn. */
function pixelAt(column: number, row: number): readonly number[] {
  const sum = [0, 0, 0];
  let drawn = 0;
  for (let sample = 0; sample < SAMPLES_PER_SIDE ** 2; sample += 1) {
    const x = column + ((sample % SAMPLES_PER_SIDE) + 0.5) / SAMPLES_PER_SIDE;
    const y = row + (Math.floor(sample / SAMPLES_PER_SIDE) + 0.5) / SAMPLES_PER_SIDE;
    const colour = colourAt(x, y);
    if (colour === null) continue;
    drawn += 1;
    for (const [index, channel] of colour.entries()) sum[index] = (sum[index] ?? 0) + channel;
  }
  return [...sum.map((channel) => Math.round(channel / Math.max(drawn, 1))), Math.round((255 * drawn) / SAMPLES_PER_SIDE ** 2)];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

const rows = Buffer.alloc(SIZE_PX * (1 + 4 * SIZE_PX));
for (let row = 0; row < SIZE_PX; row += 1) {
  for (let column = 0; column < SIZE_PX; column += 1) {
    rows.set(pixelAt(column, row), row * (1 + 4 * SIZE_PX) + 1 + 4 * column);
  }
}
const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE_PX, 0);
header.writeUInt32BE(SIZE_PX, 4);
// 8 bits a channel, RGBA.
header.set([8, 6, 0, 0, 0], 8);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const png = Buffer.concat([
  signature,
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(rows, { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
]);
writeFileSync(join(import.meta.dirname, '..', 'resources', 'icon.png'), png);
