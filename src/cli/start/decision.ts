/** What is known of the machine before anything is started. */
export interface StartFacts {
  /** `linux`, `darwin`, `win32` … */
  readonly platform: string;
  /** Electron's program; null when the package is there without it. */
  readonly electronPath: string | null;
  /** True when the package that can fetch the program is installed. */
  readonly canInstall: boolean;
  readonly hasDisplay: boolean;
  readonly isRoot: boolean;
  /** True when the person gave --no-sandbox. */
  readonly noSandbox: boolean;
}

export type StartDecision =
  | { readonly start: 'app'; readonly electronPath: string }
  /** Fetch Electron's program, then decide again. */
  | { readonly start: 'install' }
  /** `reason` is one line that says why it is not the app. */
  | { readonly start: 'agent'; readonly reason: string };

/** The tray app where it can run, else the agent. Decided on facts alone: loading Electron to find out would start a download. */
export function decideStart({ platform, electronPath, canInstall, hasDisplay, isRoot, noSandbox }: StartFacts): StartDecision {
  if (platform === 'linux' && !hasDisplay) return agent('there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)');
  if (platform !== 'linux' && !hasDisplay) return agent('there is no display in a session over SSH');
  if (platform === 'linux' && isRoot && !noSandbox) return agent('Electron refuses to run as root without --no-sandbox');
  if (electronPath !== null) return { start: 'app', electronPath };
  return canInstall ? { start: 'install' } : agent("Electron's program is not installed");
}

/** What is decided after the program was fetched, or was not. */
export function decideAfterInstall(facts: StartFacts, failure: string | null): Exclude<StartDecision, { readonly start: 'install' }> {
  const decision = decideStart({ ...facts, canInstall: false });
  if (decision.start === 'install') throw new Error('decided to install what cannot be installed');
  if (decision.start === 'app' || failure === null || facts.electronPath !== null) return decision;
  return agent(`Electron's program could not be fetched: ${failure}`);
}

function agent(why: string): { readonly start: 'agent'; readonly reason: string } {
  return { start: 'agent', reason: `The tray app cannot start: ${why}. Starting the agent instead.` };
}
