import type { ContainerCounts, ContainerIdentity } from '../../../shared/model/container.ts';
import type { Clock, Disposer, Logger } from '../../ports.ts';
import { Absence, type Maybe, ProbeError, absenceOf } from '../absence.ts';
import type { ContainerGrantRaw } from '../raw-containers.ts';
import { identityOfListed, inspectedOf } from './container-facts.ts';
import { EngineError } from './engine-error.ts';

/** Inspections under way at one time: more make the engine slow for its other users. */
const MAX_INSPECTIONS = 5;
/** Events of one change come together (a restart: kill, die, stop, start, restart): one look after them is enough. */
const GATHER_MS = 50;
/** No machine runs as many; what a list has beyond is not taken. */
const MAX_CONTAINERS = 10_000;

export interface ContainerRecord {
  readonly identity: ContainerIdentity;
  /** Absent until the container was inspected. */
  readonly grant: Maybe<ContainerGrantRaw>;
}

export interface ContainerTableOptions {
  /** Id of the engine. */
  readonly engine: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onChange: () => void;
}

type Inspect = (id: string) => Promise<unknown>;

const NOT_INSPECTED = new Absence('first-sample', 'the engine was not asked for it yet');

/** What is known of an engine's containers. Each that is new or changed is inspected, a few at a time; a broken one leaves the others be. */
export class ContainerTable {
  readonly #options: ContainerTableOptions;
  readonly #records = new Map<string, ContainerRecord>();
  readonly #changed = new Set<string>();
  readonly #underWay = new Set<string>();
  #inspect: Inspect | null = null;
  #stopTimer: Disposer | null = null;

  constructor(options: ContainerTableOptions) {
    this.#options = options;
  }

  get records(): ReadonlyMap<string, ContainerRecord> {
    return this.#records;
  }

  /**
   * The engine answers: its whole list, and how to ask for one. All of them are inspected, as nobody knows what was missed; so are those that
   * changed while the list was on its way.
   */
  attach(items: readonly unknown[], inspect: Inspect): void {
    const listed = new Map<string, ContainerIdentity>();
    for (const item of items.slice(0, MAX_CONTAINERS)) {
      try {
        const identity = identityOfListed(item, this.#options.engine);
        listed.set(identity.id, identity);
      } catch (thrown) {
        this.#options.logger.warn('containers', 'not understood', { detail: absenceOf(thrown, 'container').detail });
      }
    }
    for (const id of this.#records.keys()) if (!listed.has(id)) this.#records.delete(id);
    for (const [id, identity] of listed) {
      const known = this.#records.get(id);
      const { name, state, health } = identity;
      this.#records.set(
        id,
        known === undefined ? { identity, grant: NOT_INSPECTED } : { ...known, identity: { ...known.identity, name, state, health } },
      );
    }
    this.#inspect = inspect;
    this.#underWay.clear();
    // Those that run first: they are looked at.
    const runs = ({ state }: ContainerIdentity): boolean => state !== 'exited' && state !== 'created';
    for (const identity of [...listed.values()].sort((a, b) => Number(runs(b)) - Number(runs(a)))) this.#changed.add(identity.id);
    this.#options.onChange();
    this.#pump();
  }

  /** The engine does not answer any more; what is known stays. */
  detach(): void {
    this.#inspect = null;
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  clear(): void {
    this.detach();
    this.#records.clear();
  }

  /** Something happened to a container, or it is new. */
  changed(id: string): void {
    if (this.#records.size >= MAX_CONTAINERS && !this.#records.has(id)) return;
    this.#changed.add(id);
    this.#stopTimer ??= this.#options.clock.setTimer(() => {
      this.#stopTimer = null;
      this.#pump();
    }, GATHER_MS);
  }

  removed(id: string): void {
    this.#changed.delete(id);
    // An answer on its way is from before.
    this.#underWay.delete(id);
    if (this.#records.delete(id)) this.#options.onChange();
  }

  #pump(): void {
    for (const id of this.#changed) {
      if (this.#inspect === null || this.#underWay.size >= MAX_INSPECTIONS) return;
      // It changed while it is inspected: once more, afterwards.
      if (this.#underWay.has(id)) continue;
      this.#changed.delete(id);
      this.#underWay.add(id);
      void this.#look(id, this.#inspect);
    }
  }

  async #look(id: string, inspect: Inspect): Promise<void> {
    const record = await this.#inspected(id, inspect);
    // Of a connection that is over: a new one asks anew.
    if (this.#inspect !== inspect) return;
    const known = this.#records.get(id);
    if (!this.#underWay.delete(id)) {
      // Removed meanwhile.
    } else if (record === null) {
      if (this.#records.delete(id)) this.#options.onChange();
    } else if (JSON.stringify(record) !== JSON.stringify(known)) {
      this.#records.set(id, record);
      this.#options.onChange();
    }
    this.#pump();
  }

  /** Null when there is no such container any more, and for one that nothing is known of but a failure. */
  async #inspected(id: string, inspect: Inspect): Promise<ContainerRecord | null> {
    try {
      const inspected = inspectedOf(await inspect(id), this.#options.engine);
      if (inspected.identity.id !== id)
        throw new ProbeError('malformed', `container ${id}: the engine answered for ${inspected.identity.id}`);
      return inspected;
    } catch (thrown) {
      if (thrown instanceof EngineError && thrown.status === 404) return null;
      const absence = absenceOf(thrown, `container ${id}`);
      this.#options.logger.debug('containers', 'not inspected', { id, detail: absence.detail });
      const known = this.#records.get(id);
      return known === undefined ? null : { identity: known.identity, grant: absence };
    }
  }
}

/** Restarting, paused and removing ones are in the total only. */
export function countsOf(records: readonly Pick<ContainerRecord, 'identity'>[]): ContainerCounts {
  const count = (...states: readonly string[]): number => records.filter(({ identity }) => states.includes(identity.state)).length;
  return { total: records.length, running: count('running'), stopped: count('exited', 'dead', 'created') };
}
