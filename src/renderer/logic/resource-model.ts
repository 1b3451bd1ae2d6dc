import { type Quantity, formatQuantity } from '../../shared/format.ts';
import type { Severity } from '../../shared/model/verdict.ts';
import { strings } from '../strings.ts';

export type ResourceId = 'cpu' | 'memory' | 'swap' | 'disk' | 'diskIo' | 'network' | 'fileHandles' | 'gpu' | 'battery';
export type Hue = 'cpu' | 'memory' | 'disk' | 'network' | 'rest';

export interface ChipModel {
  readonly text: string;
  readonly severity: Severity;
  readonly title?: string;
}

/** What one row of the overview shows. */
export interface ResourceModel {
  readonly id: ResourceId;
  readonly label: string;
  readonly hue: Hue;
  /** "↓", "7.3", "of 11 cores": only the middle one is strong. */
  readonly before: string;
  readonly value: string;
  readonly after: string;
  /** The most important first: a narrow row shows one. */
  readonly chips: readonly ChipModel[];
  /** Resource of its series; null when it has none. */
  readonly series: string | null;
  /** Why there is no number, in words. */
  readonly reason: string | null;
}

const hues: Readonly<Record<ResourceId, Hue>> = {
  cpu: 'cpu',
  memory: 'memory',
  swap: 'memory',
  disk: 'disk',
  diskIo: 'disk',
  network: 'network',
  fileHandles: 'rest',
  gpu: 'rest',
  battery: 'rest',
};

interface Shown {
  readonly before?: string;
  readonly value: string;
  readonly after: string;
}

/** "14.2" "of 18 GB", "900" "MB of 18 GB". */
export function usedOf(used: Quantity, limit: Quantity): Shown {
  const of = strings.resources.of(formatQuantity(limit));
  return { value: used.value, after: used.unit === limit.unit || used.unit === '' ? of : `${used.unit} ${of}` };
}

export function chip(text: string, severity: Severity = 'ok', title?: string): ChipModel {
  return title === undefined ? { text, severity } : { text, severity, title };
}

const rank: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, ok: 2 };

export function model(id: ResourceId, shown: Shown, chips: readonly (ChipModel | null)[], series: string | null): ResourceModel {
  return {
    id,
    label: strings.resources[id],
    hue: hues[id],
    before: shown.before ?? '',
    value: shown.value,
    after: shown.after,
    // Stable: among equals the order of the caller counts.
    chips: chips.filter((one) => one !== null).sort((a, b) => rank[a.severity] - rank[b.severity]),
    series,
    reason: null,
  };
}
