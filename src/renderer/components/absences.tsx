import { useSession, useSettings, useSnapshot, useUi } from '../context.tsx';
import { closingAtEscape } from '../hooks/list-keys.ts';
import { type AbsenceNote, lastingAbsences } from '../logic/absence-text.ts';
import { toggled } from '../stores/ui.ts';
import { strings } from '../strings.ts';
import { Icon } from './icon.tsx';

/** What this machine cannot tell, folded into one line; each with the reason and, where there is one, the way out. */
export function Absences() {
  const snapshot = useSnapshot((whole) => whole);
  const { ui } = useSession();
  const open = useUi((state) => state.open.has('absences'));
  const toggle = (): void => ui.setState((state) => ({ open: toggled(state.open, 'absences') }));
  const notes = snapshot === null ? [] : lastingAbsences(snapshot);
  if (notes.length === 0) return null;
  return (
    <div className="notices" onKeyDown={closingAtEscape(open, toggle)}>
      <button type="button" className="notice-head" aria-expanded={open} onClick={toggle}>
        <Icon name="chevron" className="chevron" />
        {strings.absence.title(notes.length)}
      </button>
      {open ? (
        <ul>
          {notes.map((note) => (
            <AbsenceLine key={note.text} note={note} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function AbsenceLine({ note: { text, action } }: { readonly note: AbsenceNote }) {
  const { actions } = useSession();
  const act = { 'open-settings': () => actions.show('settings'), 'open-docs': () => actions.openDocs() };
  return (
    <li>
      {text}{' '}
      {action === null ? null : (
        <button type="button" className="link" onClick={act[action.does]}>
          {action.label}
        </button>
      )}
    </li>
  );
}

/** What the shell cannot do here, and what was wrong with the settings. */
export function Notices() {
  const { actions } = useSession();
  const info = useUi((state) => state.info);
  const problems = useSettings(({ state }) => state?.problems ?? null) ?? [];
  const notices = info?.notices ?? [];
  if (notices.length === 0 && problems.length === 0) return null;
  return (
    <ul className="notices">
      {notices.map((notice) => (
        <li key={notice}>{notice}</li>
      ))}
      {problems.map(({ key, expected, got }) => (
        <li key={key}>
          {strings.settings.problem(key, expected, got)}{' '}
          <button type="button" className="link" onClick={() => actions.show('settings')}>
            {strings.views.settings}
          </button>
        </li>
      ))}
    </ul>
  );
}
