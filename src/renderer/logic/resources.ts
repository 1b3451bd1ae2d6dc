import {
  UNKNOWN,
  coreLimitQuantity,
  coresQuantity,
  countQuantity,
  diskQuantity,
  formatDuration,
  formatPercent,
  formatQuantity,
  formatNumber,
  memoryQuantity,
  rateQuantity,
} from '../../shared/format.ts';
import { limitSetBy } from '../../shared/limit-words.ts';
import type { LimitSource } from '../../shared/model/reading.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { strings } from '../strings.ts';
import { absenceOf, isPassing, noteOf } from './absence-text.ts';
import { isNarrow } from './narrowed-limits.ts';
import { type ChipModel, type ResourceId, type ResourceModel, chip, model, usedOf } from './resource-model.ts';
import { type Thresholds, severityOfStall, severityOfUse } from './severity.ts';

export interface ResourceOptions {
  readonly thresholds: Thresholds;
  readonly networkUnit: Settings['appearance']['networkUnit'];
}

/** A limit of this many is none: the kernel's way to say "as many as fit". */
const NO_LIMIT_COUNT = 1e12;
const STALL_SHOWN_PERCENT = 1;
const STEAL_WARNING_PERCENT = 10;
const SHARE_SHOWN_PERCENT = 5;
const BUSY_WARNING_PERCENT = 95;
const FILES_WARNING_PERCENT = 80;
const SWAP_WARNING_PERCENT = 80;

function stallChip(snapshot: Snapshot, kind: 'cpu' | 'memory' | 'io'): ChipModel | null {
  const percent = snapshot.pressure?.[kind]?.some?.avg10 ?? null;
  if (percent === null || percent < STALL_SHOWN_PERCENT) return null;
  return chip(strings.chips.stall(formatPercent(percent)), severityOfStall(kind, percent), strings.chips.stallTitle);
}

/** The share in use, once it is worth a look. */
function usedChip(percent: number | null, warningAt: number): ChipModel | null {
  const severity = severityOfUse(percent, warningAt);
  return severity === 'ok' ? null : chip(strings.chips.used(formatPercent(percent)), severity);
}

/** Who sets the limit, where it is not this machine: what leaves less than the machine has is more important than most, a machine's size less. */
function limitChips(source: LimitSource): { readonly narrow: ChipModel | null; readonly vm: ChipModel | null } {
  const { limitOf, limitTitle } = strings.chips;
  return {
    narrow: isNarrow(source) ? chip(limitOf[source], 'ok', limitTitle(limitSetBy[source])) : null,
    vm: source === 'vm' ? chip(limitOf.vm, 'ok', limitTitle(limitSetBy.vm)) : null,
  };
}

/** Below so many cores a tenth of one counts. */
const FINE_CORES = 2;

/** For what jumps with every second, only the verdict says when it is serious: it has waited long enough. */
function told(resource: ResourceId, { verdict }: Snapshot, text: string): ChipModel | null {
  return verdict.resource === resource && verdict.severity !== 'ok' ? chip(text, verdict.severity) : null;
}

function usedCoresText({ usedCores, limitCores }: NonNullable<Snapshot['cpu']>): string {
  return usedCores !== null && limitCores < FINE_CORES ? formatNumber(usedCores) : coresQuantity(usedCores).value;
}

function cpuRow(snapshot: Snapshot): ResourceModel | null {
  const { cpu, sensors } = snapshot;
  if (cpu === null) return null;
  const cores = coreLimitQuantity(cpu.limitCores);
  const limit = limitChips(cpu.limitSource);
  const hottest = Math.max(...(sensors?.temperatures ?? []).map(({ celsius }) => celsius));
  const steal = cpu.stealPercent ?? 0;
  const ioWait = cpu.ioWaitPercent ?? 0;
  return model(
    'cpu',
    { value: usedCoresText(cpu), after: strings.resources.of(formatQuantity(cores)) },
    [
      told('cpu', snapshot, strings.chips.used(formatPercent(cpu.usagePercent))),
      limit.narrow,
      steal >= SHARE_SHOWN_PERCENT
        ? chip(strings.chips.steal(formatPercent(steal)), steal >= STEAL_WARNING_PERCENT ? 'warning' : 'ok', strings.chips.stealTitle)
        : null,
      stallChip(snapshot, 'cpu'),
      cpu.loadAverage === null ? null : chip(strings.chips.load(formatNumber(cpu.loadAverage[0])), 'ok', strings.chips.loadTitle),
      ioWait >= SHARE_SHOWN_PERCENT ? chip(strings.chips.ioWait(formatPercent(ioWait)), 'ok', strings.chips.ioWaitTitle) : null,
      Number.isFinite(hottest) ? chip(`${Math.round(hottest)} °C`) : null,
      limit.vm,
    ],
    'cpu',
  );
}

