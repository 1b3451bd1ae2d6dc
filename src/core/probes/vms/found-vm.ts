import type { VmProduct } from '../../../shared/model/vm.ts';
import { Absence, type Maybe } from '../absence.ts';
import type { ProcessRaw } from '../raw.ts';
import type { FoundVm, GivenRaw } from './raw-vms.ts';

/** Names that a product gives to the machine for which nobody chose one. */
const DEFAULT_NAMES: Partial<Record<VmProduct, string>> = { lima: 'default', 'rancher-desktop': '0' };

/** A product's own default machine has no name: "Lima" says enough. */
export function defaultToNull(product: VmProduct, name: string | null): string | null {
  return name !== null && name !== '' && DEFAULT_NAMES[product] !== name ? name : null;
}

type Optional = 'accelerator' | 'name' | 'key' | 'hugePages' | 'helperPids' | 'marks' | 'config' | 'processes' | 'unsettled';
type Facts = Omit<FoundVm, 'product' | Optional> & Partial<Pick<FoundVm, Optional>>;

/** A machine that one process is, with what is usual where nothing is said. */
export function found(product: VmProduct, process: ProcessRaw, facts: Facts): FoundVm {
  return {
    accelerator: null,
    name: null,
    key: facts.name ?? null,
    hugePages: false,
    helperPids: [],
    marks: [],
    config: null,
    processes: [process],
    unsettled: false,
    ...facts,
    product,
  };
}

/** Both halves of `given`, each absent for the same reason where it is null. */
export function givenOr(memoryBytes: Maybe<number> | null, cpuCount: Maybe<number> | null, otherwise: Absence): GivenRaw {
  return { memoryBytes: memoryBytes ?? otherwise, cpuCount: cpuCount ?? otherwise };
}

export function notGiven(detail: string): GivenRaw {
  const absence = new Absence('not-found', detail);
  return { memoryBytes: absence, cpuCount: absence };
}
