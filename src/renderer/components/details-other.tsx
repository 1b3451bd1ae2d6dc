import {
  UNKNOWN,
  countQuantity,
  formatDuration,
  formatNumber,
  formatPercent,
  formatQuantity,
  memoryQuantity,
} from '../../shared/format.ts';
import { useSnapshot } from '../context.tsx';
import { realCountLimit } from '../logic/resources.ts';
import { strings } from '../strings.ts';
import { DataTable } from './data-table.tsx';
import { KeyValues } from './key-values.tsx';

const words = strings.details;
const count = (value: number | null): string => countQuantity(value).value;
const watts = (value: number | null): string => (value === null ? UNKNOWN : `${formatNumber(value)} W`);

function countOf(used: number | null, limit: number | null): string {
  const real = realCountLimit(limit);
  return real === null ? count(used) : `${count(used)} ${strings.resources.of(count(real))}`;
}

export function FileDetails() {
  const files = useSnapshot((snapshot) => snapshot.fileHandles);
  const system = useSnapshot((snapshot) => snapshot.system);
  if (files === null) return null;
  return (
    <KeyValues
      pairs={[
        [words.openFiles, countOf(files.used, files.limit)],
        [strings.facts.threads, countOf(system?.threads ?? null, system?.threadLimit ?? null)],
        [strings.facts.processes, countOf(system?.processes ?? null, system?.processLimit ?? null)],
      ]}
    />
  );
}

export function GpuDetails() {
  const devices = useSnapshot(({ gpu }) => gpu?.devices ?? null) ?? [];
  return (
    <DataTable
      caption={strings.resources.gpu}
      head={[words.device, words.used, words.memory, words.power]}
      rows={devices.map((device) => ({
        key: device.name,
        cells: [
          device.name,
          formatPercent(device.usagePercent),
          `${formatQuantity(memoryQuantity(device.memoryUsedBytes))} ${strings.resources.of(formatQuantity(memoryQuantity(device.memoryTotalBytes)))}`,
          watts(device.powerWatts),
        ],
      }))}
    />
  );
}

export function BatteryDetails() {
  const battery = useSnapshot((snapshot) => snapshot.battery);
  if (battery === null) return null;
  const left = battery.remainingSeconds === null ? UNKNOWN : `~${formatDuration(battery.remainingSeconds * 1000)}`;
  return (
    <KeyValues
      pairs={[
        [words.charge, formatPercent(battery.chargePercent)],
        [words.power, watts(battery.powerWatts)],
        [words.remaining, left],
      ]}
    />
  );
}
