import type { Command } from './command.ts';
import { alertsCommand } from './commands/alerts.ts';
import { agentCommand } from './commands/agent.ts';
import { completionCommand } from './commands/completion.ts';
import { doctorCommand } from './commands/doctor.ts';
import { helpCommand } from './commands/help.ts';
import { openCommand } from './commands/open.ts';
import { rulesCommand } from './commands/rules.ts';
import { settingsCommand } from './commands/settings.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { topCommand } from './commands/top.ts';
import { versionCommand } from './commands/version.ts';
import { watchCommand } from './commands/watch.ts';

/** Every command: help, completions and the dispatcher are made of this. */
export const commands: readonly Command[] = [
  startCommand,
  agentCommand,
  openCommand,
  statusCommand,
  topCommand,
  watchCommand,
  doctorCommand,
  alertsCommand,
  rulesCommand,
  settingsCommand,
  versionCommand,
  completionCommand,
  helpCommand,
];
