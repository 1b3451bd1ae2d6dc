import { linesOf } from '../portable/text.ts';

const MAX_LINE_LENGTH = 4096;

/**
 * The settings of one section of a file of `key = value` lines, in which a value may stand in double quotes; "" = those before the first
 * section. Keys and sections are taken without regard to case. The later win.
 */
export function mergedPairs(text: string, section: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  let current = '';
  for (const line of linesOf(text)) {
    if (line.length > MAX_LINE_LENGTH) continue;
    const header = /^\s*\[\s*([^\]]*?)\s*\]\s*$/.exec(line)?.[1];
    if (header !== undefined) current = header.toLowerCase();
    else if (current === section) {
      const match = /^\s*([\w.:-]+)\s*=\s*(?:"([^"]*)"|([^"].*?)?)\s*$/.exec(line);
      if (match?.[1] !== undefined) pairs.set(match[1].toLowerCase(), match[2] ?? match[3] ?? '');
    }
  }
  return pairs;
}
