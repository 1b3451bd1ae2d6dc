import { Absence, type Maybe, isAbsent } from '../absence.ts';
import type { ProcessRaw } from '../raw.ts';
import { type Discovery, NOTHING_FOUND, discoverVms } from './discover-vms.ts';
import type { WantedFile } from './find-vms.ts';
import type { CommandLine, ConfigFacts, ConfigFile, VmDetails, VmRaw } from './raw-vms.ts';

/** What a platform gives beside its process list. None of these rejects. */
export interface VmSources {
  readonly platform: string;
  /** Null when the process went. */
  readonly commandLineOf: (process: ProcessRaw) => CommandLine | null;
  readonly homeOf: (process: ProcessRaw) => string | null;
  readonly readConfig: (file: ConfigFile, process: ProcessRaw) => Promise<string | Absence>;
  readonly openFilesOf: (processes: readonly ProcessRaw[]) => Promise<ReadonlyMap<number, Maybe<readonly string[]>>>;
}

export interface VmReader {
  /**
   * The machines among these processes; the same array while nothing changed. Answers at once where nothing needs to be looked up, else
   * when that was; never rejects.
   */
  read(processes: readonly ProcessRaw[]): readonly VmRaw[] | Promise<readonly VmRaw[]>;
  /** What was answered last. */
  readonly latest: readonly VmRaw[];
  /** Forgets what was looked up. It may be read again afterwards. */
  dispose(): void;
}

/** A file may name one more, and that is all. */
const MAX_ROUNDS = 4;
/** A process that was just started may not have its disk open yet. */
const MAX_LOOKS_AT_FILES = 3;

interface Known {
  readonly startTime: number;
  /** A script that becomes the program keeps its pid and start time. */
  readonly name: string;
  line?: CommandLine | null;
  files?: Maybe<readonly string[]>;
  looksAtFiles: number;
  readonly facts: Map<string, ConfigFacts | Absence>;
}

/** Remembers what was looked up of each process (by pid and start time), so that it is looked up once. */
export function createVmReader(sources: VmSources): VmReader {
  const known = new Map<number, Known>();
  let discovery: Discovery = NOTHING_FOUND;
  let lookingUp: Promise<unknown> | null = null;

  function knownOf({ pid, startTime, name }: ProcessRaw): Known {
    let one = known.get(pid);
    if (one?.startTime !== startTime || one.name !== name) {
      one = { startTime, name, looksAtFiles: 0, facts: new Map() };
      known.set(pid, one);
    }
    return one;
  }
  const details: VmDetails = {
    commandLineOf(process) {
      const one = knownOf(process);
      if (one.line === undefined || one.line === null) one.line = sources.commandLineOf(process);
      return one.line;
    },
    openFilesOf: (process) => knownOf(process).files,
    factsOf: (file, process) => knownOf(process).facts.get(file.path),
    homeOf: sources.homeOf,
  };

  function discover(processes: readonly ProcessRaw[]): Discovery {
    discovery = discoverVms(processes, details, sources.platform, discovery);
    if (discovery.candidates.length < known.size) forgetOthers();
    return discovery;
  }
  function forgetOthers(): void {
    const there = new Set(discovery.candidates.map(({ process }) => process.pid));
    for (const pid of known.keys()) if (!there.has(pid)) known.delete(pid);
  }
  /** Lets those be looked at again whose sign may have come since. */
  function reopenUnsettled(): void {
    for (const { unsettled, processes } of discovery.found) {
      const one = unsettled && processes[0] !== undefined ? knownOf(processes[0]) : null;
      if (one === null || one.files === undefined || one.looksAtFiles >= MAX_LOOKS_AT_FILES) continue;
      delete one.files;
      discovery = { ...discovery, candidates: [] };
    }
  }

  async function lookUp(processes: readonly ProcessRaw[]): Promise<readonly VmRaw[]> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { wantedFiles, wantedOpenFiles } = discovery;
      if (wantedFiles.length === 0 && wantedOpenFiles.length === 0) break;
      await Promise.all([lookAtOpenFiles(wantedOpenFiles), ...wantedFiles.map(readFacts)]);
      discover(processes);
    }
    return discovery.vms;
  }
  async function lookAtOpenFiles(wanted: readonly ProcessRaw[]): Promise<void> {
    const answers = wanted.length === 0 ? null : await sources.openFilesOf(wanted);
    if (answers === null) return;
    for (const process of wanted) {
      const one = knownOf(process);
      one.files = answers.get(process.pid) ?? new Absence('not-found', 'the process went');
      one.looksAtFiles += 1;
    }
  }
  async function readFacts({ file, process }: WantedFile): Promise<void> {
    const text = await sources.readConfig(file, process);
    knownOf(process).facts.set(file.path, isAbsent(text) ? missing(text, file) : file.parse(text));
  }

  return {
    read(processes) {
      // A second question while the first is under way: what is being looked up serves it, too.
      if (lookingUp !== null) return lookingUp.then(() => this.read(processes));
      reopenUnsettled();
      const { vms, wantedFiles, wantedOpenFiles } = discover(processes);
      if (wantedFiles.length === 0 && wantedOpenFiles.length === 0) return vms;
      const answer = lookUp(processes).finally(() => {
        lookingUp = null;
      });
      lookingUp = answer;
      return answer;
    },
    get latest() {
      return discovery.vms;
    },
    dispose() {
      known.clear();
      discovery = NOTHING_FOUND;
    },
  };
}

function missing(absence: Absence, { missing: meaning }: ConfigFile): Absence {
  return absence.reason === 'not-found' && meaning !== undefined ? new Absence('not-found', meaning) : absence;
}
