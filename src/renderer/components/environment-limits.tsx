import { escapeControl } from '../../shared/escape-control.ts';
import { formatPercent } from '../../shared/format.ts';
import type { Environment } from '../../shared/model/environment.ts';
import { useSnapshot } from '../context.tsx';
import { type LimitRow, limitRows } from '../logic/environment-limits.ts';
import { severityOfUse } from '../logic/severity.ts';
import { strings } from '../strings.ts';
import { Bar } from './bar.tsx';
import { Section } from './section.tsx';

const words = strings.environment;
const WARNING_PERCENT = 90;
const hues: Readonly<Record<string, 'cpu' | 'memory'>> = { cpu: 'cpu', memory: 'memory', swap: 'memory' };

/** The limits that hold here: how much, how much of it is used, set by whom, and where. */
export function EnvironmentLimits({ environment }: { readonly environment: Environment }) {
  const snapshot = useSnapshot((whole) => whole);
  if (snapshot === null) return null;
  const { io } = environment.limits;
  return (
    <Section title={words.limits} className="limits">
      <table className="limit-table">
        <caption className="hidden">{words.limits}</caption>
        <thead>
          <tr>
            {words.limitHead.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        {limitRows(environment, snapshot).map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </table>
      {io.devices.length > 0 ? null : <p className="note">{io.state === 'unknown' ? words.unknownIoLimits : words.noIoLimits}</p>}
    </Section>
  );
}

function Row({ row }: { readonly row: LimitRow }) {
  const { name, atMost, used, percent, state, setBy, place } = row;
  return (
    <tbody className={`limit limit-${state}`}>
      <tr>
        <th scope="row">{name}</th>
        <td>
          <strong>{atMost}</strong>
        </td>
        <td>
          {used}
          {percent === null ? null : (
            <Bar
              percent={percent}
              hue={hues[row.id] ?? 'rest'}
              // All of its cores in use is what a limit is for.
              severity={row.id === 'cpu' ? 'ok' : severityOfUse(percent, WARNING_PERCENT)}
              label={words.use(name, formatPercent(percent))}
            />
          )}
        </td>
        <td>{words.limitStates[state]}</td>
      </tr>
      <tr className="limit-where">
        <td />
        <td colSpan={3}>{state === 'limited' ? words.setBy(setBy, escapeControl(place)) : escapeControl(place)}</td>
      </tr>
    </tbody>
  );
}
