import { UNKNOWN, countQuantity, diskQuantity, formatNumber, formatPercent, formatQuantity, rateQuantity } from '../../shared/format.ts';
import type { DiskIo, Partition } from '../../shared/model/host.ts';
import { useSnapshot, useThresholds } from '../context.tsx';
import { severityOfUse } from '../logic/severity.ts';
import { strings } from '../strings.ts';
import { Bar } from './bar.tsx';
import { DataTable } from './data-table.tsx';
import { PressureTable } from './pressure-table.tsx';

const words = strings.details;
const size = (bytes: number | null): string => formatQuantity(diskQuantity(bytes));

export function DiskDetails() {
  const partitions = useSnapshot(({ disk }) => disk?.partitions ?? null) ?? [];
  // Those in the sum first, the fullest on top.
  const sorted = [...partitions].sort((a, b) => Number(b.counted) - Number(a.counted) || (b.usagePercent ?? 0) - (a.usagePercent ?? 0));
  return (
    <DataTable
      caption={strings.resources.disk}
      head={[words.mount, words.used, words.free, words.size, words.type, words.inodes]}
      rows={sorted.map((partition) => ({
        key: `${partition.device} ${partition.mount}`,
        quiet: !partition.counted,
        cells: [
          <MountName key="mount" partition={partition} />,
          <MountUse key="use" partition={partition} />,
          size(partition.freeBytes),
          size(partition.totalBytes),
          partition.type,
          inodesText(partition),
        ],
      }))}
    />
  );
}

function MountName({ partition: { mount, device, counted } }: { readonly partition: Partition }) {
  return <span title={counted ? device : `${device} (${words.notCounted})`}>{mount}</span>;
}

function MountUse({ partition: { usagePercent, mount } }: { readonly partition: Partition }) {
  const { diskPercent } = useThresholds();
  const text = formatPercent(usagePercent);
  if (usagePercent === null) return text;
  return (
    <span className="with-bar">
      {text}
      <Bar percent={usagePercent} hue="disk" severity={severityOfUse(usagePercent, diskPercent)} label={`${mount}: ${text}`} />
    </span>
  );
}

function inodesText({ inodesTotal, inodesUsed }: Partition): string {
  if (inodesTotal === null || inodesUsed === null || inodesTotal === 0) return UNKNOWN;
  return formatPercent((100 * inodesUsed) / inodesTotal);
}

export function DiskIoDetails() {
  const diskIo = useSnapshot((snapshot) => snapshot.diskIo);
  if (diskIo === null) return null;
  const rows = diskIo.perDevice.map((device) => ({ key: device.device, cells: ioCells(device.device, device) }));
  return (
    <>
      <DataTable
        caption={strings.resources.diskIo}
        head={[words.device, words.read, words.write, words.operations, words.wait, words.busy]}
        rows={rows.length === 1 ? rows : [{ key: '', cells: ioCells(words.total, diskIo) }, ...rows]}
      />
      <PressureTable kind="io" />
    </>
  );
}

function ioCells(name: string, io: Omit<DiskIo, 'at' | 'perDevice'>): string[] {
  const operations = io.readOpsPerSec === null || io.writeOpsPerSec === null ? null : io.readOpsPerSec + io.writeOpsPerSec;
  return [
    name,
    formatQuantity(rateQuantity(io.readBytesPerSec)),
    formatQuantity(rateQuantity(io.writeBytesPerSec)),
    countQuantity(operations).value,
    io.awaitMs === null ? UNKNOWN : `${formatNumber(io.awaitMs)} ms`,
    formatPercent(io.utilisationPercent),
  ];
}
