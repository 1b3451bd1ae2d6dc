import type { ProcessRaw } from '../probes/raw.ts';
import { type CgroupClaim, cgroupClaim } from './app-cgroup.ts';
import { appName, isLauncher, isPrompt, isSessionManager } from './app-names.ts';
import { type ClaimOwner, type OwnerClaim, SYSTEM_OWNER, appOwner } from './owner-claim.ts';
import { createProcessRoots } from './process-roots.ts';

/** Says which app, or the system, a process belongs to. Answers for every process; made anew for each list. */
export function createAppClaim(platform: string, processes: readonly ProcessRaw[]): ClaimOwner {
  if (platform === 'win32') return windowsClaim;
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  return platform === 'darwin' ? createMacClaim(byPid) : createLinuxClaim(byPid);
}

function appOf(process: ProcessRaw): OwnerClaim {
  const { name, rawName } = appName(process);
  return appOwner(name, rawName);
}

/**
 * Kernel threads and system services → system. What was started from a terminal or a shell is the program started there, whatever cgroup
 * the terminal itself is in; else the app that the cgroup names; else the topmost process below whatever starts programs.
 */
function createLinuxClaim(byPid: ReadonlyMap<number, ProcessRaw>): ClaimOwner {
  const claims = new Map<string, CgroupClaim>();
  function ofCgroup({ cgroup }: ProcessRaw): CgroupClaim {
    if (cgroup === null) return null;
    let claim = claims.get(cgroup);
    if (claim === undefined) {
      claim = cgroupClaim(cgroup);
      claims.set(cgroup, claim);
    }
    return claim;
  }
  const rootOf = createProcessRoots(byPid, (process) => isSessionManager(process) || isLauncher(process) || ofCgroup(process) === 'system');
  return (process) => {
    if (process.kernelThread || isSessionManager(process)) return SYSTEM_OWNER;
    const claim = ofCgroup(process);
    if (isLauncher(process)) return claim === 'system' ? SYSTEM_OWNER : appOf(process);
    const root = rootOf(process);
    if (root.below !== null && isPrompt(root.below)) return appOf(root.process);
    if (claim === 'system') return SYSTEM_OWNER;
    return claim === null ? appOf(root.process) : appOwner(claim.app);
  };
}

const MAC_SYSTEM = ['/System/', '/usr/libexec/', '/usr/sbin/', '/sbin/', '/Library/Apple/'];

/** A program's path, from a command line: its arguments begin at the first " -" or " /". The path itself may hold blanks. */
function programPath(command: string): string {
  return command.replace(/ [-/].*$/s, '');
}

/** The outermost bundle of a path: "/Applications/Foo.app/…/Foo Helper.app/…" → "Foo". */
function bundleName(path: string): string | null {
  return path.startsWith('/') ? (/\/([^/]+)\.app(\/|$)/.exec(path)?.[1] ?? null) : null;
}

function createMacClaim(byPid: ReadonlyMap<number, ProcessRaw>): ClaimOwner {
  const rootOf = createProcessRoots(byPid, (process) => isSessionManager(process) || isLauncher(process));
  return (process) => {
    if (process.pid === 0 || process.pid === 1 || process.kernelThread || isSessionManager(process)) return SYSTEM_OWNER;
    const root = rootOf(process);
    const inShell = root.below !== null && isPrompt(root.below);
    if (inShell && !isLauncher(process)) return appOf(root.process);
    const path = programPath(process.command);
    const bundle = bundleName(path);
    // Apps that come with the system are apps: /System/Applications, and Safari below /System/Cryptexes.
    if (bundle !== null && (!path.startsWith('/System/') || path.includes('/Applications/'))) return appOwner(bundle);
    if (MAC_SYSTEM.some((folder) => path.startsWith(folder))) return SYSTEM_OWNER;
    const rootBundle = bundleName(programPath(root.process.command));
    if (rootBundle !== null && !isLauncher(process)) return appOwner(rootBundle);
    return appOf(isLauncher(process) ? process : root.process);
  };
}

const WINDOWS_SYSTEM = new Set(
  (
    'system|registry|secure system|system idle process|memory compression|memcompression|idle|smss|csrss|wininit|winlogon|services|lsass|' +
    'lsaiso|svchost|fontdrvhost|dwm|spoolsv|sihost|taskhostw|runtimebroker|dllhost|audiodg|wudfhost|wmiprvse|searchindexer|ctfmon|' +
    'msmpeng|nissrv|securityhealthservice|trustedinstaller|tiworker|ntoskrnl|logonui|userinit|conhost|dashost|sppsvc|unsecapp|' +
    'vmcompute|vmms|wlanext|mpdefendercoreservice|usermanager|searchhost|startmenuexperiencehost|shellexperiencehost|textinputhost'
  ).split('|'),
);

function windowsClaim(process: ProcessRaw): ReturnType<ClaimOwner> {
  const name = process.name.replace(/\.exe$/i, '');
  if (process.pid === 0 || process.pid === 4 || WINDOWS_SYSTEM.has(name.toLowerCase())) return SYSTEM_OWNER;
  return appOwner(name);
}