function memoryRow(snapshot: Snapshot, { thresholds }: ResourceOptions): ResourceModel | null {
  const { memory } = snapshot;
  if (memory === null) return null;
  const percent = memory.limitBytes > 0 ? (100 * memory.usedBytes) / memory.limitBytes : null;
  const left = memory.limitBytes - memory.usedBytes;
  const limit = limitChips(memory.limitSource);
  return model(
    'memory',
    usedOf(memoryQuantity(memory.usedBytes), memoryQuantity(memory.limitBytes)),
    [
      usedChip(percent, thresholds.memoryPercent),
      limit.narrow,
      stallChip(snapshot, 'memory'),
      chip(strings.chips.available(formatQuantity(memoryQuantity(Math.max(0, left))))),
      limit.vm,
    ],
    'memory',
  );
}

function swapRow({ memory }: Snapshot): ResourceModel | null {
  const total = memory?.swapTotalBytes ?? 0;
  const used = memory?.swapUsedBytes ?? null;
  if (total <= 0 || used === null) return null;
  return model('swap', usedOf(memoryQuantity(used), memoryQuantity(total)), [usedChip((100 * used) / total, SWAP_WARNING_PERCENT)], 'swap');
}

function diskRow({ disk }: Snapshot, { thresholds }: ResourceOptions): ResourceModel | null {
  if (disk === null) return null;
  const free = diskQuantity(disk.freeBytes);
  if (disk.usedBytes === null || disk.freeBytes === null) return null;
  const space = disk.usedBytes + disk.freeBytes;
  const percent = space > 0 ? (100 * disk.usedBytes) / space : null;
  const worst = disk.partitions
    .filter(({ counted, usagePercent }) => counted && severityOfUse(usagePercent, thresholds.diskPercent) !== 'ok')
    .sort((a, b) => (b.usagePercent ?? 0) - (a.usagePercent ?? 0))
    .at(0);
  return model(
    'disk',
    { value: free.value, after: `${free.unit} ${strings.resources.free}` },
    [
      worst === undefined
        ? chip(strings.chips.used(formatPercent(percent)))
        : chip(
            strings.chips.used(formatPercent(worst.usagePercent)),
            severityOfUse(worst.usagePercent, thresholds.diskPercent),
            worst.mount,
          ),
    ],
    'disk',
  );
}

function diskIoRow(snapshot: Snapshot): ResourceModel | null {
  const { diskIo } = snapshot;
  if (diskIo === null) return null;
  const read = rateQuantity(diskIo.readBytesPerSec);
  const busy = diskIo.utilisationPercent ?? 0;
  const stall = stallChip(snapshot, 'io');
  return model(
    'diskIo',
    { before: strings.chips.read, value: read.value, after: read.unit },
    [
      diskIo.writeBytesPerSec === null
        ? null
        : chip(strings.chips.write(formatQuantity(rateQuantity(diskIo.writeBytesPerSec))), 'ok', strings.chips.writeTitle),
      stall,
      busy >= SHARE_SHOWN_PERCENT
        ? chip(strings.chips.busy(formatPercent(busy)), busy >= BUSY_WARNING_PERCENT ? 'warning' : 'ok', strings.chips.busyTitle)
        : null,
    ],
    'diskIo',
  );
}

