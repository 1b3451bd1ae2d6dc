import type { CommandOutput } from '../../shared/ipc/contract.ts';
import type { AlertRecord } from '../../shared/model/alert.ts';
import { formatDuration } from '../../shared/format.ts';
import { renderTable } from '../terminal/table.ts';

const ID_CHARS = 8;
const FIRING = [
  { title: 'Level' },
  { title: 'For', align: 'right' },
  { title: 'Alert', minCells: 12 },
  { title: 'What', minCells: 20 },
  { title: 'Id' },
] as const;
const OVER = [{ title: 'Level' }, { title: 'Fired' }, { title: 'Alert', minCells: 12 }, { title: 'How it ended', minCells: 20 }] as const;

/** What fires, then what is over. Names are data: what steers a terminal is taken out by `print`. */
export function alertLines({ active, log }: CommandOutput<'getAlerts'>, now: number, maxCells: number): string[] {
  const firing =
    active.length === 0
      ? ['Nothing fires.']
      : renderTable(
          FIRING,
          active.map((record) => firingRow(record, now)),
          maxCells,
        );
  return log.length === 0 ? firing : [...firing, '', ...renderTable(OVER, log.map(overRow), maxCells)];
}

function firingRow(record: AlertRecord, now: number): string[] {
  const { level, firedAt, title, body, id, acknowledged, snoozedUntil } = record;
  const quiet = acknowledged ? ' (acknowledged)' : snoozedUntil !== null && snoozedUntil > now ? ' (snoozed)' : '';
  return [level, formatDuration(now - firedAt), title, `${body}${quiet}`, id.slice(0, ID_CHARS)];
}

function overRow({ peakLevel, firedAt, title, outcome }: AlertRecord): string[] {
  return [peakLevel, new Date(firedAt).toLocaleString('sv-SE'), title, outcome];
}
