// What core asks of its shell. Everything that touches time, the outside or the user comes through here, so that a test can own it.

/** Stops or undoes what started it. Safe to call twice. */
export type Disposer = () => void;

export interface Clock {
  /** Epoch milliseconds: may jump. For what people see. */
  now(): number;
  /** Milliseconds that never go back. For rates and deadlines. */
  monotonicMs(): number;
  /** Calls once after `delayMs`; does not keep the process alive. */
  setTimer(callback: () => void, delayMs: number): Disposer;
}

export type LogData = Readonly<Record<string, string | number | boolean | null | undefined>>;
export interface Logger {
  debug(scope: string, message: string, data?: LogData): void;
  info(scope: string, message: string, data?: LogData): void;
  warn(scope: string, message: string, data?: LogData): void;
  error(scope: string, message: string, data?: LogData): void;
}

export interface CommandOptions {
  readonly timeoutMs: number;
  readonly maxBytes?: number;
  /** Laid over those that the program inherits. */
  readonly variables?: Readonly<Record<string, string>>;
}
export interface CommandRunner {
  /**
   * Runs a program with fixed arguments, without a shell, with `LC_ALL=C` unless `variables` say otherwise. Answers with its standard output;
   * throws on failure or time-out.
   */
  run(file: string, args: readonly string[], options: CommandOptions): Promise<string>;
}

/** What is stored, or why there is nothing to go by. */
export interface StoredSettings {
  /** What the file holds, whatever that is; an empty object when there is no file yet, or `fault` says why it is not known. */
  readonly value: unknown;
  readonly fault: {
    /** `damaged`: it was read and is no JSON. `unreadable`: nobody knows what is in it, so nobody may write over it. */
    readonly kind: 'damaged' | 'unreadable';
    /** From 1 on; null when it is about the whole file. */
    readonly line: number | null;
    readonly expected: string;
    readonly got: string;
  } | null;
}

/** Where the settings lie. The file holds only what differs from the defaults. */
export interface SettingsStore {
  readonly path: string;
  /** Looks only: never changes, moves or copies a file. */
  read(): StoredSettings;
  /** Replaces the file atomically. */
  write(value: Readonly<Record<string, unknown>>): void;
  /** Copies a file that is about to be written over although it could not be understood. Answers with the copy's path; throws. */
  keepDamaged(): string;
  /** Copies the file beside itself; null when there is none yet. */
  backup(): string | null;
}

/** Passwords, keys and addresses that are as good as one. Settings hold only `secret:<id>`. No value of it is ever logged, exported or shown. */
export interface SecretStore {
  /** Null when there is none. Rejects when the store cannot be read. */
  get(id: string): Promise<string | null>;
  set(id: string, value: string): Promise<void>;
  /** Resolves also when there was none. */
  delete(id: string): Promise<void>;
}

export interface ProcessControl {
  /** Throws an AppError (`not-found`, `permission-denied`). */
  signal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly severity: 'ok' | 'warning' | 'critical';
  /** The next notice with the same id takes its place. */
  readonly id?: string;
  /** What it is about: comes back with a person's choice. */
  readonly about?: string;
  /** Buttons, where the system has them. */
  readonly actions?: readonly NoticeAction[];
}
export interface NoticeAction {
  /** a-z only, and not `open`. */
  readonly id: string;
  readonly label: string;
}
/** A person clicked a notice (`open`) or chose one of its actions. */
export interface NoticeChoice {
  readonly about: string;
  readonly action: string;
}
export interface Notifier {
  /** Resolves when the system took it; rejects with why not: an AppError (`not-supported`) when it never will. */
  notify(notice: Notice): Promise<void>;
  /** Choices on notices that say what they are about. */
  onChoice(listener: (choice: NoticeChoice) => void): Disposer;
}

/** What Headroom itself uses, its whole process tree. */
export interface OwnUsage {
  /** CPU time since the start, in milliseconds. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
  /** PSS counts a page shared by several processes once; RSS, where there is no PSS, once for each. */
  readonly memoryKind: 'pss' | 'rss';
  /** Bytes written to storage since the start; null where the system does not say. */
  readonly bytesWritten: number | null;
}

/** What alerts need of the shell. */
export interface AlertingPorts {
  readonly secrets: SecretStore;
  readonly notifier: Notifier;
  /** Where what must survive a restart lies: made when it is needed. */
  readonly stateFolder: string;
  /** What this machine is called in messages. */
  readonly hostname: string;
  /** Headroom's. */
  readonly version: string;
}

export interface Ports {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly commands: CommandRunner;
  readonly settingsStore: SettingsStore;
  readonly processControl: ProcessControl;
  /** Cheap enough for once in five seconds. */
  readonly ownUsage: () => OwnUsage;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `linux`, `darwin`, `win32` … */
  readonly platform: string;
  /** The folder read as if it were `/`. */
  readonly rootDir: string;
  /** Null for a program that only looks: it judges, stores and tells nothing. */
  readonly alerting: AlertingPorts | null;
}
