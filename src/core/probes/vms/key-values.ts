import { fieldsOf } from '../engines/json-values.ts';

const MAX_PAIRS = 256;
const MAX_TEXT_LENGTH = 16_384;

/**
 * The settings in one option, as QEMU writes them: "size=4G,maxmem=8G", "guest=web,,1,debug-threads=on" (a comma in a value is doubled), or
 * JSON ('{"qom-type":"memory-backend-ram","size":1024}'). A first part without "=" belongs to `impliedKey`; a later one is a switch: "on".
 */
export function parseKeyValues(text: string, impliedKey = ''): ReadonlyMap<string, string> {
  const bounded = text.slice(0, MAX_TEXT_LENGTH);
  if (bounded === '') return new Map();
  return bounded.startsWith('{') ? fromJson(bounded) : fromPairs(bounded, impliedKey);
}

function fromPairs(text: string, impliedKey: string): Map<string, string> {
  const values = new Map<string, string>();
  // A doubled comma is put aside under a byte that no argument can hold.
  const parts = text.replaceAll(',,', '\0').split(',', MAX_PAIRS);
  for (const [place, part] of parts.entries()) {
    const at = part.indexOf('=');
    const value = (at === -1 ? part : part.slice(at + 1)).replaceAll('\0', ',');
    if (at !== -1) values.set(part.slice(0, at), value);
    else if (place === 0 && impliedKey !== '') values.set(impliedKey, value);
    else if (part !== '') values.set(part, 'on');
  }
  return values;
}

function fromJson(text: string): Map<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return new Map();
  }
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(fieldsOf(parsed)).slice(0, MAX_PAIRS)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') values.set(key, String(value));
  }
  return values;
}
