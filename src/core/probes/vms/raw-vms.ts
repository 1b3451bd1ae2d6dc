import type { VirtualizationType } from '../../../shared/model/environment.ts';
import type { VmAccelerator, VmEvidence, VmProduct } from '../../../shared/model/vm.ts';
import type { Absence, Maybe } from '../absence.ts';
import type { ProcessRaw } from '../raw.ts';

// What is found of virtual machines that run on this machine. None of it changes while the same processes run.

export interface GivenRaw {
  readonly memoryBytes: Maybe<number>;
  /** Virtual processors. */
  readonly cpuCount: Maybe<number>;
}

/** What a configuration file says. A field that is left out says nothing. */
export interface ConfigFacts {
  readonly memoryBytes?: Maybe<number>;
  readonly cpuCount?: Maybe<number>;
  readonly name?: string | null;
  /** The file that says the rest. */
  readonly follow?: ConfigFile | null;
}

export interface ConfigFile {
  readonly path: string;
  /** `process`: the path is one of the VM's process, which may have a root and a folder of its own. */
  readonly seenFrom: 'machine' | 'process';
  /** Never throws: what is not understood is an Absence. */
  readonly parse: (text: string) => ConfigFacts;
  /** What it means when there is no such file. */
  readonly missing?: string;
}

/** A machine as its processes show it. */
export interface FoundVm {
  readonly product: VmProduct;
  readonly type: VirtualizationType;
  readonly accelerator: VmAccelerator | null;
  readonly name: string | null;
  /** What it is called whenever it runs, among those of its product; "" = its product has one only; null = only its process tells it. */
  readonly key: string | null;
  readonly given: GivenRaw;
  readonly hugePages: boolean;
  readonly evidence: readonly VmEvidence[];
  /** The first is the one that is the machine. */
  readonly processes: readonly ProcessRaw[];
  /** Processes known to work for it. */
  readonly helperPids: readonly number[];
  /** What stands in the command lines of processes that work for it: its folder, its sockets. */
  readonly marks: readonly string[];
  /** Where the rest of `given` may be read; null = nowhere. */
  readonly config: ConfigFile | null;
  /** What was asked for and not had yet may be there at the next look: a disk that is not open yet. */
  readonly unsettled: boolean;
}

/** One process of a list. */
export interface ProcessKey {
  readonly pid: number;
  readonly startTime: number;
}

/** A machine among the processes of one list. */
export interface VmRaw {
  /** "docker-desktop", "tart/sequoia-base", "qemu/4711-1700000000000": the same whenever Headroom starts. */
  readonly id: string;
  readonly product: VmProduct;
  readonly type: VirtualizationType;
  readonly accelerator: VmAccelerator | null;
  readonly name: string | null;
  readonly given: GivenRaw;
  readonly hugePages: boolean;
  readonly evidence: readonly VmEvidence[];
  /** The first is the one that is the machine. */
  readonly processes: readonly ProcessKey[];
  readonly helpers: readonly ProcessKey[];
}

/** What was looked up beside the process list, once per process. */
export interface VmDetails {
  readonly commandLineOf: (process: ProcessRaw) => CommandLine | null;
  /** Paths of the files it has open (macOS); an Absence where they may not be seen; undefined while nobody looked. */
  readonly openFilesOf: (process: ProcessRaw) => Maybe<readonly string[]> | undefined;
  /** What the file says; undefined while it was not read. */
  readonly factsOf: (file: ConfigFile, process: ProcessRaw) => ConfigFacts | Absence | undefined;
  /** The home folder of the process's user, without a slash at its end; null where it is not known. */
  readonly homeOf: (process: ProcessRaw) => string | null;
}

/** `args` begins with the program. Where the system joins arguments with blanks they are told apart by their dashes: `exact` is false. */
export interface CommandLine {
  readonly args: readonly string[];
  readonly exact: boolean;
}
