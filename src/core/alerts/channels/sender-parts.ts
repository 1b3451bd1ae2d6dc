import type { Clock, Notifier } from '../../ports.ts';
import type { Fetch } from './http-post.ts';
import type { UsedSecrets } from './used-secrets.ts';

/** What the channels are made of. */
export interface SenderParts {
  readonly clock: Clock;
  readonly secrets: UsedSecrets;
  readonly fetch: Fetch;
  readonly notifier: Notifier;
  /** The variables that a command inherits. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The machine that the messages are about. */
  readonly hostname: string;
  /** Headroom's. */
  readonly version: string;
}
