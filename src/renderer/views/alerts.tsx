import { escapeControl } from '../../shared/escape-control.ts';
import type { AlertRecord } from '../../shared/model/alert.ts';
import { AlertRow } from '../components/alert-row.tsx';
import { AlertChannels, AlertRules } from '../components/alert-setup.tsx';
import { DataTable } from '../components/data-table.tsx';
import { ViewHead } from '../components/nav.tsx';
import { Section } from '../components/section.tsx';
import { useSnapshot } from '../context.tsx';
import { useAlerts } from '../hooks/use-alerts.ts';
import { momentText } from '../logic/time-text.ts';
import { strings } from '../strings.ts';

const words = strings.alerts;
const NONE: readonly AlertRecord[] = [];

/** What fires, what fired, by which rules, and how it is told. */
export function AlertsView() {
  const firing = useSnapshot(({ alerts }) => alerts) ?? NONE;
  const { alerts, setup, refresh } = useAlerts();
  const watching = setup?.rules.filter(({ enabled }) => enabled).length ?? 0;
  return (
    <div className="alerts">
      <ViewHead title={words.title} />
      <Section title={words.now}>
        {firing.length === 0 ? (
          <p className="quiet">
            {words.nothingFires} {setup === null ? '' : words.watched(watching)}
          </p>
        ) : (
          <ul className="alert-list">
            {firing.map((alert) => (
              <AlertRow key={alert.id} alert={alert} onDone={refresh} />
            ))}
          </ul>
        )}
      </Section>
      <Section title={words.before}>
        {alerts === null || alerts.log.length === 0 ? <p className="quiet">{words.nothingBefore}</p> : <Log log={alerts.log} />}
      </Section>
      {setup === null ? null : (
        <>
          <AlertRules rules={setup.rules} />
          <AlertChannels channels={setup.channels} onDone={refresh} />
        </>
      )}
    </div>
  );
}

function Log({ log }: { readonly log: readonly AlertRecord[] }) {
  const now = useSnapshot(({ at }) => at) ?? 0;
  return (
    <DataTable
      caption={words.before}
      head={words.logHead}
      rows={log.map(({ id, title, peakLevel, firedAt, outcome, suppressed, notified }) => ({
        key: id,
        cells: [
          escapeControl(title),
          words.levels[peakLevel],
          momentText(firedAt, now),
          [outcome, notified || suppressed === null ? '' : words.notTold[suppressed]].filter((text) => text !== '').join(' · '),
        ],
      }))}
    />
  );
}
