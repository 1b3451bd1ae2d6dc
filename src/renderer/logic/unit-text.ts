import {
  type Quantity,
  coresQuantity,
  countQuantity,
  diskQuantity,
  formatPercent,
  formatQuantity,
  memoryQuantity,
  rateQuantity,
} from '../../shared/format.ts';
import type { Unit } from '../../shared/model/reading.ts';

type Format = (value: number | null, resource: string, networkUnit: 'bytes' | 'bits') => Quantity;

const formats: Readonly<Record<Unit, Format>> = {
  cores: (value) => coresQuantity(value),
  // Disk space counts in powers of ten, memory in powers of two.
  bytes: (value, resource) => (resource === 'disk' ? diskQuantity(value) : memoryQuantity(value)),
  bytesPerSec: (value, resource, networkUnit) => rateQuantity(value, resource === 'network' ? networkUnit : 'bytes'),
  percent: (value) => ({ value: formatPercent(value), unit: '' }),
  count: (value) => countQuantity(value),
};

/** A value of a series in words. */
export function unitText(value: number | null, unit: Unit, resource: string, networkUnit: 'bytes' | 'bits'): string {
  return formatQuantity(formats[unit](value, resource, networkUnit));
}
