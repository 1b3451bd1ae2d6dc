/** Long values are cut where they are shown. */
const SHOWN_LENGTH = 200;
/** A person may have put the secret itself where a reference to it belongs. */
const MAY_HOLD_SECRETS: ReadonlySet<string> = new Set(['alerts.channels']);

/** A value that is not right, for a message about it. */
export function shownValue(key: string, value: unknown): string {
  return shownText(key, JSON.stringify(value) ?? String(value));
}

/** As `shownValue`, of a text as it was typed. */
export function shownText(key: string, text: string): string {
  return MAY_HOLD_SECRETS.has(key) ? 'something else (not shown: there may be a secret in it)' : text.slice(0, SHOWN_LENGTH);
}
