import { formatPercent } from '../../shared/format.ts';
import type { Owner } from '../../shared/model/process.ts';
import { useSnapshot } from '../context.tsx';
import { type Metric, amountOf } from '../logic/owner-order.ts';
import { strings } from '../strings.ts';

/** This many owners have a shade of their own; the rest share one. */
export const SHADES = 4;
/** Thinner parts than this are drawn as one with the rest: nobody can see them. */
const MIN_SHARE_PERCENT = 0.5;

/** The whole machine as one bar: an owner a part, what is free on the right. */
export function OwnersBar({ owners, by }: { readonly owners: readonly Owner[]; readonly by: Metric }) {
  const limit = useSnapshot(({ memory, cpu }) => (by === 'memory' ? (memory?.limitBytes ?? null) : (cpu?.limitCores ?? null)));
  const sum = owners.reduce((total, owner) => total + amountOf(owner, by), 0);
  const whole = Math.max(limit ?? 0, sum);
  if (whole <= 0) return null;
  const parts = owners.map((owner, index) => ({
    id: owner.id,
    name: owner.name,
    percent: (100 * amountOf(owner, by)) / whole,
    shade: Math.min(index, SHADES),
  }));
  const told = parts.slice(0, SHADES).map(({ name, percent }) => `${name} ${formatPercent(percent)}`);
  const free = `${strings.owners.free} ${formatPercent((100 * (whole - sum)) / whole)}`;
  return (
    <div className={`stack stack-${by}`} role="img" aria-label={[...told, free].join(', ')}>
      {parts.map(({ id, name, percent, shade }) =>
        percent < MIN_SHARE_PERCENT ? null : (
          <span
            key={id}
            className={`stack-part shade-${shade}`}
            style={{ inlineSize: `${percent}%` }}
            title={`${name} ${formatPercent(percent)}`}
          />
        ),
      )}
    </div>
  );
}
