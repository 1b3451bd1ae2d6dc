import type { Severity } from '../../shared/model/verdict.ts';

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], green: [32, 39], inverse: [7, 27] } as const;
export type StyleName = keyof typeof CODES;
/** Text as it is, or between the codes of its style. */
export type Style = (name: StyleName | null, text: string) => string;

interface ColorFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
}

/** NO_COLOR wins (https://no-color.org), then FORCE_COLOR, then whether a person looks at a terminal that knows colours. */
export function wantsColor({ env, isTTY }: ColorFacts): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTTY && env['TERM'] !== 'dumb';
}

export function createStyle(facts: ColorFacts): Style {
  if (!wantsColor(facts)) return (_, text) => text;
  return (name, text) => {
    if (name === null || text === '') return text;
    const [on, off] = CODES[name];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}

export function styleOfSeverity(severity: Severity): StyleName | null {
  return ({ ok: null, warning: 'yellow', critical: 'red' } as const)[severity];
}
