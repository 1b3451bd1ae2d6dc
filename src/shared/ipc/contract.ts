import { z } from 'zod';
import { alertRecord, alertRule } from '../model/alert.ts';
import { channelState } from '../model/channels.ts';
import { containerActions } from '../model/container.ts';
import { seriesData, seriesKey } from '../model/history.ts';
import { settingsProblem, settingsState } from '../model/settings.ts';
import { snapshot, snapshotPatch } from '../model/snapshot.ts';
import type { Result } from '../result.ts';
import { pageViews, viewNames } from '../views.ts';
import type { CommandName, EventName } from './channels.ts';

// THE contract: every command's input and output, every event's payload, as JSON values. `satisfies` makes a name without a schema, and a
// schema without a name, a compile error; the router's handler map does the same for handlers.

/** `view` may look; `control` may change, end and quit. */
export type Right = 'view' | 'control';

const nothing = z.strictObject({});
const seq = z.int().min(0);

export const info = z
  .object({
    version: z.string(),
    shell: z.enum(['app', 'agent']),
    platform: z.string(),
    pid: z.number(),
    hostname: z.string(),
    /** What this client may do. */
    right: z.enum(['view', 'control']),
    /** Epoch milliseconds. */
    startedAt: z.number(),
    /** Sentences about what this machine cannot do, each with one action: "No tray here: …". */
    notices: z.array(z.string()).readonly(),
    /** What a person types for a new link to this page, and whether it may give the right to control; null where pages need no link. */
    newLink: z.object({ command: z.string(), control: z.boolean() }).readonly().nullable(),
  })
  .readonly();
export type Info = z.infer<typeof info>;

const linkIds = ['docs', 'issues', 'tray-help'] as const;

