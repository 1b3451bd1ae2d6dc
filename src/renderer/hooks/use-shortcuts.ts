import { useEffect } from 'react';
import { pageViews } from '../../shared/views.ts';
import type { Session } from '../session.ts';

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** The keys that work everywhere. Those of a list are the list's own. */
export function useShortcuts({ actions, ui }: Session): void {
  useEffect(() => {
    function onKey(key: KeyboardEvent): void {
      if (key.defaultPrevented || key.ctrlKey || key.metaKey || key.altKey) return;
      if (key.key === 'Escape') {
        // From a field, Escape first leaves the field.
        if (isTyping(key.target)) (key.target as HTMLElement).blur();
        else actions.leave();
        return;
      }
      if (isTyping(key.target) || ui.getState().keysShown) return;
      const view = pageViews[Number(key.key) - 1];
      if (view !== undefined) actions.show(view);
      else if (key.key === 'p' && !key.repeat) void actions.togglePause();
      else if (key.key === '?') ui.setState({ keysShown: true });
      else if (key.key === '/') ui.setState(({ view }) => ({ view: view === 'containers' ? view : 'processes', filterWanted: true }));
      else return;
      key.preventDefault();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [actions, ui]);
}
