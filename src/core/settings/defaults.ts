import type { Preset, Settings } from '../../shared/model/settings.ts';

type Partly<T> = { readonly [K in keyof T]?: T[K] extends object ? Partly<T[K]> : T[K] };

const base: Settings = {
  preset: 'default',
  monitor: {
    interval: '1s',
    slowInterval: '5s',
    processInterval: '2s',
    processBackgroundInterval: '15s',
    sensors: false,
  },
  thresholds: {
    cpuPercent: 80,
    memoryPercent: 85,
    diskPercent: 90,
    networkPercent: 80,
    processCount: 1000,
    containerCount: 10,
  },
  alerts: {
    rules: null,
    channels: [{ kind: 'native', id: 'desktop', enabled: true, minSeverity: 'warning', subjects: ['*'], timeout: '15s' }],
    quietHours: null,
    criticalPiercesQuietHours: true,
  },
  appearance: { theme: 'system', networkUnit: 'bytes' },
  tray: { text: 'none' },
  app: { startAtLogin: false, shortcut: '' },
  agent: { port: 0, openBrowser: true },
};

/** What a preset changes of the defaults. What the user set stays above it. */
const presets: Readonly<Record<Preset, Partly<Settings>>> = {
  default: {},
  development: {
    monitor: { interval: '30s', slowInterval: '30s' },
  },
  production: {
    monitor: { interval: '10s', slowInterval: '10s' },
    thresholds: { cpuPercent: 70, memoryPercent: 80, diskPercent: 85, networkPercent: 70, processCount: 5000, containerCount: 50 },
  },
};

export function defaultsOf(preset: Preset): Settings {
  const over = presets[preset];
  return {
    ...base,
    preset,
    monitor: { ...base.monitor, ...over.monitor },
    thresholds: { ...base.thresholds, ...over.thresholds },
  };
}
