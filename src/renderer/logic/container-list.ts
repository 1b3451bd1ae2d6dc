import type { ContainerInfo } from '../../shared/model/container.ts';

export type ContainerSort = 'name' | 'cpu' | 'memory';

export interface ContainerGroup {
  /** The compose project; null for those of none. */
  readonly project: string | null;
  readonly containers: readonly ContainerInfo[];
}

type Compare = (a: ContainerInfo, b: ContainerInfo) => number;

const amounts: Readonly<Record<Exclude<ContainerSort, 'name'>, (container: ContainerInfo) => number | null>> = {
  cpu: ({ cpu }) => cpu.cores,
  memory: ({ memory }) => memory.usedBytes,
};

const byName: Compare = (a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);

/** Names from A on, amounts from the largest on, with what is unknown last; equal ones by name. */
function compareBy(sort: ContainerSort): Compare {
  if (sort === 'name') return byName;
  const amountOf = amounts[sort];
  return (a, b) => {
    const [left, right] = [amountOf(a), amountOf(b)];
    if (left === right) return byName(a, b);
    if (left === null) return 1;
    return right === null ? -1 : right - left;
  };
}

/** The ids in the order wanted: project by project, that with the first container first; those of no project are last where names are sorted. */
export function orderOf(containers: readonly ContainerInfo[], sort: ContainerSort): string[] {
  const sorted = [...containers].sort(compareBy(sort));
  const groups = groupsOf(sorted);
  if (sort === 'name') groups.sort((a, b) => Number(a.project === null) - Number(b.project === null) || nameOrder(a.project, b.project));
  return groups.flatMap((group) => group.containers.map(({ id }) => id));
}

const nameOrder = (a: string | null, b: string | null): number => (a ?? '').localeCompare(b ?? '');

/** Containers by project, each project where its first container is. */
export function groupsOf(ordered: readonly ContainerInfo[]): ContainerGroup[] {
  const groups = new Map<string | null, ContainerInfo[]>();
  for (const container of ordered) {
    const group = groups.get(container.project);
    if (group === undefined) groups.set(container.project, [container]);
    else group.push(container);
  }
  return [...groups].map(([project, members]) => ({ project, containers: members }));
}

/** It has processes: they run, or stand still. */
export function isUp({ state }: Pick<ContainerInfo, 'state'>): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

/** Every word must be in its name, image, project, service or a label, or be the start of its id. */
export function matchesContainer(container: ContainerInfo, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { name, image, project, service, labels, id } = container;
  const said = [name, image, project ?? '', service ?? '', ...labels.map((label) => `${label.name}=${label.value}`)];
  const text = said.join('\n').toLowerCase();
  return words.every((word) => text.includes(word) || id.startsWith(word));
}

export interface ContainerCounts {
  readonly running: number;
  readonly paused: number;
  readonly stopped: number;
}

/** As a person counts them: what restarts runs; created, exited and dead ones are stopped. */
export function countsOf(containers: readonly ContainerInfo[]): ContainerCounts {
  const paused = containers.filter(({ state }) => state === 'paused').length;
  const up = containers.filter(isUp).length;
  return { running: up - paused, paused, stopped: containers.length - up };
}

/** What the containers of a group use together; null where none of them says. */
export function totalsOf(containers: readonly ContainerInfo[]): { readonly cores: number | null; readonly memoryBytes: number | null } {
  const sum = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
  };
  return { cores: sum(containers.map(amounts.cpu)), memoryBytes: sum(containers.map(amounts.memory)) };
}
