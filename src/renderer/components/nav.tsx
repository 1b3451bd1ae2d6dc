import { pageViews } from '../../shared/views.ts';
import { useSession, useSnapshot, useUi } from '../context.tsx';
import { strings } from '../strings.ts';
import { Icon } from './icon.tsx';

/** The views by name, where there is room for them. */
export function Nav() {
  const { actions } = useSession();
  const view = useUi((state) => state.view);
  const info = useUi((state) => state.info);
  const firing = useSnapshot(({ alerts }) => alerts.length) ?? 0;
  return (
    <div className="topbar">
      <h1 className="brand">
        {strings.app}
        {info === null ? null : <span className="quiet"> {info.hostname}</span>}
      </h1>
      <nav aria-label={strings.nav}>
        {pageViews.map((id) => (
          <button key={id} type="button" aria-current={id === view ? 'page' : undefined} onClick={() => actions.show(id)}>
            {strings.views[id]}
            {id === 'alerts' && firing > 0 ? <span className="alert-count">{firing}</span> : null}
          </button>
        ))}
      </nav>
    </div>
  );
}

/** The head of a view in a narrow window: its name, and the way back. */
export function ViewHead({ title }: { readonly title: string }) {
  const { actions } = useSession();
  return (
    <div className="view-head">
      <button type="button" className="back" aria-label={strings.back} onClick={() => actions.show('overview')}>
        <Icon name="back" />
      </button>
      <h2>{title}</h2>
    </div>
  );
}
