import type { QuietHours } from '../../shared/model/alert.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MINUTES_PER_DAY = 1_440;

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string | undefined): Intl.DateTimeFormat {
  const known = formats.get(timeZone ?? '');
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  formats.set(timeZone ?? '', made);
  return made;
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

/**
 * True when one of the quiet hours holds: by the clock on the wall, so that a day of 23 or 25 hours needs no rule of its own. The same time
 * for `from` and `to` is the whole day.
 * @param at epoch milliseconds
 * @param timeZone an IANA name; the machine's own when it is left out
 */
export function isQuiet(list: readonly QuietHours[], at: number, timeZone?: string): boolean {
  if (list.length === 0) return false;
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const minute = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
  const day = DAYS.indexOf(parts.get('weekday') ?? '');
  return list.some(({ from, to, days }) => {
    const begin = minutesOf(from);
    const end = minutesOf(to);
    const length = (end - begin + MINUTES_PER_DAY) % MINUTES_PER_DAY || MINUTES_PER_DAY;
    const since = (minute - begin + MINUTES_PER_DAY) % MINUTES_PER_DAY;
    // After midnight it is the evening before that counts.
    const beganOn = minute >= begin ? day : (day + 6) % 7;
    return since < length && (days === undefined || days.includes(beganOn));
  });
}
