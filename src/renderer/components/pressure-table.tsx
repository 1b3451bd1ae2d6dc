import { UNKNOWN, formatPercent } from '../../shared/format.ts';
import type { PressureLine, PressureSides } from '../../shared/model/host.ts';
import { useSnapshot } from '../context.tsx';
import { absenceOf, isPassing, noteOf } from '../logic/absence-text.ts';
import { strings } from '../strings.ts';
import { DataTable } from './data-table.tsx';

const words = strings.details;

function cells(name: string, line: PressureLine | null): string[] {
  return [name, ...[line?.avg10, line?.avg60, line?.avg300].map((value) => (value === undefined ? UNKNOWN : formatPercent(value)))];
}

function rowsOf({ some, full }: PressureSides): { key: string; cells: string[] }[] {
  const rows = [{ key: 'some', cells: cells(words.some, some) }];
  // The kernel gives no "all waited" for the machine's CPU: an all-zero line only.
  if (full !== null && ((full.totalUs ?? 0) > 0 || (full.avg300 ?? 0) > 0)) rows.push({ key: 'full', cells: cells(words.full, full) });
  return rows;
}

/** How much of the time tasks waited for a resource, over three spans; or why that is not known. */
export function PressureTable({ kind }: { readonly kind: 'cpu' | 'memory' | 'io' }) {
  const sides = useSnapshot(({ pressure }) => pressure?.[kind] ?? null);
  const absent = useSnapshot((snapshot) => absenceOf(snapshot, `pressure.${kind}`) ?? absenceOf(snapshot, 'pressure'));
  if (sides !== null) return <DataTable caption={words.pressure} head={[words.pressure, ...words.avg]} rows={rowsOf(sides)} />;
  if (absent === null || isPassing(absent.reason)) return null;
  return <p className="note">{noteOf(absent).text}</p>;
}
