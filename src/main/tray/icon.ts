import { type NativeImage, nativeImage } from 'electron';
import { drawGlyph } from './icon-drawing.ts';
import type { TrayGlyph } from './tray-state.ts';

/** Linux panels decode a pixmap at each change and scale it themselves: one size, and a small one. */
const LINUX_SIZE_PX = 32;
const SIZE_PX = 16;

export function glyphKey({ level, severity, paused }: TrayGlyph): string {
  return paused ? `paused-${severity}` : `${level}-${severity}`;
}

/** Images by glyph, each drawn once: there are 42 at most. */
export function createIconCache(platform: string): (glyph: TrayGlyph) => NativeImage {
  const images = new Map<string, NativeImage>();
  return (glyph) => {
    const key = glyphKey(glyph);
    const image = images.get(key) ?? createIcon(glyph, platform);
    images.set(key, image);
    return image;
  };
}

function createIcon(glyph: TrayGlyph, platform: string): NativeImage {
  const template = platform === 'darwin';
  const bitmap = (sizePx: number): Buffer => premultipliedBgra(drawGlyph(glyph, sizePx, template));
  if (platform === 'linux') return nativeImage.createFromBitmap(bitmap(LINUX_SIZE_PX), { width: LINUX_SIZE_PX, height: LINUX_SIZE_PX });
  const image = nativeImage.createFromBitmap(bitmap(SIZE_PX), { width: SIZE_PX, height: SIZE_PX });
  const doubled = 2 * SIZE_PX;
  image.addRepresentation({ scaleFactor: 2, width: doubled, height: doubled, buffer: bitmap(doubled) });
  image.setTemplateImage(template);
  return image;
}

/** The layout Chromium's bitmaps have on little-endian machines. */
function premultipliedBgra(rgba: Uint8ClampedArray): Buffer {
  const bitmap = Buffer.alloc(rgba.length);
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] ?? 0;
    const scaled = (channel: number): number => Math.round(((rgba[at + channel] ?? 0) * alpha) / 255);
    bitmap.set([scaled(2), scaled(1), scaled(0), alpha], at);
  }
  return bitmap;
}
