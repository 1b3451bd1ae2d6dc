// npm start: the tray app where it can run, else the agent.
import { join } from 'node:path';
import { buildScript, needsBuild } from '../src/cli/start/build.ts';
import { becomeProgram, runInForeground } from '../src/cli/start/child.ts';
import { chooseStart } from '../src/cli/start/choose.ts';

const projectDir = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const tell = (line: string): void => console.error(line);

async function start(): Promise<number> {
  if (needsBuild(projectDir)) {
    tell('Building Headroom …');
    const code = await runInForeground(process.execPath, [buildScript(projectDir), 'build', '--logLevel', 'warn'], { cwd: projectDir });
    if (code !== 0) {
      tell(`Headroom could not be built (exit code ${code}). "npm ci" installs what the build needs.`);
      return code;
    }
  }
  const { env, platform } = process;
  const decision = await chooseStart({ projectDir, platform, env, args }, tell);
  if (decision.start === 'app') return runInForeground(decision.electronPath, [projectDir, ...args]);
  tell(decision.reason);
  const agentArgs = args.filter((arg) => arg !== '--no-sandbox');
  return becomeProgram(process.execPath, [join(projectDir, 'out', 'main', 'agent.js'), ...agentArgs]);
}

process.exitCode = await start();
