import { type RefObject, useEffect, useRef } from 'react';
import { useSession, useUi } from '../context.tsx';

/** For a view's filter: it takes the focus when somebody asked for it (the key `/`), with what is in it selected. */
export function useFilterFocus(): RefObject<HTMLInputElement | null> {
  const { ui } = useSession();
  const wanted = useUi(({ filterWanted }) => filterWanted);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!wanted) return;
    input.current?.focus();
    input.current?.select();
    ui.setState({ filterWanted: false });
  }, [wanted, ui]);
  return input;
}
