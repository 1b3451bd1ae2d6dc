import type { AlertReading } from '../alerts/work.ts';
import type { Reading } from '../../shared/model/reading.ts';

/** Those readings of a snapshot that were read since the one before: a group that was not read again has the same objects again. */
export function createFeedReadings(): (readings: readonly Reading[]) => readonly AlertReading[] {
  let seen: ReadonlySet<Reading> = new Set();
  return (readings) => {
    const fresh = readings.filter((reading) => !seen.has(reading));
    seen = new Set(readings);
    return fresh;
  };
}
