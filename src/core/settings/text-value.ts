import { type Json, faultOf } from './paths.ts';

/** What is no JSON stays text, which the setting then refuses in its own words. */
function jsonOr(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** What a person's text for a setting means: text where the setting takes it as it is; else the number, truth value or JSON it looks like. */
export function valueOfText(path: string, text: string): Json {
  if (faultOf(path, text) === null) return text;
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return /^[[{]|^null$/.test(text) ? jsonOr(text) : text;
}
