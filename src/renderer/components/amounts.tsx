import { coresQuantity, memoryQuantity } from '../../shared/format.ts';
import type { Metric, Used } from '../logic/owner-order.ts';
import { strings } from '../strings.ts';

/** CPU and memory of one row; the one that the list is shown by is the strong one. */
export function Amounts({ used, by }: { readonly used: Used; readonly by: Metric }) {
  const memory = memoryQuantity(used.memoryBytes);
  const cores = coresQuantity(used.cpuCores).value;
  return (
    <>
      <span className={by === 'cpu' ? 'amount main' : 'amount'} title={strings.owners.coresTitle(cores)}>
        {cores} <span className="quiet">c</span>
      </span>
      <span className={by === 'memory' ? 'amount main' : 'amount'}>
        {memory.value} <span className="quiet">{memory.unit}</span>
      </span>
    </>
  );
}
