import { coresQuantity, formatQuantity, memoryQuantity, formatPercent } from '../../shared/format.ts';
import type { Owner, OwnerProcess } from '../../shared/model/process.ts';
import { useSession, useUi } from '../context.tsx';
import { type Metric, ownShare, sortedBy } from '../logic/owner-order.ts';
import { severityOfUse } from '../logic/severity.ts';
import { strings } from '../strings.ts';
import { toggled } from '../stores/ui.ts';
import { Bar } from './bar.tsx';
import { Icon } from './icon.tsx';
import { SHADES } from './owners-bar.tsx';

/** An owner's own limit is its own concern: it is told when it is close, whatever the machine's thresholds are. */
const OWN_WARNING_PERCENT = 90;
const SHOWN_PROCESSES = 6;

interface OwnerRowProps {
  readonly owner: Owner;
  readonly by: Metric;
  /** Its place in the bar above; null for one inside another. */
  readonly rank: number | null;
}

export function OwnerRow({ owner, by, rank }: OwnerRowProps) {
  const { ui } = useSession();
  const open = useUi(({ openOwners }) => openOwners.has(owner.id));
  const opens = owner.processes.length > 0 || owner.children.length > 0;
  const content = (
    <>
      <Icon name="chevron" className={opens ? 'chevron' : 'chevron none'} />
      <span className="owner-name">
        {rank === null ? null : <i className={`swatch stack-${by} shade-${Math.min(rank, SHADES)}`} />}
        <span className="name">{owner.name}</span>
        <span className="quiet detail">{limitText(owner, by) ?? owner.detail}</span>
      </span>
      <Amounts used={owner} by={by} />
      <OwnBar owner={owner} by={by} />
    </>
  );
  return (
    <li>
      {opens ? (
        <button
          type="button"
          className="owner-row"
          data-stop=""
          aria-expanded={open}
          onClick={() => ui.setState(({ openOwners }) => ({ openOwners: toggled(openOwners, owner.id) }))}
        >
          {content}
        </button>
      ) : (
        <div className="owner-row">{content}</div>
      )}
      {open ? (
        <ul className="owner-inside">
          {sortedBy(owner.children, by).map((child) => (
            <OwnerRow key={child.id} owner={child} by={by} rank={null} />
          ))}
          <OwnerProcesses owner={owner} by={by} />
        </ul>
      ) : null}
    </li>
  );
}

function limitText(owner: Owner, by: Metric): string | null {
  if (ownShare(owner, by) === null) return null;
  const limit = by === 'memory' ? memoryQuantity(owner.memoryLimitBytes) : coresQuantity(owner.cpuLimitCores);
  return strings.owners.ofLimit(formatQuantity(limit));
}

function Amounts({ used, by }: { readonly used: Pick<Owner, 'cpuCores' | 'memoryBytes'>; readonly by: Metric }) {
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

function OwnBar({ owner, by }: { readonly owner: Owner; readonly by: Metric }) {
  const percent = ownShare(owner, by);
  if (percent === null) return <span className="bar-place" />;
  return (
    <Bar
      percent={percent}
      hue={by}
      severity={severityOfUse(percent, OWN_WARNING_PERCENT)}
      label={strings.owners.share(owner.name, formatPercent(percent))}
    />
  );
}

function OwnerProcesses({ owner, by }: { readonly owner: Owner; readonly by: Metric }) {
  const { actions } = useSession();
  const shown = sortedBy(owner.processes, by).slice(0, SHOWN_PROCESSES);
  const left = owner.processCount - shown.length;
  return (
    <>
      {shown.map((process) => (
        <ProcessLine key={`${process.pid}@${process.startTime}`} process={process} by={by} />
      ))}
      {left <= 0 || shown.length === 0 ? null : (
        <li>
          <button type="button" className="link owner-more" data-stop="" onClick={() => actions.show('processes')}>
            {strings.owners.more(left)}
          </button>
        </li>
      )}
    </>
  );
}

export function ProcessLine({ process, by }: { readonly process: OwnerProcess; readonly by: Metric }) {
  return (
    <li className="owner-row process-line">
      <span className="owner-name">
        <span className="name">{process.name}</span>
        <span className="quiet detail">{strings.owners.pid(process.pid)}</span>
      </span>
      <Amounts used={process} by={by} />
    </li>
  );
}
