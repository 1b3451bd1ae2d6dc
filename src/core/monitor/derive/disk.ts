import type { Disk, Partition } from '../../../shared/model/host.ts';
import { Absence, isAbsent } from '../../probes/absence.ts';
import type { DiskRaw, PartitionRaw } from '../../probes/raw.ts';
import { AbsenceList, type Derived, type Sample } from '../sample.ts';

function partitionOf(raw: PartitionRaw, counted: boolean, absent: AbsenceList): Partition {
  const space = absent.value(`partitions[${raw.mount}]`, raw.space);
  const identity = { device: raw.device, mount: raw.mount, type: raw.type, counted };
  if (space === null) {
    return { ...identity, totalBytes: null, usedBytes: null, freeBytes: null, usagePercent: null, inodesTotal: null, inodesUsed: null };
  }
  const usedBytes = Math.max(0, space.totalBytes - space.freeBytes);
  const usableBytes = usedBytes + space.availableBytes;
  const { inodesTotal, inodesFree } = space;
  return {
    ...identity,
    totalBytes: space.totalBytes,
    usedBytes,
    freeBytes: space.availableBytes,
    // As df: of what a user can fill, not of the blocks kept for root.
    usagePercent: usableBytes > 0 ? (100 * usedBytes) / usableBytes : null,
    inodesTotal,
    inodesUsed: inodesTotal === null || inodesFree === null ? null : Math.max(0, inodesTotal - inodesFree),
  };
}

/** Sums the storage of this machine, each device once however often it is mounted. */
export function deriveDisk({ raw, at }: Sample<DiskRaw>): Derived<Disk> {
  const absent = new AbsenceList('disk');
  const seen = new Set<string>();
  const sums = { totalBytes: 0, usedBytes: 0, freeBytes: 0 };
  const partitions = raw.partitions.map((partition) => {
    const counted = partition.local && !isAbsent(partition.space) && !seen.has(partition.storageId);
    const shown = partitionOf(partition, counted, absent);
    if (counted) {
      seen.add(partition.storageId);
      sums.totalBytes += shown.totalBytes ?? 0;
      sums.usedBytes += shown.usedBytes ?? 0;
      sums.freeBytes += shown.freeBytes ?? 0;
    }
    return shown;
  });
  // A disk that does not answer must not look like space that was freed: no reading is made of the others alone.
  const missing = raw.partitions.find(({ local, space, storageId }) => local && isAbsent(space) && !seen.has(storageId));
  if (seen.size === 0) {
    absent.value(
      'totalBytes',
      missing !== undefined && isAbsent(missing.space) ? missing.space : new Absence('not-found', 'no disk is mounted here'),
    );
  }
  const limit = sums.usedBytes + sums.freeBytes;
  const totals = seen.size === 0 ? { totalBytes: null, usedBytes: null, freeBytes: null } : sums;
  const readings =
    limit === 0 || missing !== undefined
      ? []
      : [
          {
            subject: 'host',
            resource: 'disk',
            used: sums.usedBytes,
            limit,
            limitSource: 'system' as const,
            unit: 'bytes' as const,
            at,
          },
        ];
  return { part: { at, ...totals, partitions }, readings, absent: absent.list };
}
