const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const hourMinute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

const DAY_MS = 86_400_000;

/** "14:05:12". @param at epoch milliseconds */
export function clockText(at: number): string {
  return timeOfDay.format(at);
}

/** "14:05". */
export function hourText(at: number): string {
  return hourMinute.format(at);
}

/** "14:05:12" within a day, with the date before that. */
export function momentText(at: number, now: number): string {
  return Math.abs(now - at) < DAY_MS ? clockText(at) : dayAndTime.format(at);
}
