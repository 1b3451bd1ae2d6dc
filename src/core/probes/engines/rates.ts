import { Absence, type Maybe } from '../absence.ts';
import { type Counter, counterDelta } from '../counter.ts';
import type { ContainerSampleRaw, ContainerSamplesRaw } from '../raw-containers.ts';

type CounterOf = (sample: ContainerSampleRaw) => Maybe<Counter>;

/** What can be said only of two samples. */
export interface Rates {
  /** CPU seconds per second. */
  readonly cores: Maybe<number>;
  /** As `calculateCPUPercentUnix` and `calculateCPUPercentWindows` of the Docker CLI have it: 100 = one core, on Windows all of them. */
  readonly dockerPercent: Maybe<number>;
  readonly throttledPercent: Maybe<number>;
  perSec(counterOf: CounterOf): Maybe<number>;
}

const FIRST_SAMPLE = new Absence('first-sample', 'a rate needs two samples');
const RESET = new Absence('counter-reset', 'a counter went backwards: the container started anew');
const NO_TIME = new Absence('not-supported', 'the engine does not say when it was read');

const usedNsOf: CounterOf = ({ cpu }) => (cpu instanceof Absence ? cpu : cpu.usedNs);
const machineNsOf: CounterOf = ({ cpu }) => (cpu instanceof Absence ? cpu : (cpu.machineNs ?? FIRST_SAMPLE));

export function ratesOf({ now, before }: ContainerSamplesRaw): Rates {
  const delta = (counterOf: CounterOf): Maybe<number> => {
    const last = counterOf(now);
    if (last instanceof Absence) return last;
    const first = before === null ? FIRST_SAMPLE : counterOf(before);
    return first instanceof Absence ? FIRST_SAMPLE : (counterDelta(first, last) ?? RESET);
  };
  const elapsedMs = before === null || now.atMs === null || before.atMs === null ? null : now.atMs - before.atMs;
  const perMs = (amount: Maybe<number>, factor: number): Maybe<number> => {
    if (amount instanceof Absence) return amount;
    return elapsedMs === null || elapsedMs <= 0 ? NO_TIME : (amount / elapsedMs) * factor;
  };
  const usedNs = delta(usedNsOf);
  return {
    cores: perMs(usedNs, 1e-6),
    dockerPercent: dockerPercent(now, usedNs, delta) ?? perMs(usedNs, 1e-4),
    throttledPercent: share(
      delta(({ throttle }) => (throttle instanceof Absence ? throttle : throttle.throttledPeriods)),
      delta(({ throttle }) => (throttle instanceof Absence ? throttle : throttle.periods)),
      100,
    ),
    perSec: (counterOf) => perMs(delta(counterOf), 1000),
  };
}

/** Null where the engine does not say what the machine used. */
function dockerPercent(
  { cpu }: ContainerSampleRaw,
  usedNs: Maybe<number>,
  delta: (counterOf: CounterOf) => Maybe<number>,
): Maybe<number> | null {
  if (cpu instanceof Absence || cpu.machineNs === null) return null;
  return share(usedNs, delta(machineNsOf), cpu.dockerScale * 100);
}

/** Of nothing, nothing: in a step without a period nothing was throttled. */
function share(part: Maybe<number>, whole: Maybe<number>, factor: number): Maybe<number> {
  if (part instanceof Absence) return part;
  if (whole instanceof Absence) return whole;
  return whole === 0 ? 0 : (part / whole) * factor;
}
