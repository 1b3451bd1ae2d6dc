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

/** A value of a series in words. Disk space counts in powers of ten, memory in powers of two. */
export function unitQuantity(value: number | null, unit: Unit, resource: string, networkUnit: 'bytes' | 'bits'): Quantity {
  switch (unit) {
    case 'cores':
      return coresQuantity(value);
    case 'bytes':
      return resource === 'disk' ? diskQuantity(value) : memoryQuantity(value);
    case 'bytesPerSec':
      return rateQuantity(value, resource === 'network' ? networkUnit : 'bytes');
    case 'percent':
      return { value: formatPercent(value), unit: '' };
    case 'count':
      return countQuantity(value);
  }
}

export function unitText(value: number | null, unit: Unit, resource: string, networkUnit: 'bytes' | 'bits'): string {
  return formatQuantity(unitQuantity(value, unit, resource, networkUnit));
}
