import type { Network, NetworkInterface } from '../../../shared/model/host.ts';
import { type Maybe, isAbsent, valueOr } from '../../probes/absence.ts';
import { type Counter, counterSum } from '../../probes/counter.ts';
import type { InterfaceRaw, NetworkRaw } from '../../probes/raw.ts';
import { AbsenceList, type Derived, type Sample, percentOf, perSecond, stepMs } from '../sample.ts';

const FIGURES = [
  'bytesSent',
  'bytesReceived',
  'packetsSent',
  'packetsReceived',
  'errorsSent',
  'errorsReceived',
  'droppedSent',
  'droppedReceived',
] as const satisfies readonly (keyof InterfaceRaw)[];
type Figure = (typeof FIGURES)[number];
type Totals = Record<Figure, Counter | null>;
type Rates = Record<`${Figure}PerSec`, number | null>;
type Figures = { [F in Figure]: number | null } & Rates;

const toNumber = (counter: Counter | null): number | null => (counter === null ? null : Number(counter));

/** Counters and rates as the snapshot shows them; bytes are always known. */
function shown(totals: Totals, rates: Rates): Figures & { bytesSent: number; bytesReceived: number } {
  const numbers = Object.fromEntries(FIGURES.map((figure) => [figure, toNumber(totals[figure])])) as Record<Figure, number | null>;
  return { ...numbers, bytesSent: numbers.bytesSent ?? 0, bytesReceived: numbers.bytesReceived ?? 0, ...rates };
}

function emptyRates(): Rates {
  return Object.fromEntries(FIGURES.map((figure) => [`${figure}PerSec`, null])) as Rates;
}

function ratesOf(step: Maybe<number>, before: InterfaceRaw | undefined, now: InterfaceRaw, absent: AbsenceList): Rates {
  const rates = emptyRates();
  for (const figure of FIGURES) {
    const rate = perSecond(step, before?.[figure], now[figure]);
    rates[`${figure}PerSec`] = valueOr(rate, null);
    // The other figures fail with the bytes, for the same reason.
    if (figure === 'bytesReceived' && isAbsent(rate)) absent.value(`interfaces[${now.name}].bytesReceivedPerSec`, rate);
  }
  return rates;
}

export function deriveNetwork(previous: Sample<NetworkRaw> | null, current: Sample<NetworkRaw>): Derived<Network> {
  const { raw, at } = current;
  const absent = new AbsenceList('network');
  const step = stepMs(previous, current);
  const before = new Map(previous?.raw.interfaces.map((item) => [item.name, item]));
  const totals = Object.fromEntries(FIGURES.map((figure) => [figure, null])) as Totals;
  const totalRates = emptyRates();
  let speedBitsPerSec: number | null = null;

  const interfaces = raw.interfaces.map((item): NetworkInterface => {
    const rates = ratesOf(step, before.get(item.name), item, absent);
    const own = Object.fromEntries(FIGURES.map((figure) => [figure, valueOr(item[figure], null)])) as Totals;
    if (item.counted) {
      for (const figure of FIGURES) {
        const counter = own[figure];
        if (counter !== null) totals[figure] = counterSum(totals[figure] ?? 0, counter);
        const rate = rates[`${figure}PerSec`];
        if (rate !== null) totalRates[`${figure}PerSec`] = (totalRates[`${figure}PerSec`] ?? 0) + rate;
      }
      if (item.speedBitsPerSec !== null && item.state !== 'down') speedBitsPerSec = (speedBitsPerSec ?? 0) + item.speedBitsPerSec;
    }
    return { name: item.name, state: item.state, speedBitsPerSec: item.speedBitsPerSec, counted: item.counted, ...shown(own, rates) };
  });

  if (isAbsent(step)) absent.value('bytesReceivedPerSec', step);
  const { bytesSentPerSec, bytesReceivedPerSec } = totalRates;
  const known = bytesSentPerSec !== null && bytesReceivedPerSec !== null;
  const bandwidthPercent =
    known && speedBitsPerSec !== null ? percentOf(8 * Math.max(bytesSentPerSec, bytesReceivedPerSec), speedBitsPerSec) : null;
  const readings = known
    ? [
        {
          subject: 'host',
          resource: 'network',
          used: bytesSentPerSec + bytesReceivedPerSec,
          // A full-duplex link carries its speed each way.
          limit: speedBitsPerSec === null ? null : (2 * speedBitsPerSec) / 8,
          limitSource: speedBitsPerSec === null ? ('unknown' as const) : ('system' as const),
          unit: 'bytesPerSec' as const,
          at,
        },
      ]
    : [];
  const part: Network = { at, ...shown(totals, totalRates), bandwidthPercent, speedBitsPerSec, interfaces };
  return { part, readings, absent: absent.list };
}
