import type { CommandOutput, EventPayload } from '../../shared/ipc/contract.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { type GroupName, type ViewName, groupsOfView, viewsWithProcessTable } from '../../shared/views.ts';
import type { Engine, Watch } from '../engine-types.ts';
import type { Disposer } from '../ports.ts';

type Part = keyof Snapshot;

/** Sent to everybody who looks at anything. */
const COMMON: readonly Part[] = ['at', 'seq', 'verdict', 'alerts', 'sampling', 'readings', 'absent'];
/** Pushes of one client are this far apart, however short the interval: an eye sees no more. */
const MIN_PUSH_MS = 900;

/** What a group is in the snapshot, where that is not its own name. */
const PARTS_OF_GROUP: Partial<Readonly<Record<GroupName, readonly Part[]>>> = {
  processes: ['owners', 'vms'],
  containers: ['engines', 'containers'],
};

/** What of the snapshot these views show. */
function partsOf(views: readonly ViewName[]): ReadonlySet<Part> {
  const parts = new Set<Part>(COMMON);
  for (const view of views) {
    for (const group of groupsOfView[view]) for (const part of PARTS_OF_GROUP[group] ?? [group]) parts.add(part);
    if (viewsWithProcessTable.includes(view)) parts.add('processes');
  }
  return parts;
}

export interface FeedOptions {
  readonly engine: Engine;
  readonly ready: () => boolean;
  readonly push: (payload: EventPayload<'snapshot'>) => void;
}

/** One client's pushes: only while it looks, only what it looks at, only what changed, each with a number. */
export class SnapshotFeed {
  readonly #options: FeedOptions;
  #watch: Watch | null = null;
  #stop: Disposer = () => {};
  #parts: ReadonlySet<Part> = partsOf([]);
  #sent: Snapshot | null = null;
  #sentAt = 0;
  #seq = 0;
  /** Looks being answered: what is read for them is in their answers, not in pushes before them. */
  #answering = 0;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  async look(views: readonly ViewName[]): Promise<CommandOutput<'look'>> {
    const { engine } = this.#options;
    this.#parts = partsOf(views);
    if (views.length === 0) {
      this.close();
      return this.whole();
    }
    if (this.#watch === null) {
      this.#watch = engine.watch(views);
      this.#stop = engine.onSnapshot((snapshot) => this.#push(snapshot));
    } else {
      this.#watch.set(views);
    }
    // What nobody asked for before is read now, so that the first picture is whole.
    const missing = views.flatMap((view) => groupsOfView[view]).filter((group) => engine.isStale(group));
    this.#answering += 1;
    try {
      if (missing.length > 0) await engine.fresh(missing);
    } finally {
      this.#answering -= 1;
    }
    return this.whole();
  }

  /** All that the views show now. The next push counts from here. */
  whole(): CommandOutput<'getSnapshot'> {
    const { latest } = this.#options.engine;
    this.#sent = latest;
    return { seq: this.#seq, snapshot: this.#masked(latest) };
  }

  close(): void {
    this.#stop();
    this.#stop = () => {};
    this.#watch?.dispose();
    this.#watch = null;
  }

  /** The snapshot with null for what the views do not show: the same shape, less weight. */
  #masked(snapshot: Snapshot): Snapshot {
    const entries = Object.entries(snapshot).map(([part, value]) => [part, this.#parts.has(part as Part) ? value : null]);
    return Object.fromEntries(entries) as Snapshot;
  }

  #push(snapshot: Snapshot): void {
    if (this.#answering > 0) return;
    const before = this.#sent;
    // A verdict or a pause is told at once; numbers wait their turn.
    const urgent = before?.sampling !== snapshot.sampling || before.verdict.severity !== snapshot.verdict.severity;
    if (!urgent && Math.abs(snapshot.at - this.#sentAt) < MIN_PUSH_MS) return;
    const patch: Record<string, unknown> = {};
    for (const part of this.#parts) if (snapshot[part] !== before?.[part]) patch[part] = snapshot[part];
    this.#sent = snapshot;
    this.#sentAt = snapshot.at;
    this.#seq += 1;
    // Left out, with its number: the client sees the hole and asks for the whole when it has caught up.
    if (this.#options.ready()) this.#options.push({ seq: this.#seq, patch });
  }
}
