import { useSession, useUi } from '../context.tsx';
import { escapeControl } from '../../shared/escape-control.ts';
import type { Environment } from '../../shared/model/environment.ts';
import { closingAtEscape } from '../hooks/list-keys.ts';
import { toggled } from '../stores/ui.ts';
import { strings } from '../strings.ts';
import { DataTable } from './data-table.tsx';
import { Icon } from './icon.tsx';

const words = strings.environment;
const KEY = 'evidence';

/** Every sign that was found, where, and what it says. */
export function Evidence({ environment: { evidence } }: { readonly environment: Environment }) {
  const { ui } = useSession();
  const open = useUi((state) => state.open.has(KEY));
  const toggle = (): void => ui.setState((state) => ({ open: toggled(state.open, KEY) }));
  if (evidence.length === 0) return null;
  return (
    <div className="notices evidence" onKeyDown={closingAtEscape(open, toggle)}>
      <button type="button" className="notice-head" aria-expanded={open} onClick={toggle}>
        <Icon name="chevron" className="chevron" />
        {words.evidence(evidence.length)}
      </button>
      {open ? (
        <DataTable
          caption={words.evidence(evidence.length)}
          head={words.evidenceHead}
          rows={evidence.map(({ about, says, found, source }, index) => ({
            key: `${index} ${source}`,
            cells: [words.evidenceTopics[about], escapeControl(says), escapeControl(found), escapeControl(source)],
          }))}
        />
      ) : null}
    </div>
  );
}
