const NEWLINE = 10;

export interface JsonLines {
  push(chunk: Buffer): void;
}

export interface JsonLinesOptions {
  readonly maxLineBytes: number;
  readonly onValue: (value: unknown) => void;
  /** A line that is no JSON: the ones after it are read. */
  readonly onBroken: (line: string) => void;
  /** A line is longer than allowed; nothing more is taken. */
  readonly onTooLong: () => void;
}

/** Cuts a stream of bytes into lines and reads each as JSON. Holds at most one line; empty lines are passed over. */
export function createJsonLines({ maxLineBytes, onValue, onBroken, onTooLong }: JsonLinesOptions): JsonLines {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let ended = false;

  function takeLine(end: Buffer): void {
    const line = (pending.length === 0 ? end : Buffer.concat([...pending, end])).toString('utf8').trim();
    pending = [];
    pendingBytes = 0;
    if (line === '') return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      onBroken(line);
      return;
    }
    onValue(value);
  }

  return {
    push(chunk) {
      let start = 0;
      while (!ended) {
        const newline = chunk.indexOf(NEWLINE, start);
        const end = newline === -1 ? chunk.length : newline;
        if (pendingBytes + end - start > maxLineBytes) {
          ended = true;
          pending = [];
          onTooLong();
          return;
        }
        if (newline === -1) {
          if (end > start) pending.push(chunk.subarray(start));
          pendingBytes += end - start;
          return;
        }
        takeLine(chunk.subarray(start, newline));
        start = newline + 1;
      }
    },
  };
}
