import { linesOf } from '../portable/text.ts';

const MAX_LINE_LENGTH = 4096;

/**
 * The settings of one section of a file of `key = value` lines, in which a value may stand in double quotes; "" = those before the first
 * section. Keys and sections are taken without regard to case. The later win.
 */
export function mergedPairs(text: string, section: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  let current = '';
  for (const long of linesOf(text)) {
    const line = long.length > MAX_LINE_LENGTH ? '' : long.trim();
    if (line.startsWith('[') && line.endsWith(']')) current = line.slice(1, -1).trim().toLowerCase();
    const at = line.indexOf('=');
    const key = line.slice(0, Math.max(at, 0)).trimEnd();
    if (current === section && /^[\w.:-]+$/.test(key)) pairs.set(key.toLowerCase(), unquoted(line.slice(at + 1).trimStart()));
  }
  return pairs;
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
