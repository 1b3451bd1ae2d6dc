import { coresQuantity, formatQuantity, memoryQuantity } from '../../shared/format.ts';
import type { Owners } from '../../shared/model/process.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';

/** What grew is looked for over so long… */
const WINDOW_MS = 10 * 60_000;
/** …in looks this far apart. */
const STEP_MS = 15_000;
/** Less is no cause. */
const MIN_GROWN_BYTES = 20 * 1024 ** 2;

interface Look {
  readonly atMs: number;
  readonly memoryBytes: ReadonlyMap<string, number>;
}

/** Memory that was taken since the owners were read, and that is worth asking whose it is: so much, and this share of all. */
const LAG_BYTES = 128 * 1024 ** 2;
const LAG_SHARE = 0.02;

/** True when the owners say too little of the memory in use by now: a cause is looked for among them. */
export function ownersLag({ owners, memory }: Pick<Snapshot, 'owners' | 'memory'>): boolean {
  if (owners === null || memory === null || owners.memoryBytes === null) return false;
  return memory.usedBytesOfHost - owners.memoryBytes > Math.max(LAG_BYTES, LAG_SHARE * memory.limitBytes);
}

/** Remembers what each owner held over the last minutes, to say who grew. */
export class Growth {
  #looks: Look[] = [];
  #latest: Owners | null = null;

  /** @param nowMs monotonic */
  take(owners: Owners | null, nowMs: number): void {
    if (owners === null || owners === this.#latest) return;
    this.#latest = owners;
    const last = this.#looks.at(-1);
    if (last !== undefined && nowMs - last.atMs < STEP_MS) return;
    this.#looks = this.#looks.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    this.#looks.push({ atMs: nowMs, memoryBytes: new Map(owners.list.map(({ id, memoryBytes }) => [id, memoryBytes])) });
  }

  /** The main cause as a sentence: "postgres +610 MB."; empty when nobody stands out. */
  cause(resource: string): string {
    if (resource === 'memory' || resource === 'swap' || resource === 'memoryPressure') return this.#memory();
    return resource === 'cpu' || resource === 'cpuPressure' ? this.#cpu() : '';
  }

  #memory(): string {
    const [first] = this.#looks;
    let most = { name: '', grown: MIN_GROWN_BYTES };
    for (const { id, kind, name, memoryBytes } of this.#latest?.list ?? []) {
      const grown = memoryBytes - (first?.memoryBytes.get(id) ?? 0);
      if (kind !== 'system' && grown > most.grown) most = { name, grown };
    }
    return most.name === '' ? '' : `${most.name} +${formatQuantity(memoryQuantity(most.grown))}.`;
  }

  #cpu(): string {
    let most = { name: '', cores: 0.1 };
    for (const { kind, name, cpuCores } of this.#latest?.list ?? []) {
      if (kind !== 'system' && (cpuCores ?? 0) > most.cores) most = { name, cores: cpuCores ?? 0 };
    }
    return most.name === '' ? '' : `${most.name} uses ${formatQuantity(coresQuantity(most.cores))}.`;
  }
}
