/** A request as it comes over a WebSocket, or what is wrong with it. */
export type ParsedMessage =
  | { readonly id: number; readonly command: string; readonly input: unknown }
  | { readonly id: number | null; readonly fault: string };

/** The largest message a client may send, in bytes. A settings file to import fits. */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** Deeper than anything the contract has, and far from what a recursive check could stumble over. */
const MAX_DEPTH = 32;
const MAX_COMMAND_CHARS = 64;
const QUOTE = 34;
const BACKSLASH = 92;

/** True when arrays and objects lie in each other more than `limit` deep. Judged on the text, before anything is built of it. */
export function isDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) {
      inString = true;
    } else if (code === 91 || code === 123) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === 93 || code === 125) {
      depth -= 1;
    }
  }
  return false;
}

/** Reads one request: `{ "id": 7, "command": "getInfo", "input": {} }`. Throws nothing; whether the input is right is the router's to say. */
export function parseMessage(text: string): ParsedMessage {
  if (isDeeperThan(text, MAX_DEPTH)) return { id: null, fault: `expected JSON of at most ${MAX_DEPTH} levels, got more` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { id: null, fault: 'expected a JSON message, got text that is none' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { id: null, fault: 'expected a JSON object with id, command and input' };
  }
  const { id, command, input, ...rest } = value as Readonly<Record<string, unknown>>;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) return { id: null, fault: 'id: expected a whole number from 0 on' };
  if (typeof command !== 'string' || command.length > MAX_COMMAND_CHARS) {
    return { id, fault: `command: expected a name of at most ${MAX_COMMAND_CHARS} characters` };
  }
  const [unknownKey] = Object.keys(rest);
  if (unknownKey !== undefined) {
    return { id, fault: `expected id, command and input only, got ${JSON.stringify(unknownKey.slice(0, MAX_COMMAND_CHARS))}` };
  }
  return { id, command, input };
}
