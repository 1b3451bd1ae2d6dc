import type { CommandInput, CommandOutput, EventPayload, Info, Right } from '../../shared/ipc/contract.ts';
import type { EventName } from '../../shared/ipc/channels.ts';
import type { Result } from '../../shared/result.ts';
import type { Engine } from '../engine-types.ts';
import type { Clock, Logger } from '../ports.ts';

/** What a client's border (IPC, WebSocket, local socket) gives for one client. */
export interface ClientPort {
  readonly right: Right;
  /** Over the local socket only: the one place from where a new access URL may be asked. */
  readonly local: boolean;
  /** True when the client takes more; a push to a client that does not is left out, and its number with it, so that it asks again. */
  ready(): boolean;
  send<K extends EventName>(name: K, payload: EventPayload<K>): void;
}

/** One client: what it looks at, its pushes and their numbers. */
export interface Connection {
  /** Parses, checks the right, runs the handler. Never throws: everything comes back as a Result. */
  call(command: string, input: unknown): Promise<Result<unknown>>;
  close(): void;
}

/** What only a shell can do. A member that a shell cannot do throws AppError('not-supported'). */
export interface ShellActions {
  info(): Omit<Info, 'right' | 'version' | 'platform' | 'pid' | 'hostname' | 'startedAt'>;
  openLink(input: CommandInput<'openLink'>): void;
  closePopover(): void;
  resizePopover(input: CommandInput<'resizePopover'>): void;
  newAccessUrl(input: CommandInput<'newAccessUrl'>): CommandOutput<'newAccessUrl'>;
  /** Returns at once; the shell quits after the answer is sent. */
  quit(): void;
}

export interface ApiOptions {
  readonly engine: Engine;
  readonly shell: ShellActions;
  readonly shellKind: 'app' | 'agent';
  readonly version: string;
  readonly hostname: string;
  readonly platform: string;
  readonly pid: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Also checks what is answered and pushed against the contract: for tests and development. */
  readonly checkOutputs?: boolean;
}
