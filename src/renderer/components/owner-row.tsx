import { escapeControl } from '../../shared/escape-control.ts';
import { formatPercent, formatQuantity, coresQuantity, memoryQuantity } from '../../shared/format.ts';
import type { Owner } from '../../shared/model/process.ts';
import { useSession, useUi } from '../context.tsx';
import { closingAtEscape } from '../hooks/list-keys.ts';
import { imageText } from '../logic/container-text.ts';
import { type Metric, ownShare, sortedBy } from '../logic/owner-order.ts';
import { severityOfUse } from '../logic/severity.ts';
import { toggled } from '../stores/ui.ts';
import { strings } from '../strings.ts';
import { Amounts } from './amounts.tsx';
import { Bar } from './bar.tsx';
import { Icon } from './icon.tsx';
import { OwnerMark } from './owner-mark.tsx';
import { OwnerProcesses } from './owner-processes.tsx';
import { SHADES } from './owners-bar.tsx';

/** An owner's own limit is its own concern: it is told when it is close, whatever the machine's thresholds are. */
const OWN_WARNING_PERCENT = 90;

interface OwnerRowProps {
  readonly owner: Owner;
  readonly by: Metric;
  /** Its place in the bar above; null for one inside another. */
  readonly rank: number | null;
}

export function OwnerRow({ owner, by, rank }: OwnerRowProps) {
  const { ui } = useSession();
  const key = `owner:${owner.id}`;
  const open = useUi((state) => state.open.has(key));
  const toggle = (): void => ui.setState((state) => ({ open: toggled(state.open, key) }));
  const opens = owner.processCount > 0 || owner.children.length > 0;
  const content = (
    <>
      <Icon name="chevron" className={opens ? 'chevron' : 'chevron none'} />
      <span className="owner-name">
        {rank === null ? null : <i className={`swatch stack-${by} shade-${Math.min(rank, SHADES)}`} />}
        <OwnerMark kind={owner.kind} />
        <span className="name" title={escapeControl(owner.rawName ?? owner.name)}>
          {escapeControl(owner.name)}
        </span>
        <span className="quiet detail">
          {limitText(owner, by) ?? escapeControl(owner.kind === 'container' ? imageText(owner.detail) : owner.detail)}
        </span>
      </span>
      <Amounts used={owner} by={by} />
      <OwnBar owner={owner} by={by} />
    </>
  );
  return (
    <li onKeyDown={closingAtEscape(open, toggle)}>
      {opens ? (
        <button type="button" className="owner-row" data-stop="" aria-expanded={open} onClick={toggle}>
          {content}
        </button>
      ) : (
        <div className="owner-row">{content}</div>
      )}
      {opens && open ? (
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

function OwnBar({ owner, by }: { readonly owner: Owner; readonly by: Metric }) {
  const percent = ownShare(owner, by);
  if (percent === null) return <span className="bar-place" />;
  return (
    <Bar
      percent={percent}
      hue={by}
      severity={severityOfUse(percent, OWN_WARNING_PERCENT)}
      label={strings.owners.share(escapeControl(owner.name), formatPercent(percent))}
    />
  );
}
