import { z } from 'zod';
import { alertRule, quietHours } from './alert.ts';
import { MAX_CHANNELS, channelSettings } from './channels.ts';
import { durationText as duration } from './duration-text.ts';

export const SETTINGS_VERSION = 1;

const percent = z.number().min(1).max(100);

/** The whole of the settings, defaults filled in. On disk stands only what differs from the defaults. */
export const settings = z.strictObject({
  /** Which defaults lie below what the user set. */
  preset: z.enum(['default', 'development', 'production']),
  monitor: z.strictObject({
    /** CPU, memory, network, disk I/O and pressure. */
    interval: duration('250ms', '1h'),
    /** Disk space, system facts, file handles. */
    slowInterval: duration('1s', '1h'),
    /** The process table while someone looks at it. */
    processInterval: duration('1s', '1h'),
    /** The process table while nobody looks: who it was, for the verdict and for history. */
    processBackgroundInterval: duration('5s', '1h'),
    sensors: z.boolean(),
  }),
  thresholds: z.strictObject({
    cpuPercent: percent,
    memoryPercent: percent,
    diskPercent: percent,
    networkPercent: percent,
    processCount: z.int().min(1).max(10_000_000),
    containerCount: z.int().min(1).max(1_000_000),
  }),
  alerts: z.strictObject({
    /** Null = the default set, which follows the thresholds above. */
    rules: z.array(alertRule).max(200).readonly().nullable(),
    channels: z.array(channelSettings).max(MAX_CHANNELS).readonly(),
    /** In which only what is critical may be told, and that only if it may pierce them. */
    quietHours: quietHours.nullable(),
    criticalPiercesQuietHours: z.boolean(),
  }),
  appearance: z.strictObject({
    theme: z.enum(['system', 'light', 'dark']),
    networkUnit: z.enum(['bytes', 'bits']),
  }),
  tray: z.strictObject({
    /** Text beside the icon (macOS only: other trays have none). */
    text: z.enum(['none', 'cpu-memory', 'busiest']),
  }),
  app: z.strictObject({
    startAtLogin: z.boolean(),
    /** Electron accelerator that opens the popover, or empty for none. */
    shortcut: z.string().max(64),
  }),
  agent: z.strictObject({
    /** 0 = the first free port from 4717 on. */
    port: z.int().min(0).max(65_535),
    openBrowser: z.boolean(),
  }),
});
export type Settings = z.infer<typeof settings>;
export type Preset = Settings['preset'];

/** A problem with one key: its old value stays. */
export const settingsProblem = z.object({ key: z.string(), expected: z.string(), got: z.string() }).readonly();
export type SettingsProblem = z.infer<typeof settingsProblem>;

export const settingsState = z
  .object({
    settings,
    /** Keys whose value comes from a `HEADROOM_*` variable: the file does not decide them. */
    fromEnvironment: z.array(z.string()).readonly(),
    /** Keys whose value is not the preset's default. */
    changed: z.array(z.string()).readonly(),
    /** What is wrong with the file or the environment, and where a damaged file was kept. */
    problems: z.array(settingsProblem).readonly(),
    path: z.string(),
  })
  .readonly();
export type SettingsState = z.infer<typeof settingsState>;
