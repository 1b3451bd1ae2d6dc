import type { OwnerProcess } from '../../shared/model/process.ts';
import type { Metric } from '../logic/owner-order.ts';
import { strings } from '../strings.ts';
import { Amounts } from './amounts.tsx';

/** One process in a list of owners: nothing to open. */
export function ProcessLine({ process, by }: { readonly process: OwnerProcess; readonly by: Metric }) {
  return (
    <li className="owner-row process-line">
      <span className="owner-name">
        <span className="name" title={process.rawName ?? process.name}>
          {process.name}
        </span>
        <span className="quiet detail">{strings.owners.pid(process.pid)}</span>
      </span>
      <Amounts used={process} by={by} />
    </li>
  );
}
