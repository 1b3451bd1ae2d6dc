import { commandHelp } from '../core/command-help.ts';
import { agentText } from './agent-options.ts';

export const agentHelp = commandHelp(agentText).join('\n');
