import type { GroupName } from '../../shared/views.ts';
import { type DemandLevel, type Intervals, intervalOf } from './intervals.ts';

export interface Demand {
  /** Replaces what is asked for. */
  set(groups: readonly GroupName[], detail?: boolean): void;
  dispose(): void;
}

interface Entry {
  readonly level: DemandLevel;
  groups: readonly GroupName[];
  detail: boolean;
}

export interface Wanted {
  /** 0 = nobody asks. */
  readonly intervalMs: number;
  readonly detail: boolean;
}

/** Who asks for which groups. Nothing that is not in here is read. */
export class Demands {
  readonly #entries = new Set<Entry>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  add(level: DemandLevel, groups: readonly GroupName[], detail = false): Demand {
    const entry: Entry = { level, groups, detail };
    this.#entries.add(entry);
    this.#onChange();
    return {
      set: (next, nextDetail = false) => {
        entry.groups = next;
        entry.detail = nextDetail;
        this.#onChange();
      },
      dispose: () => {
        if (this.#entries.delete(entry)) this.#onChange();
      },
    };
  }

  /** The shortest interval anybody asks for. */
  wanted(group: GroupName, intervals: Intervals): Wanted {
    let intervalMs = 0;
    let detail = false;
    for (const entry of this.#entries) {
      if (!entry.groups.includes(group)) continue;
      const asked = intervalOf(group, entry.level, intervals);
      intervalMs = intervalMs === 0 ? asked : Math.min(intervalMs, asked);
      detail ||= entry.detail;
    }
    return { intervalMs, detail };
  }
}
