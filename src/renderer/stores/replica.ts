import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CommandOutput, EventPayload } from '../../shared/ipc/contract.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { Result } from '../../shared/result.ts';

type Whole = CommandOutput<'getSnapshot'>;
type Push = EventPayload<'snapshot'>;
export type AskWhole = () => Promise<Result<Whole>>;

export interface ReplicaState {
  /** Null until the first answer. */
  readonly snapshot: Snapshot | null;
}

/** This page's copy of the snapshot. */
export interface Replica extends StoreApi<ReplicaState> {
  /** Replaces the copy by the answer. Pushes that come meanwhile are applied after it. Resolves to false when the answer was an error or too late. */
  load(ask: AskWhole): Promise<boolean>;
  /** Applies a push when it is the next one; drops an old one; asks for the whole after a gap. */
  push(push: Push): void;
}

/** More pushes than this cannot wait for one answer: then the next gap asks again. */
const MAX_WAITING = 32;

/**
 * The whole that came, with what it leaves out kept: a part that is null without an entry in `absent` is one that this client did not ask
 * for, and the old value (which has its own time) is better than nothing when the view changes.
 */
export function mergeWhole(before: Snapshot | null, next: Snapshot): Snapshot {
  if (before === null) return next;
  const absent = new Set(next.absent.map(({ part }) => part));
  // Owners are made of the processes: they fail together.
  if (absent.has('processes')) absent.add('owners');
  const kept = Object.entries(before).filter(
    ([part, value]) => value !== null && next[part as keyof Snapshot] === null && !absent.has(part),
  );
  return { ...next, ...Object.fromEntries(kept) };
}

/** @param askAgain how to get the whole after a gap */
export function createReplica(askAgain: AskWhole): Replica {
  const store = createStore<ReplicaState>(() => ({ snapshot: null }));
  /** Number of the last push that is in the copy; null before the first answer. */
  let last: number | null = null;
  let generation = 0;
  let loading = false;
  let waiting: Push[] = [];

  function take({ seq, snapshot }: Whole): void {
    last = seq;
    const later: Partial<Snapshot> = {};
    for (const push of [...waiting].sort((a, b) => a.seq - b.seq)) {
      if (push.seq !== last + 1) continue;
      Object.assign(later, push.patch);
      last = push.seq;
    }
    // A hole that is left shows itself with the next push.
    waiting = [];
    store.setState({ snapshot: { ...mergeWhole(store.getState().snapshot, snapshot), ...later } });
  }

  async function load(ask: AskWhole): Promise<boolean> {
    generation += 1;
    loading = true;
    const mine = generation;
    const answer = await ask();
    // A later request asked for other parts: its answer counts.
    if (mine !== generation) return false;
    loading = false;
    if (answer.ok) take(answer.value);
    else waiting = [];
    return answer.ok;
  }

  function push(next: Push): void {
    if (loading) {
      if (waiting.length < MAX_WAITING) waiting.push(next);
      return;
    }
    const { snapshot } = store.getState();
    if (last === null || snapshot === null || next.seq <= last) return;
    if (next.seq > last + 1) {
      waiting = [next];
      void load(askAgain);
      return;
    }
    last = next.seq;
    store.setState({ snapshot: { ...snapshot, ...next.patch } as Snapshot });
  }

  return { ...store, load, push };
}
