import { commandHelp } from '../core/command-help.ts';
import { agentText } from './agent-options.ts';

/** @param program how a person types the command */
export const agentHelp = (program: string): string => commandHelp(agentText, program).join('\n');
