const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gy;

type Step = string | number;
interface Open {
  readonly isList: boolean;
  /** Where the next value stands: its index, or its key. */
  step: Step;
  awaitsKey: boolean;
}

function startsWith(path: readonly PropertyKey[], here: readonly Step[]): boolean {
  return here.length <= path.length && here.every((step, i) => step === path[i]);
}

/**
 * The line, from 1 on, at which a path's key or element begins; of the nearest one above it when the text has no such path. The text must be
 * JSON: it is not checked here.
 */
export function jsonLineOf(text: string, path: readonly PropertyKey[]): number {
  const open: Open[] = [];
  let line = 1;
  let best = { depth: -1, line: 1 };
  const reached = (): void => {
    const here = open.map(({ step }) => step);
    if (here.length > best.depth && startsWith(path, here)) best = { depth: here.length, line };
  };
  for (const [token] of text.matchAll(TOKEN)) {
    const inside = open.at(-1);
    if (token === '}' || token === ']') open.pop();
    else if (token === ',') {
      if (inside?.isList === true) inside.step = Number(inside.step) + 1;
      else if (inside !== undefined) inside.awaitsKey = true;
    } else if (inside?.awaitsKey === true && token.startsWith('"')) {
      inside.step = JSON.parse(token) as string;
      inside.awaitsKey = false;
      reached();
    } else if (token.trim() !== '' && token !== ':') {
      reached();
      if (token === '[') open.push({ isList: true, step: 0, awaitsKey: false });
      if (token === '{') open.push({ isList: false, step: '', awaitsKey: true });
    }
    line += token.split('\n').length - 1;
  }
  return best.line;
}
