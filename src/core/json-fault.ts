/** Where a text stops to be JSON. */
export interface JsonFault {
  /** From 1 on. */
  readonly line: number;
  /** In words: `"," or "}"`. */
  readonly expected: string;
  readonly got: string;
}

/** What may come next. A value or key that is only allowed after `[` or `{` may also be the end of it. */
type Awaited = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'after value';

const WORDS: Readonly<Record<Exclude<Awaited, 'after value'>, string>> = {
  value: 'a value',
  'first value': 'a value or "]"',
  key: 'a key in double quotes',
  'first key': 'a key in double quotes or "}"',
  colon: '":"',
};

const SPACE = /[ \t\n\r]*/y;
// oxlint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
/** The part of a string that is right; what stops it is the fault. */
// oxlint-disable-next-line no-control-regex
const STRING_START = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y;
const WORD = /[\w.+-]{1,20}/y;
const MAX_GOT_CHARS = 20;

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function gotAt(text: string, at: number): string {
  if (at >= text.length) return text.trim() === '' ? 'an empty file' : 'the end of the file';
  if (text[at] === '\uFEFF') return 'a byte order mark';
  const word = matchAt(STRING, text, at) ?? matchAt(WORD, text, at) ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
  return word.startsWith('"') ? word.slice(0, MAX_GOT_CHARS) : JSON.stringify(word);
}

interface Place {
  readonly at: number;
  readonly expected: string;
  readonly got: string;
}

/** The fault of a string that begins at `at` and is not right. */
function stringFault(text: string, at: number): Place {
  const end = at + (matchAt(STRING_START, text, at)?.length ?? 0);
  const stop = text[end];
  if (stop === '\\') return { at: end, expected: String.raw`an escape such as \n or \"`, got: JSON.stringify(text.slice(end, end + 2)) };
  const got = stop === undefined ? 'the end of the file' : stop === '\n' || stop === '\r' ? 'the end of the line' : 'a control character';
  return { at: end, expected: 'a closing double quote', got };
}

/** What stands at one place of a text: how far it goes, and what may come after it. */
interface Step {
  readonly length: number;
  readonly next: Awaited;
  readonly opens?: Bracket;
  readonly closes?: true;
}
type Bracket = '[' | '{';

const CLOSING: Readonly<Record<Bracket, string>> = { '[': ']', '{': '}' };
const END: Step = { length: 1, next: 'after value', closes: true };

function stepAfterValue(char: string | undefined, inside: Bracket | undefined): Step | null {
  if (inside === undefined) return null;
  if (char === ',') return { length: 1, next: inside === '[' ? 'value' : 'key' };
  return char === CLOSING[inside] ? END : null;
}

function stepKey(text: string, at: number): Step | null {
  const key = matchAt(STRING, text, at);
  return key === null ? null : { length: key.length, next: 'colon' };
}

function stepValue(text: string, at: number): Step | null {
  const char = text[at];
  if (char === '[' || char === '{') return { length: 1, next: char === '[' ? 'first value' : 'first key', opens: char };
  const scalar = matchAt(STRING, text, at) ?? matchAt(SCALAR, text, at);
  return scalar === null ? null : { length: scalar.length, next: 'after value' };
}

/** Null when what stands there may not. */
function stepAt(text: string, at: number, awaited: Awaited, inside: Bracket | undefined): Step | null {
  const char = text[at];
  switch (awaited) {
    case 'after value':
      return stepAfterValue(char, inside);
    case 'colon':
      return char === ':' ? { length: 1, next: 'value' } : null;
    case 'first key':
      return char === '}' ? END : stepKey(text, at);
    case 'key':
      return stepKey(text, at);
    case 'first value':
      return char === ']' ? END : stepValue(text, at);
    default:
      return stepValue(text, at);
  }
}

function wordsOf(awaited: Awaited, inside: Bracket | undefined): string {
  if (awaited !== 'after value') return WORDS[awaited];
  return inside === undefined ? 'the end of the file' : `"," or "${CLOSING[inside]}"`;
}

function placeOf(text: string, at: number, awaited: Awaited, inside: Bracket | undefined): Place {
  const takesString = awaited !== 'after value' && awaited !== 'colon';
  if (takesString && text[at] === '"') return stringFault(text, at);
  return { at, expected: wordsOf(awaited, inside), got: gotAt(text, at) };
}

/**
 * Finds the first place at which a text is not what RFC 8259 allows; null when it is JSON. For a person: JSON.parse says it in its own words,
 * and often without a line. Keeps its own stack, so that no depth is too deep.
 */
export function jsonFaultOf(text: string): JsonFault | null {
  const open: Bracket[] = [];
  let awaited: Awaited = 'value';
  for (let at = 0; ;) {
    at += matchAt(SPACE, text, at)?.length ?? 0;
    const inside = open.at(-1);
    if (awaited === 'after value' && inside === undefined && at === text.length) return null;
    const step = stepAt(text, at, awaited, inside);
    if (step === null) {
      const { at: place, expected, got } = placeOf(text, at, awaited, inside);
      return { line: text.slice(0, place).split('\n').length, expected, got };
    }
    if (step.opens !== undefined) open.push(step.opens);
    if (step.closes === true) open.pop();
    awaited = step.next;
    at += step.length;
  }
}
