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
  const os = [system?.osName, system?.osVersion].filter((part) => part !== null && part !== undefined && part !== '');
  const kernel = [system?.kernel, system?.arch].filter((part) => part !== null && part !== undefined && part !== '');
  return [
    [words.uptime, system?.uptimeSeconds == null ? UNKNOWN : formatDuration(system.uptimeSeconds * 1000)],
    [words.load, load === null ? UNKNOWN : load.map((value) => value.toFixed(1)).join('  ')],
    [words.users, count(system?.users)],
    [words.processes, count(system?.processes)],
    [words.threads, count(system?.threads)],
    [words.switches, switchesText(cpu?.contextSwitchesPerSec ?? null)],
    [words.os, os.length === 0 ? UNKNOWN : os.join(' ')],
    ...(kernel.length === 0 ? [] : ([[words.kernel, kernel.join(' ')]] satisfies KeyValue[])),
  ];
}

/** What kind of machine this is, and how it is doing, apart from its resources. */
export function Facts() {
  const system = useSnapshot((snapshot) => snapshot.system);
  const cpu = useSnapshot((snapshot) => snapshot.cpu);
  return (
    <Section title={words.title} className="machine">
      <KeyValues className="facts-wide" pairs={factsOf(system, cpu)} />
    </Section>
  );
}
