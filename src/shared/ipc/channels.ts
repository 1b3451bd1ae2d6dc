// The names of all commands and events, apart from their schemas: this is all that a preload needs.

export const commandNames = [
  'getInfo',
  'look',
  'getSnapshot',
  'getHistory',
  'endProcess',
  'actOnContainer',
  'getAlerts',
  'actOnAlert',
  'previewRule',
  'getChannels',
  'testChannel',
  'setSecret',
  'getSettings',
  'changeSettings',
  'importSettings',
  'setPaused',
  'mute',
  'openLink',
  'closePopover',
  'resizePopover',
  'newAccessUrl',
  'quit',
] as const;
export type CommandName = (typeof commandNames)[number];

export const eventNames = ['snapshot', 'settings', 'navigate'] as const;
export type EventName = (typeof eventNames)[number];

/** The Electron channels: one for every command, one for every event. */
export const commandChannel = (name: CommandName): string => `headroom:command:${name}`;
export const eventChannel = (name: EventName): string => `headroom:event:${name}`;