function networkRow(snapshot: Snapshot, { networkUnit }: ResourceOptions): ResourceModel | null {
  const { network } = snapshot;
  if (network === null) return null;
  const received = rateQuantity(network.bytesReceivedPerSec, networkUnit);
  const errors = (network.errorsReceivedPerSec ?? 0) + (network.errorsSentPerSec ?? 0);
  return model(
    'network',
    { before: '↓', value: received.value, after: received.unit },
    [
      told('network', snapshot, strings.chips.link(formatPercent(network.bandwidthPercent))),
      errors > 0 ? chip(strings.chips.errors(formatNumber(errors)), 'warning') : null,
      network.bytesSentPerSec === null
        ? null
        : chip(strings.chips.sent(formatQuantity(rateQuantity(network.bytesSentPerSec, networkUnit))), 'ok', strings.chips.sentTitle),
    ],
    'network',
  );
}

/** The limit as a person would count it; null when it is none. */
export function realCountLimit(limit: number | null): number | null {
  return limit === null || limit >= NO_LIMIT_COUNT ? null : limit;
}

function filesRow({ fileHandles }: Snapshot): ResourceModel | null {
  if (fileHandles === null) return null;
  const limit = realCountLimit(fileHandles.limit);
  const used = countQuantity(fileHandles.used).value;
  const shown = limit === null ? strings.resources.open : strings.resources.of(countQuantity(limit).value);
  const percent = limit === null || limit === 0 ? null : (100 * fileHandles.used) / limit;
  return model('fileHandles', { value: used, after: shown }, [usedChip(percent, FILES_WARNING_PERCENT)], 'fileHandles');
}

function gpuRow({ gpu }: Snapshot): ResourceModel | null {
  const [first] = gpu?.devices ?? [];
  if (first === undefined) return null;
  const memory =
    first.memoryUsedBytes === null || first.memoryTotalBytes === null
      ? null
      : chip(`${formatQuantity(memoryQuantity(first.memoryUsedBytes))} ${strings.chips.inUse}`);
  const power = first.powerWatts === null ? null : chip(`${formatNumber(first.powerWatts)} W`);
  return model('gpu', { value: formatPercent(first.usagePercent), after: '' }, [power, memory], null);
}

function batteryRow({ battery }: Snapshot): ResourceModel | null {
  if (battery === null) return null;
  const words = strings.resources;
  const state = { charging: words.charging, discharging: words.discharging, full: words.full, unknown: '' }[battery.state];
  return model(
    'battery',
    { value: formatPercent(battery.chargePercent), after: state },
    [
      battery.remainingSeconds === null ? null : chip(`~${formatDuration(battery.remainingSeconds * 1000)}`),
      battery.powerWatts === null ? null : chip(`${formatNumber(battery.powerWatts)} W`),
    ],
    null,
  );
}

const builders: readonly (readonly [ResourceId, (snapshot: Snapshot, options: ResourceOptions) => ResourceModel | null])[] = [
  ['cpu', cpuRow],
  ['memory', memoryRow],
  ['swap', swapRow],
  ['disk', diskRow],
  ['diskIo', diskIoRow],
  ['network', networkRow],
  ['fileHandles', filesRow],
  ['gpu', gpuRow],
  ['battery', batteryRow],
];
/** Rows that stay, with the reason, when their part is absent: everybody looks for them. */
const EXPECTED: ReadonlySet<ResourceId> = new Set(['cpu', 'memory', 'disk', 'diskIo', 'network', 'fileHandles']);

/** The rows of the overview, top to bottom. */
export function resourceRows(snapshot: Snapshot, options: ResourceOptions): ResourceModel[] {
  const rows: ResourceModel[] = [];
  for (const [id, build] of builders) {
    const row = build(snapshot, options);
    if (row !== null) {
      rows.push(row);
      continue;
    }
    const absent = EXPECTED.has(id) ? absenceOf(snapshot, id) : null;
    if (absent === null) continue;
    const reason = isPassing(absent.reason) ? strings.resources.measuring : noteOf(absent).text;
    rows.push({ ...model(id, { value: UNKNOWN, after: '' }, [], id), reason });
  }
  return rows;
}
