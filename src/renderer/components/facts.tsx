import { UNKNOWN, countQuantity, formatDuration } from '../../shared/format.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { useSnapshot } from '../context.tsx';
import { strings } from '../strings.ts';
import { switchesText } from './details-cpu.tsx';
import { type KeyValue, KeyValues } from './key-values.tsx';
import { Section } from './section.tsx';

const words = strings.facts;
const count = (value: number | null | undefined): string => countQuantity(value).value;

function factsOf(system: Snapshot['system'], cpu: Snapshot['cpu']): KeyValue[] {
  const load = cpu?.loadAverage ?? null;
  return [
    [words.uptime, system?.uptimeSeconds == null ? UNKNOWN : formatDuration(system.uptimeSeconds * 1000)],
    [words.load, load === null ? UNKNOWN : load.map((value) => value.toFixed(1)).join(' ')],
    [words.users, count(system?.users)],
    [words.processes, count(system?.processes)],
    [words.threads, count(system?.threads)],
    [words.switches, switchesText(cpu?.contextSwitchesPerSec ?? null)],
  ];
}

function joined(separator: string, ...parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join(separator);
}

/** What kind of machine this is, and how it is doing, apart from its resources. */
export function Facts() {
  const system = useSnapshot((snapshot) => snapshot.system);
  const cpu = useSnapshot((snapshot) => snapshot.cpu);
  const os = joined(' ', system?.osName, system?.osVersion);
  const kernel = joined(' · ', system?.kernel, system?.arch);
  return (
    <Section
      title={words.title}
      className="machine"
      aside={
        <span className="quiet os" title={kernel}>
          {os === '' ? kernel : os}
        </span>
      }
    >
      <KeyValues className="machine-facts" pairs={factsOf(system, cpu)} />
      {os === '' || kernel === '' ? null : <p className="note kernel-name">{kernel}</p>}
    </Section>
  );
}
