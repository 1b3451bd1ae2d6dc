import { useEffect, useRef } from 'react';
import { useSession, useUi } from '../context.tsx';
import { strings } from '../strings.ts';
import { ActionButton } from './action-button.tsx';

export function KeysDialog() {
  const { ui } = useSession();
  const shown = useUi(({ keysShown }) => keysShown);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (shown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [shown]);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="keys-title" onClose={() => ui.setState({ keysShown: false })}>
      <h2 id="keys-title">{strings.keys.title}</h2>
      <dl className="keys">
        {strings.keys.list.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <ActionButton onPress={() => ui.setState({ keysShown: false })}>{strings.keys.close}</ActionButton>
    </dialog>
  );
}
