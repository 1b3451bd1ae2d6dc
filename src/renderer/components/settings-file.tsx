import { useRef, useState } from 'react';
import type { SettingsProblem, SettingsState } from '../../shared/model/settings.ts';
import type { ImportInput } from '../actions.ts';
import { useBlocked, useSession } from '../context.tsx';
import { exportText, formatOfFile } from '../logic/setting-fields.ts';
import { strings } from '../strings.ts';
import { ActionButton } from './action-button.tsx';
import { Section } from './section.tsx';

const words = strings.settings;

interface Candidate {
  readonly name: string;
  readonly input: Omit<ImportInput, 'dryRun'>;
  readonly problems: readonly SettingsProblem[];
}

/** Where the settings lie, what was wrong with them, and how to take them elsewhere. */
export function SettingsFile({ state }: { readonly state: SettingsState }) {
  const { actions } = useSession();
  const blocked = useBlocked();
  const [candidate, setCandidate] = useState<Candidate | null>(null);
  const file = useRef<HTMLInputElement>(null);

  async function choose(chosen: File): Promise<void> {
    const input = { text: await chosen.text(), format: formatOfFile(chosen.name) };
    const tried = await actions.importSettings({ ...input, dryRun: true });
    setCandidate(tried === null ? null : { name: chosen.name, input, problems: tried.problems });
  }

  async function take({ input }: Candidate): Promise<void> {
    setCandidate(null);
    const done = await actions.importSettings({ ...input, dryRun: false });
    if (done !== null) actions.tell('note', words.imported(done.backupPath));
  }

  return (
    <Section title={words.groups.file}>
      <p className="note path">
        {words.path} <code>{state.path}</code>
      </p>
      <ProblemList problems={state.problems} title={words.problems} />
      <div className="buttons">
        <ActionButton onPress={() => download(exportText(state.settings))}>{words.export}</ActionButton>
        <ActionButton onPress={() => file.current?.click()} blocked={blocked}>
          {words.import}
        </ActionButton>
        <input
          ref={file}
          type="file"
          className="hidden"
          tabIndex={-1}
          accept=".json,.toml,application/json"
          aria-label={words.importFile}
          onChange={({ target }) => {
            const [chosen] = target.files ?? [];
            if (chosen !== undefined) void choose(chosen);
            // The same file can be chosen again after it was mended.
            target.value = '';
          }}
        />
      </div>
      {candidate === null ? null : (
        <div className="import" role="alert">
          <p>{words.importReady(candidate.name)}</p>
          <ProblemList problems={candidate.problems} title={words.importSome(candidate.problems.length)} />
          <div className="buttons">
            <ActionButton onPress={() => void take(candidate)}>{words.importNow}</ActionButton>
            <ActionButton onPress={() => setCandidate(null)}>{words.cancel}</ActionButton>
          </div>
        </div>
      )}
    </Section>
  );
}

function ProblemList({ problems, title }: { readonly problems: readonly SettingsProblem[]; readonly title: string }) {
  if (problems.length === 0) return null;
  return (
    <div className="note problems">
      <p>{title}</p>
      <ul>
        {problems.map(({ key, expected, got }) => (
          <li key={key}>{words.problem(key, expected, got)}</li>
        ))}
      </ul>
    </div>
  );
}

/** How long the browser may take to begin reading the file. */
const KEEP_MS = 10_000;

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'headroom-settings.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}
