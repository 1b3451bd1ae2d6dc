/** A key by name ("up", "enter"), or the character itself. */
export type Key = string;

const ESCAPE = '\u001b';
const SEQUENCES: Readonly<Record<string, Key>> = {
  '[A': 'up',
  '[B': 'down',
  OA: 'up',
  OB: 'down',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[H': 'home',
  '[F': 'end',
  '[1~': 'home',
  '[4~': 'end',
  OH: 'home',
  OF: 'end',
};
const CONTROLS: Readonly<Record<string, Key>> = {
  '\u0003': 'ctrl-c',
  '\r': 'enter',
  '\n': 'enter',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\t': 'tab',
};

/** The keys in what a terminal sent. Sequences that are not known are left out. */
export function keysIn(input: string): Key[] {
  const keys: Key[] = [];
  for (let rest = input; rest !== '';) {
    if (rest.startsWith(ESCAPE)) {
      // oxlint-disable-next-line no-control-regex
      const sequence = /^\u001b(\[[0-9;?]*[ -/]*[@-~]|O[A-Za-z])/.exec(rest);
      const key = sequence === null ? 'escape' : SEQUENCES[sequence[1] ?? ''];
      if (key !== undefined) keys.push(key);
      rest = rest.slice(sequence?.[0].length ?? 1);
      continue;
    }
    const [char = ''] = rest;
    const key = CONTROLS[char] ?? (char >= ' ' ? char : undefined);
    if (key !== undefined) keys.push(key);
    rest = rest.slice(char.length);
  }
  return keys;
}
