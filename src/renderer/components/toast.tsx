import { useSession, useUi } from '../context.tsx';
import { strings } from '../strings.ts';
import { Icon } from './icon.tsx';

/** The last thing that was done or went wrong. It stays until it is dismissed: a message that hides itself is missed. */
export function Toast() {
  const { actions } = useSession();
  const toast = useUi((state) => state.toast);
  return (
    <div role="status">
      {toast === null ? null : (
        <div className={`toast toast-${toast.kind}`}>
          {toast.kind === 'problem' ? <Icon name="warning" /> : <Icon name="ok" />}
          <p>{toast.text}</p>
          <button type="button" className="back" aria-label={strings.toast.close} onClick={() => actions.dismiss()}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
