import { UNKNOWN, coreLimitQuantity, countQuantity, formatNumber, formatPercent, formatQuantity } from '../../shared/format.ts';
import type { Cpu } from '../../shared/model/host.ts';
import { useSnapshot } from '../context.tsx';
import { strings } from '../strings.ts';
import { KeyValues } from './key-values.tsx';
import { PressureTable } from './pressure-table.tsx';

const words = strings.details;

function frequencyText(mhz: number | null): string {
  return mhz === null ? UNKNOWN : mhz >= 1000 ? `${formatNumber(mhz / 1000)} GHz` : `${Math.round(mhz)} MHz`;
}

function loadText(load: Cpu['loadAverage']): string {
  return load === null ? UNKNOWN : load.map((value) => value.toFixed(2)).join(' ');
}

export function switchesText(perSec: number | null): string {
  return perSec === null ? UNKNOWN : words.perSec(countQuantity(perSec).value);
}

export function CpuDetails() {
  const cpu = useSnapshot((snapshot) => snapshot.cpu);
  const sensors = useSnapshot((snapshot) => snapshot.sensors);
  if (cpu === null) return null;
  const source = cpu.limitSource === 'none' || cpu.limitSource === 'system' ? '' : ` (${words.limitBy[cpu.limitSource]})`;
  return (
    <>
      <CoreBars cores={cpu.perCoreUsagePercent} />
      <KeyValues
        pairs={[
          [words.user, formatPercent(cpu.userPercent)],
          [words.system, formatPercent(cpu.systemPercent)],
          [words.ioWait, formatPercent(cpu.ioWaitPercent)],
          [words.steal, formatPercent(cpu.stealPercent)],
          [words.load, loadText(cpu.loadAverage)],
          [words.frequency, frequencyText(cpu.frequencyMhz)],
          [words.switches, switchesText(cpu.contextSwitchesPerSec)],
          [words.limit, `${formatQuantity(coreLimitQuantity(cpu.limitCores))}${source}`],
        ]}
      />
      {cpu.model === null ? null : <p className="note">{cpu.model}</p>}
      {sensors === null || sensors.temperatures.length === 0 ? null : (
        <KeyValues pairs={sensors.temperatures.map(({ name, celsius }) => [name, `${Math.round(celsius)} °C`] as const)} />
      )}
      <PressureTable kind="cpu" />
    </>
  );
}

/** A column for each core, filled by its use. */
function CoreBars({ cores }: { readonly cores: readonly (number | null)[] }) {
  return (
    <ul className="cores" aria-label={words.cores}>
      {cores.map((percent, index) => {
        const text = words.core(index, formatPercent(percent));
        return (
          // Cores are a list of fixed places: the index is what names one.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index} className="core" title={text}>
            <span className="hidden">{text}</span>
            <span className="core-fill" style={{ blockSize: `${Math.min(100, percent ?? 0)}%` }} />
          </li>
        );
      })}
    </ul>
  );
}
