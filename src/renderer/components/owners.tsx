import { formatDuration } from '../../shared/format.ts';
import type { Owner } from '../../shared/model/process.ts';
import { useSession, useSnapshot, useUi } from '../context.tsx';
import { onListKey } from '../hooks/list-keys.ts';
import { useCalmOrder } from '../hooks/use-calm-order.ts';
import { absenceOf, isPassing, noteOf } from '../logic/absence-text.ts';
import { type Metric, ownShare, sortedBy } from '../logic/owner-order.ts';
import { strings } from '../strings.ts';
import { OwnerRow } from './owner-row.tsx';
import { OwnersBar } from './owners-bar.tsx';
import { Section } from './section.tsx';
import { Segmented } from './segmented.tsx';
import { SkeletonRows } from './skeleton.tsx';

const metrics: readonly { readonly id: Metric; readonly label: string }[] = [
  { id: 'memory', label: strings.owners.memory },
  { id: 'cpu', label: strings.owners.cpu },
];

/** Who uses the machine: the parts add up to it. */
export function Owners() {
  const { ui, actions } = useSession();
  const owners = useSnapshot((snapshot) => snapshot.owners);
  const by = useUi(({ ownersBy }) => ownersBy);
  return (
    <Section
      title={strings.owners.title}
      className="owners"
      aside={
        <span className="aside">
          <Age at={owners?.at ?? null} />
          <button type="button" className="link" onClick={() => actions.show('processes')}>
            {strings.owners.all}
          </button>
          <Segmented label={strings.owners.by} options={metrics} value={by} onChange={(id) => ui.setState({ ownersBy: id })} />
        </span>
      }
    >
      {owners === null ? <NoOwners /> : <OwnerList list={owners.list} by={by} at={owners.at} />}
      {owners?.approximate === true ? <p className="note">{strings.owners.approximate}</p> : null}
    </Section>
  );
}

/** Younger than this they are as good as the head figures beside them. */
const TOLD_AGE_MS = 2_500;

/** Processes are read less often than the rest: how much older they are than the CPU figure, once that may confuse. */
function Age({ at }: { readonly at: number | null }) {
  const headAt = useSnapshot(({ cpu, at: composedAt }) => cpu?.at ?? composedAt);
  if (at === null || headAt === null || headAt - at < TOLD_AGE_MS) return null;
  return (
    <span className="quiet age" title={strings.owners.ageTitle}>
      {strings.owners.age(formatDuration(headAt - at))}
    </span>
  );
}

function NoOwners() {
  const absent = useSnapshot((snapshot) => absenceOf(snapshot, 'owners') ?? absenceOf(snapshot, 'processes'));
  if (absent === null || isPassing(absent.reason)) return <SkeletonRows count={5} kind="owner" />;
  return (
    <p className="note">
      {strings.owners.none} {noteOf(absent).text}
    </p>
  );
}

function OwnerList({ list, by, at }: { readonly list: readonly Owner[]; readonly by: Metric; readonly at: number }) {
  const sorted = sortedBy(list, by);
  const wanted = sorted.map(({ id }) => id);
  const { order, hold } = useCalmOrder(wanted, by, at);
  const byId = new Map(list.map((owner) => [owner.id, owner]));
  const shown = order.map((id) => byId.get(id)).filter((owner) => owner !== undefined);
  // Without any limit there is no bar to draw, and its place is better used by the names.
  const limited = list.some((owner) => ownShare(owner, by) !== null || owner.children.some((child) => ownShare(child, by) !== null));
  return (
    <>
      <OwnersBar owners={shown} by={by} />
      <ul className={limited ? 'owner-list limited' : 'owner-list'} onKeyDown={onListKey} {...hold}>
        {shown.map((owner, index) => (
          <OwnerRow key={owner.id} owner={owner} by={by} rank={index} />
        ))}
      </ul>
    </>
  );
}
