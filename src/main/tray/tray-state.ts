import {
  coresQuantity,
  diskQuantity,
  formatDuration,
  formatNumber,
  formatOf,
  formatPercent,
  formatQuantity,
  memoryQuantity,
} from '../../shared/format.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { Severity } from '../../shared/model/verdict.ts';
import { usagePercent } from '../../shared/usage.ts';

/** What the glyph tells: nothing else is in it, so that few different images exist. */
export interface TrayGlyph {
  /** 0 … `LEVEL_STEPS`: how full the fullest of CPU, memory and disk is. */
  readonly level: number;
  readonly severity: Severity;
  readonly paused: boolean;
}

export interface TrayState {
  readonly glyph: TrayGlyph;
  /** A whole sentence or more: it is the accessible name too. */
  readonly tooltip: string;
  /** Text beside the icon; empty for none. */
  readonly title: string;
  /** The metric the title is about with "busiest": it stays until another is clearly busier. */
  readonly busiest: Metric | null;
}

export const LEVEL_STEPS = 12;
/** How far past a step's border the value must be before the glyph follows, in steps. */
const LEVEL_STICKINESS = 0.15;
/** How much busier another metric must be to take the title over, in percent of its limit. */
const BUSIEST_LEAD_PERCENT = 5;

const METRICS = ['cpu', 'memory', 'disk'] as const;
export type Metric = (typeof METRICS)[number];
const METRIC_LABELS: Readonly<Record<Metric, string>> = { cpu: 'CPU', memory: 'Mem', disk: 'Disk' };

/** What the tray is to show. `previous` only steadies it: level and busiest metric do not flicker at a border. */
export function trayStateOf(snapshot: Snapshot, settings: Pick<Settings, 'tray'>, previous: TrayState | null): TrayState {
  const usage = hostUsage(snapshot);
  const worst = Math.max(0, ...usage.values());
  const busiest = busiestOf(usage, previous?.busiest ?? null);
  return {
    glyph: {
      level: levelOf(worst, previous?.glyph.level ?? null),
      severity: snapshot.verdict.severity,
      paused: snapshot.sampling.paused,
    },
    tooltip: tooltipOf(snapshot),
    title: titleOf(settings.tray.text, snapshot, usage, busiest),
    busiest,
  };
}

/** Percent of the limit for each metric that has one. */
function hostUsage(snapshot: Snapshot): ReadonlyMap<Metric, number> {
  const usage = new Map<Metric, number>();
  for (const metric of METRICS) {
    const reading = snapshot.readings.find(({ subject, resource }) => subject === 'host' && resource === metric);
    const percent = reading === undefined ? null : usagePercent(reading);
    if (percent !== null) usage.set(metric, percent);
  }
  return usage;
}

/** The step nearest to a percentage; a value that lies at the border of the step before stays in it. */
export function levelOf(percent: number, previous: number | null): number {
  const exact = (Math.min(Math.max(percent, 0), 100) / 100) * LEVEL_STEPS;
  if (previous !== null && Math.abs(exact - previous) <= 0.5 + LEVEL_STICKINESS) return previous;
  return Math.round(exact);
}

function busiestOf(usage: ReadonlyMap<Metric, number>, previous: Metric | null): Metric | null {
  const kept = previous === null ? undefined : usage.get(previous);
  let best: Metric | null = kept === undefined ? null : previous;
  let bar = kept === undefined ? Number.NEGATIVE_INFINITY : kept + BUSIEST_LEAD_PERCENT;
  for (const [metric, percent] of usage) {
    if (percent > bar) [best, bar] = [metric, percent];
  }
  return best;
}

function titleOf(text: Settings['tray']['text'], snapshot: Snapshot, usage: ReadonlyMap<Metric, number>, busiest: Metric | null): string {
  if (text === 'none' || snapshot.sampling.paused) return '';
  if (text === 'busiest') return busiest === null ? '' : `${METRIC_LABELS[busiest]} ${formatPercent(usage.get(busiest))}`;
  const cores = snapshot.cpu?.usedCores ?? null;
  const memory = usage.get('memory');
  return [cores === null ? '' : `${formatNumber(Number(cores.toFixed(1)))}c`, memory === undefined ? '' : formatPercent(memory)]
    .filter((part) => part !== '')
    .join(' ');
}

/** "All fine. CPU 1.2 of 8 cores. Memory 6.1 of 16 GB. Disk 41 GB free." */
function tooltipOf(snapshot: Snapshot): string {
  const sentences = snapshot.sampling.paused ? ['Paused', ...figures(snapshot)] : [verdictLine(snapshot), ...figures(snapshot)];
  return sentences.map((sentence) => `${sentence.replace(/\.$/, '')}.`).join(' ');
}

/** "Memory tight for 6 min". */
export function verdictLine({ verdict, at }: Snapshot): string {
  return verdict.since === null ? verdict.title : `${verdict.title} for ${formatDuration(at - verdict.since)}`;
}

/** CPU, memory and disk in words, each only where it was measured. */
export function figures({ cpu, memory, disk }: Snapshot): string[] {
  const lines: string[] = [];
  if (cpu !== null && cpu.usedCores !== null)
    lines.push(`CPU ${formatOf(asCores(coresQuantity(cpu.usedCores)), asCores(coresQuantity(cpu.limitCores)))}`);
  if (memory !== null) lines.push(`Memory ${formatOf(memoryQuantity(memory.usedBytes), memoryQuantity(memory.limitBytes))}`);
  if (disk !== null) lines.push(`Disk ${formatQuantity(diskQuantity(disk.freeBytes))} free`);
  return lines;
}

/** "1 of 8 cores", never "1 core of 8 cores". */
function asCores({ value }: { readonly value: string }): { readonly value: string; readonly unit: string } {
  return { value, unit: 'cores' };
}
