import { escapeControl } from '../../shared/escape-control.ts';
import { formatDuration } from '../../shared/format.ts';
import type { AlertRecord } from '../../shared/model/alert.ts';
import { useBlocked, useSession, useSnapshot } from '../context.tsx';
import { hourText } from '../logic/time-text.ts';
import { strings } from '../strings.ts';
import { ActionButton } from './action-button.tsx';
import { Icon } from './icon.tsx';

const words = strings.alerts;
const SNOOZE_MS = 3_600_000;
const isBad = (level: AlertRecord['level']): boolean => level === 'critical' || level === 'error';

/** One alert that fires: what, since when, why nobody was told, and what can be done about it. */
export function AlertRow({ alert, onDone }: { readonly alert: AlertRecord; readonly onDone: () => void }) {
  const { actions } = useSession();
  const blocked = useBlocked();
  const now = useSnapshot(({ at }) => at) ?? alert.firedAt;
  const { id, level, title, body, firedAt, acknowledged, snoozedUntil, suppressed } = alert;
  const snoozed = snoozedUntil !== null && snoozedUntil > now;
  const state = acknowledged
    ? words.acknowledged
    : snoozed
      ? words.snoozedUntil(hourText(snoozedUntil))
      : suppressed === null
        ? ''
        : words.notTold[suppressed];
  const done = (finished: Promise<boolean>): void => void finished.then((ok) => ok && onDone());
  return (
    <li className={`alert alert-${isBad(level) ? 'critical' : 'warning'}`}>
      <p className="alert-title">
        <Icon name={isBad(level) ? 'critical' : 'warning'} />
        <span className="hidden">{words.levels[level]}: </span>
        {escapeControl(title)} <span className="quiet">{words.since(formatDuration(now - firedAt))}</span>
      </p>
      <p>{escapeControl(body)}</p>
      {state === '' ? null : <p className="quiet">{state}</p>}
      <div className="alert-actions">
        {acknowledged ? null : (
          <ActionButton blocked={blocked} onPress={() => done(actions.actOnAlert({ action: 'acknowledge', id }))}>
            {words.acknowledge}
          </ActionButton>
        )}
        {snoozed ? null : (
          <ActionButton kind="quiet" blocked={blocked} onPress={() => done(actions.actOnAlert({ action: 'snooze', id, forMs: SNOOZE_MS }))}>
            {words.snooze}
          </ActionButton>
        )}
      </div>
    </li>
  );
}
