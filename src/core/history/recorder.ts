import type { Reading } from '../../shared/model/reading.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { HistoryRing } from './ring.ts';

interface Recorded {
  reading: Reading;
  /** Number of the last snapshot that had it. */
  seenIn: number;
}

/** Writes each new reading into history once, and a gap when a series stops. */
export class Recorder {
  readonly #ring: HistoryRing;
  /** By subject, then resource: a joined key would be made anew for each reading of each tick. */
  readonly #subjects = new Map<string, Map<string, Recorded>>();
  #snapshots = 0;

  constructor(ring: HistoryRing) {
    this.#ring = ring;
  }

  record(snapshot: Snapshot): void {
    this.#snapshots += 1;
    for (const reading of snapshot.readings) this.#take(reading);
    for (const [subject, resources] of this.#subjects) {
      for (const [resource, { seenIn }] of resources) {
        if (seenIn === this.#snapshots) continue;
        resources.delete(resource);
        this.#ring.gap(subject, resource, snapshot.at);
      }
      if (resources.size === 0) this.#subjects.delete(subject);
    }
  }

  #take(reading: Reading): void {
    let resources = this.#subjects.get(reading.subject);
    if (resources === undefined) {
      resources = new Map();
      this.#subjects.set(reading.subject, resources);
    }
    const known = resources.get(reading.resource);
    if (known === undefined) {
      resources.set(reading.resource, { reading, seenIn: this.#snapshots });
      this.#ring.append(reading);
      return;
    }
    known.seenIn = this.#snapshots;
    // A group that was not read again gives the same object again.
    if (known.reading === reading) return;
    known.reading = reading;
    this.#ring.append(reading);
  }
}
