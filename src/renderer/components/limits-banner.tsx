import { escapeControl } from '../../shared/escape-control.ts';
import { useSession, useSnapshot } from '../context.tsx';
import { bannerOf } from '../logic/narrowed-limits.ts';
import { Icon } from './icon.tsx';

/** On top of the overview where this is not a machine of its own: what of it there is. Leads to all that is known of that. */
export function LimitsBanner() {
  const { actions } = useSession();
  const text = useSnapshot(bannerOf);
  if (text === null) return null;
  return (
    <button type="button" className="limits-banner" onClick={() => actions.show('environment')}>
      <span>{escapeControl(text)}</span>
      <Icon name="chevron" className="chevron" />
    </button>
  );
}
