import type { Reading } from '../../shared/model/reading.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { HistoryRing } from './ring.ts';

/** Writes each new reading into history once, and a gap when a series stops. */
export class Recorder {
  readonly #ring: HistoryRing;
  readonly #last = new Map<string, Reading>();

  constructor(ring: HistoryRing) {
    this.#ring = ring;
  }

  record(snapshot: Snapshot): void {
    const present = new Set<string>();
    for (const reading of snapshot.readings) {
      const key = `${reading.subject}\n${reading.resource}`;
      present.add(key);
      // A group that was not read again gives the same object again.
      if (this.#last.get(key) === reading) continue;
      this.#last.set(key, reading);
      this.#ring.append(reading);
    }
    for (const [key, reading] of this.#last) {
      if (present.has(key)) continue;
      this.#last.delete(key);
      this.#ring.gap(reading.subject, reading.resource, snapshot.at);
    }
  }
}
