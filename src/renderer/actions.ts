import type { Api, CommandInput, CommandOutput } from '../shared/ipc/contract.ts';
import type { ContainerAction } from '../shared/model/container.ts';
import type { Result } from '../shared/result.ts';
import type { PageView } from '../shared/views.ts';
import { readOnlyReason } from './logic/rights.ts';
import type { Replica } from './stores/replica.ts';
import type { SettingsStore } from './stores/settings.ts';
import { type UiStore, toggled } from './stores/ui.ts';

const MUTE_MS = 3_600_000;

export type SettingValue = CommandInput<'changeSettings'>['changes'][string];
export type ImportInput = CommandInput<'importSettings'>;
export type ImportOutput = CommandOutput<'importSettings'>;

/** All that a person can do. Each answers when it is done; what failed is told in the page. */
export interface Actions {
  show(view: PageView): void;
  /** Escape: closes what lies on top, then what was opened last, then goes back, then closes the popover. */
  leave(): void;
  togglePause(): Promise<void>;
  toggleMute(): Promise<void>;
  /** Which signal was sent; null when it was refused. */
  end(process: CommandInput<'endProcess'>): Promise<'SIGTERM' | 'SIGKILL' | null>;
  /** Asks the container's engine; true when it has done it, false when it was refused. */
  actOnContainer(id: string, action: ContainerAction): Promise<boolean>;
  /** True when it was done; false when it was refused. */
  actOnAlert(input: CommandInput<'actOnAlert'>): Promise<boolean>;
  /** Sends a test message; what the receiver said is told in the page. */
  testChannel(id: string): Promise<void>;
  /** Saves one setting at once; null sets its default. */
  set(path: string, value: SettingValue): Promise<void>;
  /** Null when it was refused. */
  importSettings(input: ImportInput): Promise<ImportOutput | null>;
  openDocs(): void;
  resize(heightPx: number): void;
  tell(kind: 'note' | 'problem', text: string): void;
  dismiss(): void;
}

interface Parts {
  readonly api: Api;
  readonly replica: Replica;
  readonly ui: UiStore;
  readonly settings: SettingsStore;
}

export function createActions({ api, replica, ui, settings }: Parts): Actions {
  const tell: Actions['tell'] = (kind, text) => ui.setState({ toast: { kind, text } });

  /** The value, or null after the reason was told. */
  function valueOf<T>(result: Result<T>): T | null {
    if (result.ok) return result.value;
    tell('problem', result.error.message);
    return null;
  }

  /** False, and told why, when this page may only look. */
  function may(): boolean {
    const reason = readOnlyReason(ui.getState().info);
    if (reason !== null) tell('problem', reason);
    return reason === null;
  }

  return {
    tell,
    show: (view) => ui.setState({ view, filterWanted: false }),
    leave() {
      const { toast, keysShown, view, timelineAt, open, info } = ui.getState();
      const last = [...open].at(-1);
      if (keysShown) ui.setState({ keysShown: false });
      else if (toast !== null) ui.setState({ toast: null });
      else if (view !== 'overview') ui.setState({ view: 'overview' });
      else if (timelineAt !== null) ui.setState({ timelineAt: null });
      else if (last !== undefined) ui.setState({ open: toggled(open, last) });
      else if (info?.shell === 'app') void api.closePopover({});
    },
    async togglePause() {
      const paused = replica.getState().snapshot?.sampling.paused ?? false;
      if (may()) valueOf(await api.setPaused({ paused: !paused }));
    },
    async toggleMute() {
      const muted = (replica.getState().snapshot?.sampling.mutedUntil ?? null) !== null;
      if (may()) valueOf(await api.mute({ forMs: muted ? null : MUTE_MS }));
    },
    async end({ pid, startTime }) {
      if (!may()) return null;
      return valueOf(await api.endProcess({ pid, startTime }))?.sent ?? null;
    },
    async actOnContainer(id, action) {
      if (!may()) return false;
      ui.setState(({ acting }) => ({ acting: new Map(acting).set(id, action) }));
      const answer = await api.actOnContainer({ id, action });
      ui.setState(({ acting }) => ({ acting: new Map([...acting].filter(([one]) => one !== id)) }));
      return valueOf(answer) !== null;
    },
    actOnAlert: async (input) => may() && valueOf(await api.actOnAlert(input)) !== null,
    async testChannel(id) {
      if (!may()) return;
      const answer = valueOf(await api.testChannel({ id }));
      if (answer !== null) tell('note', answer.said);
    },
    async set(path, value) {
      const result = await api.changeSettings({ changes: { [path]: value } });
      const faults = new Map(settings.getState().faults);
      if (result.ok) {
        faults.delete(path);
        settings.setState({ state: result.value, faults });
      } else {
        settings.setState({ faults: faults.set(path, result.error.message) });
      }
    },
    async importSettings(input) {
      const done = valueOf(await api.importSettings(input));
      if (done !== null && !input.dryRun) settings.setState({ state: done.state, faults: new Map() });
      return done;
    },
    openDocs: () => void api.openLink({ id: 'docs' }).then(valueOf),
    resize: (heightPx) => void api.resizePopover({ heightPx }),
    dismiss: () => ui.setState({ toast: null }),
  };
}
