import { useSession, useSnapshot } from '../context.tsx';
import { countsOf } from '../logic/container-list.ts';
import { strings } from '../strings.ts';
import { Icon } from './icon.tsx';

const words = strings.containers;

/** The way to the views that have no other way in a narrow window. */
export function MoreViews() {
  const { actions } = useSession();
  const containers = useSnapshot((snapshot) => snapshot.containers);
  const firing = useSnapshot(({ alerts }) => alerts.length) ?? 0;
  const counts = containers === null || containers.length === 0 ? null : countsOf(containers);
  return (
    <nav className="more-views" aria-label={strings.moreViews}>
      <button type="button" onClick={() => actions.show('containers')}>
        <span>{strings.views.containers}</span>
        {counts === null ? null : <span className="quiet">{words.counts(counts.running, counts.stopped, counts.paused)}</span>}
        <Icon name="chevron" className="chevron" />
      </button>
      <button type="button" onClick={() => actions.show('alerts')}>
        <span>{strings.views.alerts}</span>
        {firing === 0 ? null : <span className="quiet">{strings.alerts.firing(firing)}</span>}
        <Icon name="chevron" className="chevron" />
      </button>
      <button type="button" onClick={() => actions.show('environment')}>
        <span>{strings.views.environment}</span>
        <Icon name="chevron" className="chevron" />
      </button>
    </nav>
  );
}
