import type { CommandInput, CommandOutput } from '../shared/ipc/contract.ts';
import type { SeriesData } from '../shared/model/history.ts';
import type { SettingsState } from '../shared/model/settings.ts';
import type { Snapshot } from '../shared/model/snapshot.ts';
import type { GroupName, ViewName } from '../shared/views.ts';
import type { Disposer } from './ports.ts';

/** A client's look: what it names is read, at the intervals of someone who looks. */
export interface Watch {
  set(views: readonly ViewName[]): void;
  dispose(): void;
}

/** What the shell knows of the machine's state. */
export interface Conditions {
  readonly lowPower: boolean;
  readonly locked: boolean;
}

/** Alerts as a client sees them. */
export interface AlertsService {
  list(input: CommandInput<'getAlerts'>): CommandOutput<'getAlerts'>;
  /** Throws an AppError (`not-found`) for an alert that does not fire any more. */
  act(input: CommandInput<'actOnAlert'>): void;
  preview(input: CommandInput<'previewRule'>): CommandOutput<'previewRule'>;
  channels(): CommandOutput<'getChannels'>;
  /** Throws an AppError with what the receiver said. */
  testChannel(input: CommandInput<'testChannel'>): Promise<CommandOutput<'testChannel'>>;
  setSecret(input: CommandInput<'setSecret'>): Promise<void>;
}

export interface Engine {
  readonly alerts: AlertsService;
  /** Begins to read. */
  start(): void;
  /** Stops reading, closes files, lets writers finish. */
  stop(): Promise<void>;
  /** The newest snapshot: an immutable object, a plain property read. */
  readonly latest: Snapshot;
  /** Monotonic time of the newest scheduled tick; null before the first. */
  readonly lastTickMs: number | null;
  watch(views: readonly ViewName[]): Watch;
  /** Called after each tick that changed something. */
  onSnapshot(listener: (snapshot: Snapshot) => void): Disposer;
  /** A snapshot in which these groups were read now; concurrent callers share one read. */
  fresh(groups: readonly GroupName[]): Promise<Snapshot>;
  /** True when a group was never read, or longer ago than the interval at which someone who looks wants it. */
  isStale(group: GroupName): boolean;
  history(input: CommandInput<'getHistory'>): readonly SeriesData[];
  endProcess(input: CommandInput<'endProcess'>): Promise<CommandOutput<'endProcess'>>;
  /** Throws an AppError in plain words when the engine does not do it. */
  actOnContainer(input: CommandInput<'actOnContainer'>): Promise<void>;
  setPaused(paused: boolean): void;
  /** Tells nothing for this long; null = tell again. */
  mute(forMs: number | null): void;
  setConditions(conditions: Conditions): void;
  /** After sleep: one tick at once, and no rate across the gap. */
  resumed(): void;
  readonly settings: SettingsService;
}

export interface SettingsService {
  readonly state: SettingsState;
  /** All of the changes or none: throws AppError('invalid-input') that names key, expected and got. */
  change(changes: CommandInput<'changeSettings'>['changes']): SettingsState;
  import(input: CommandInput<'importSettings'>): CommandOutput<'importSettings'>;
  onChange(listener: (state: SettingsState) => void): Disposer;
}
