import { type Json, faultOf } from './paths.ts';

/** What a person's text for a setting means: text where the setting takes it as it is; else the number or truth value it looks like. */
export function valueOfText(path: string, text: string): Json {
  if (faultOf(path, text) === null) return text;
  if (text === 'true') return true;
  if (text === 'false') return false;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