export const commands = {
  getInfo: { right: 'view', input: nothing, output: info },
  /** Says what this client looks at from now on; answers with all of it. No views = looks at nothing. */
  look: {
    right: 'view',
    input: z.strictObject({ views: z.array(z.enum(viewNames)).max(viewNames.length) }),
    output: z.object({ seq, snapshot }).readonly(),
  },
  /** All that the client's views show, and the number of the last push that is in it: after a gap, or once. */
  getSnapshot: { right: 'view', input: nothing, output: z.object({ seq, snapshot }).readonly() },
  getHistory: {
    right: 'view',
    input: z.strictObject({
      series: z.array(seriesKey).min(1).max(32),
      /** How far back from now. */
      spanMs: z
        .int()
        .min(1_000)
        .max(366 * 86_400_000),
      /** About as many points as there are pixels. */
      points: z.int().min(2).max(4_000),
    }),
    output: z.array(seriesData).readonly(),
  },
  /** TERM at the first request for a process, KILL at the second. Refused when the pid is another process by now. */
  endProcess: {
    right: 'control',
    input: z.strictObject({
      pid: z
        .int()
        .min(1)
        .max(2 ** 31 - 1),
      startTime: z.number(),
    }),
    output: z.object({ sent: z.enum(['SIGTERM', 'SIGKILL']) }).readonly(),
  },
  /** Asks the container's engine: it answers when that has done it. Ids are those of the snapshot. */
  actOnContainer: {
    right: 'control',
    input: z.strictObject({ id: z.string().regex(/^[0-9a-f]{12,64}$/), action: z.enum(containerActions) }),
    output: nothing,
  },
  /** What fires, the worst first; and what was, the newest first. */
  getAlerts: {
    right: 'view',
    input: z.strictObject({
      /** Entries of the log, at most. */
      limit: z.int().min(0).max(1_000),
      /** Only those that fired before; epoch milliseconds, null = from the newest on. */
      before: z.number().nullable(),
    }),
    output: z.object({ active: z.array(alertRecord).readonly(), log: z.array(alertRecord).readonly() }).readonly(),
  },
  actOnAlert: {
    right: 'control',
    input: z.discriminatedUnion('action', [
      z.strictObject({ action: z.literal('acknowledge'), id: z.uuid() }),
      z.strictObject({
        action: z.literal('snooze'),
        id: z.uuid(),
        forMs: z
          .int()
          .min(60_000)
          .max(7 * 86_400_000),
      }),
    ]),
    output: nothing,
  },
  /** How often a rule would have fired over what is recorded. */
  previewRule: {
    right: 'view',
    input: z.strictObject({ rule: alertRule }),
    output: z
      .object({
        fired: z.int(),
        notified: z.int(),
        /** Epoch milliseconds of the first recorded reading it could be tried on; null when there is none. */
        since: z.number().nullable(),
      })
      .readonly(),
  },
  /** The rules in force, the default set where the settings name none; and how the channels are doing. */
  getChannels: {
    right: 'view',
    input: nothing,
    output: z
      .object({
        channels: z.array(channelState).readonly(),
        rules: z.array(alertRule).readonly(),
        defaultRules: z.array(alertRule).readonly(),
      })
      .readonly(),
  },
  /** Sends a test message; answers with what the receiver said. */
  testChannel: { right: 'control', input: z.strictObject({ id: z.string().max(64) }), output: z.object({ said: z.string() }).readonly() },
  /** Keeps a secret that a channel's settings refer to as "secret:<id>"; null forgets it. It is never given back. */
  setSecret: {
    right: 'control',
    input: z.strictObject({ id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/), value: z.string().min(1).max(4_096).nullable() }),
    output: nothing,
  },
  getSettings: { right: 'view', input: nothing, output: settingsState },
  /** Sets keys by path ("monitor.interval"); null sets the default. All of them or none. */
  changeSettings: {
    right: 'control',
    input: z.strictObject({ changes: z.record(z.string().max(128), z.json()).refine((c) => Object.keys(c).length <= 200) }),
    output: settingsState,
  },
  /** Merges a settings file (JSON as exported, or the TOML of the origin) after a backup. `dryRun` only validates. */
  importSettings: {
    right: 'control',
    input: z.strictObject({ text: z.string().max(1_000_000), format: z.enum(['json', 'toml']), dryRun: z.boolean() }),
    output: z.object({ state: settingsState, problems: z.array(settingsProblem).readonly(), backupPath: z.string().nullable() }).readonly(),
  },
  setPaused: { right: 'control', input: z.strictObject({ paused: z.boolean() }), output: nothing },
  /** null = no longer muted. */
  mute: {
    right: 'control',
    input: z.strictObject({
      forMs: z
        .int()
        .min(1_000)
        .max(7 * 86_400_000)
        .nullable(),
    }),
    output: nothing,
  },
  /** From a fixed table: a page never gives a URL. */
  openLink: { right: 'view', input: z.strictObject({ id: z.enum(linkIds) }), output: nothing },
  closePopover: { right: 'view', input: nothing, output: nothing },
  resizePopover: { right: 'view', input: z.strictObject({ heightPx: z.int().min(80).max(4_000) }), output: nothing },
  /** A URL with a one-time token for the agent's page. Only over the local socket. */
  newAccessUrl: {
    right: 'control',
    input: z.strictObject({ right: z.enum(['view', 'control']) }),
    output: z.object({ url: z.string() }).readonly(),
  },
  quit: { right: 'control', input: nothing, output: nothing },
} satisfies Record<CommandName, { right: Right; input: z.ZodType; output: z.ZodType }>;

export const events = {
  /** What changed since the push before. `seq` counts this client's pushes: a hole in it means that one is missing. */
  snapshot: z.object({ seq, patch: snapshotPatch }).readonly(),
  settings: settingsState,
  /** The shell asks the page to show a view (the tray's "Settings"). */
  navigate: z.object({ view: z.enum(pageViews) }).readonly(),
} satisfies Record<EventName, z.ZodType>;

export type CommandInput<K extends CommandName> = z.infer<(typeof commands)[K]['input']>;
export type CommandOutput<K extends CommandName> = z.infer<(typeof commands)[K]['output']>;
export type EventPayload<K extends EventName> = z.infer<(typeof events)[K]>;

export type Unsubscribe = () => void;

/** What a page sees, whichever border lies between: `window.api` in the app, the WebSocket in the agent's page. */
export type Api = { readonly [K in CommandName]: (input: CommandInput<K>) => Promise<Result<CommandOutput<K>>> } & {
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): Unsubscribe;
};

/** One message over a WebSocket, in either direction. */
export type SocketMessage =
  | { readonly id: number; readonly command: string; readonly input: unknown }
  | { readonly id: number; readonly result: Result<unknown> }
  | { readonly event: EventName; readonly payload: unknown };
