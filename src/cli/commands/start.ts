import type { Command } from '../command.ts';
import { tell } from '../output.ts';

export const startCommand: Command = {
  name: 'start',
  summary: 'start the tray app, or the agent where there can be none',
  usage: ['[OPTIONS OF THE AGENT]', '--no-sandbox'],
  examples: [{ line: 'headroom start', what: 'says in one line when it is the agent, and why' }],
  options: { 'no-sandbox': { type: 'boolean', summary: 'let Electron run as root on Linux, without its sandbox' } },
  passesArguments: true,
  async run(context, { raw }) {
    const { env, platform } = context;
    const { projectFolder } = await import('../../core/project-folder.ts');
    const projectDir = projectFolder(import.meta.filename);
    const { agent } = await import('./agent.ts');
    const agentArgs = raw.filter((arg) => arg !== '--no-sandbox');
    // Outside of a clone there is no Electron that could be started.
    if (projectDir === null) return agent(context, agentArgs);
    const { chooseStart } = await import('../start/choose.ts');
    const decision = await chooseStart({ projectDir, platform, env, args: raw }, (line) => tell(context, line));
    if (decision.start === 'app') {
      const { runInForeground } = await import('../start/child.ts');
      return runInForeground(decision.electronPath, [projectDir, ...raw]);
    }
    tell(context, decision.reason);
    return agent(context, agentArgs);
  },
};
