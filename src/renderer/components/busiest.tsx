import type { Owner, OwnerProcess } from '../../shared/model/process.ts';
import { useSnapshot } from '../context.tsx';
import { useCalmOrder } from '../hooks/use-calm-order.ts';
import { type Metric, sortedBy } from '../logic/owner-order.ts';
import { processId } from '../logic/process-list.ts';
import { strings } from '../strings.ts';
import { ProcessLine } from './process-line.tsx';
import { Section } from './section.tsx';

const SHOWN = 10;
/** As the title says, whatever the owners are shown by. */
const BY: Metric = 'cpu';

function processesOf(owners: readonly Owner[]): OwnerProcess[] {
  return owners.flatMap((owner) => [...owner.processes, ...processesOf(owner.children)]);
}

/** The processes of all owners that use most CPU: only where there is room beside them. */
export function Busiest() {
  const owners = useSnapshot((snapshot) => snapshot.owners);
  const byId = new Map(processesOf(owners?.list ?? []).map((process) => [processId(process), process]));
  const wanted = sortedBy([...byId.values()], BY)
    .slice(0, SHOWN)
    .map(processId);
  const { order, hold } = useCalmOrder(wanted, BY, owners?.at ?? 0);
  if (owners === null || wanted.length === 0) return null;
  return (
    <Section title={strings.owners.busiest} className="busiest">
      <ul className="owner-list flat" {...hold}>
        {order.slice(0, SHOWN).map((id) => {
          const process = byId.get(id);
          return process === undefined ? null : <ProcessLine key={id} process={process} by={BY} />;
        })}
      </ul>
    </Section>
  );
}
