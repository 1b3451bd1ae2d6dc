import { formatPercent, formatQuantity, memoryQuantity } from '../../shared/format.ts';
import { useSnapshot } from '../context.tsx';
import { strings } from '../strings.ts';
import { KeyValues } from './key-values.tsx';
import { PressureTable } from './pressure-table.tsx';

const words = strings.details;
const text = (bytes: number | null): string => formatQuantity(memoryQuantity(bytes));

export function MemoryDetails() {
  const memory = useSnapshot((snapshot) => snapshot.memory);
  if (memory === null) return null;
  const source = memory.limitSource === 'none' || memory.limitSource === 'system' ? '' : ` (${words.limitBy[memory.limitSource]})`;
  return (
    <>
      <KeyValues
        pairs={[
          [words.used, `${text(memory.usedBytes)}, ${formatPercent((100 * memory.usedBytes) / memory.limitBytes)}`],
          [words.available, text(memory.availableBytes)],
          [words.cached, text(memory.cachedBytes)],
          [words.buffers, text(memory.buffersBytes)],
          [words.free, text(memory.freeBytes)],
          [words.limit, `${text(memory.limitBytes)}${source}`],
        ]}
      />
      <PressureTable kind="memory" />
    </>
  );
}

export function SwapDetails() {
  const memory = useSnapshot((snapshot) => snapshot.memory);
  if (memory === null) return null;
  return (
    <KeyValues
      pairs={[
        [words.used, text(memory.swapUsedBytes)],
        [words.free, text(memory.swapFreeBytes)],
        [words.total, text(memory.swapTotalBytes)],
      ]}
    />
  );
}
