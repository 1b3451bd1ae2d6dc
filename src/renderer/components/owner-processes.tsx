import type { Owner } from '../../shared/model/process.ts';
import { useSession } from '../context.tsx';
import type { Metric } from '../logic/owner-order.ts';
import { splitOwner } from '../logic/owner-split.ts';
import { processId } from '../logic/process-list.ts';
import { strings } from '../strings.ts';
import { Amounts } from './amounts.tsx';
import { ProcessLine } from './process-line.tsx';

const words = strings.owners;

/** What an owner is made of: its largest processes, the others as one, and what no process accounts for. The rows add up to it. */
export function OwnerProcesses({ owner, by }: { readonly owner: Owner; readonly by: Metric }) {
  const { actions } = useSession();
  const { shown, others, rest } = splitOwner(owner, by);
  return (
    <>
      {shown.map((process) => (
        <ProcessLine key={processId(process)} process={process} by={by} />
      ))}
      {others === null ? null : (
        <li className="owner-row process-line">
          <span className="owner-name">
            <button type="button" className="link" data-stop="" onClick={() => actions.show('processes')}>
              {textOf(others.count, others.idle, shown.length === 0, by)}
            </button>
          </span>
          <Amounts used={others} by={by} />
        </li>
      )}
      {rest === null ? null : (
        <li className="owner-row process-line" title={words.restTitle}>
          <span className="owner-name">
            <span className="name">{words.rest}</span>
          </span>
          <Amounts used={rest} by={by} />
        </li>
      )}
    </>
  );
}

function textOf(count: number, idle: boolean, alone: boolean, by: Metric): string {
  if (idle) return words.idle[by](count);
  return alone ? words.processes(count) : words.more(count);
}
