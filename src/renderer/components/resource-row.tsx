import { useId } from 'react';
import { useSession, useUi } from '../context.tsx';
import { closingAtEscape } from '../hooks/list-keys.ts';
import type { ResourceModel } from '../logic/resource-model.ts';
import { toggled } from '../stores/ui.ts';
import { Chip } from './chip.tsx';
import { Icon } from './icon.tsx';
import { ResourceDetails } from './resource-details.tsx';
import { Sparkline } from './sparkline.tsx';

/** One resource against its limit; opens in place to all that is known of it. */
export function ResourceRow({ row }: { readonly row: ResourceModel }) {
  const { ui } = useSession();
  const id = useId();
  const key = `resource:${row.id}`;
  const open = useUi((state) => state.open.has(key));
  const toggle = (): void => ui.setState((state) => ({ open: toggled(state.open, key) }));
  return (
    <li className="resource" onKeyDown={closingAtEscape(open, toggle)}>
      <button
        type="button"
        className="resource-row"
        data-stop=""
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={toggle}
      >
        <span className="resource-name">
          <Icon name="chevron" className="chevron" />
          {row.label}
        </span>
        <span className="resource-value">
          {row.before === '' ? null : <span className="quiet">{row.before} </span>}
          <strong>{row.value}</strong>
          {row.after === '' ? null : <span className="quiet"> {row.after}</span>}
        </span>
        {row.reason !== null ? (
          <span className="resource-reason">{row.reason}</span>
        ) : (
          <>
            {row.series === null ? <span className="spark" /> : <Sparkline resource={row.series} label={row.label} hue={row.hue} />}
            <span className="chips">
              {row.chips.map((chip) => (
                <Chip key={chip.text} chip={chip} />
              ))}
            </span>
          </>
        )}
      </button>
      {open ? (
        <div className="resource-details" id={id}>
          <ResourceDetails id={row.id} />
        </div>
      ) : null}
    </li>
  );
}
