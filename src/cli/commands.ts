import type { Command } from './command.ts';
import { completionCommand } from './commands/completion.ts';
import { helpCommand } from './commands/help.ts';
import { openCommand } from './commands/open.ts';
import { settingsCommand } from './commands/settings.ts';
import { statusCommand } from './commands/status.ts';
import { versionCommand } from './commands/version.ts';
import { watchCommand } from './commands/watch.ts';

/** Every command: help, completions and the dispatcher are made of this. */
export const commands: readonly Command[] = [
  openCommand,
  statusCommand,
  watchCommand,
  settingsCommand,
  versionCommand,
  completionCommand,
  helpCommand,
];
