import type { Command } from './command.ts';
import { helpCommand } from './commands/help.ts';
import { statusCommand } from './commands/status.ts';
import { versionCommand } from './commands/version.ts';

/** Every command: help, completions and the dispatcher are made of this. */
export const commands: readonly Command[] = [statusCommand, versionCommand, helpCommand];
