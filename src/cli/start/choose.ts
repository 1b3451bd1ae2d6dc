import { type StartDecision, decideAfterInstall, decideStart } from './decision.ts';
import { type FactsOptions, gatherFacts } from './facts.ts';
import { installElectron } from './install-electron.ts';

/** Decides between app and agent; fetches Electron's program at the first start where there is a display for it. */
export async function chooseStart(
  options: FactsOptions,
  tell: (line: string) => void,
): Promise<Exclude<StartDecision, { start: 'install' }>> {
  const decision = decideStart(gatherFacts(options));
  if (decision.start !== 'install') return decision;
  tell('Fetching Electron, once …');
  const failure = await installElectron(options.projectDir);
  return decideAfterInstall(gatherFacts(options), failure);
}
