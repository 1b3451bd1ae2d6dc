import type { ContainerAction } from '../../../shared/model/container.ts';
import { type EngineFacts, engineFactsOf } from './engine-facts.ts';
import { EngineError } from './engine-error.ts';
import type { EngineHttp, EngineStream } from './http-client.ts';
import { listOf } from './json-values.ts';

// The Docker Engine API, which Podman speaks too: https://docs.docker.com/reference/api/engine/

/** The newest version whose answers are known; an engine that is newer still speaks it. */
const NEWEST_VERSION: ApiVersion = [1, 47];
/** An engine that systemd or Docker Desktop starts at the first question takes this long. */
const CONNECT_TIMEOUT_MS = 20_000;
const PING_TIMEOUT_MS = 30_000;
const LIST_TIMEOUT_MS = 30_000;
const INSPECT_TIMEOUT_MS = 10_000;
const STREAM_TIMEOUT_MS = 20_000;
/** `stop` waits for the container's own time limit (10 s unless it was given another) before it kills. */
const ACTION_TIMEOUT_MS = 120_000;

/** Events after which a container is to be looked at anew. The others (what is executed, attached, copied) come by the hundred. */
const EVENTS = [
  'create',
  'start',
  'die',
  'stop',
  'kill',
  'pause',
  'unpause',
  'restart',
  'rename',
  'update',
  'destroy',
  'oom',
  'health_status',
] as const;

type ApiVersion = readonly [major: number, minor: number];

export interface EngineApi {
  readonly facts: EngineFacts;
  /** "1.41"; null where the engine does not say which it speaks. */
  readonly version: string | null;
  /** Resolves when the engine answers at all. */
  ping(): Promise<void>;
  /** All containers, those that do not run too. */
  list(): Promise<readonly unknown[]>;
  inspect(id: string): Promise<unknown>;
  events(onEvent: (event: unknown) => void): EngineStream;
  stats(id: string, onSample: (message: unknown) => void): EngineStream;
  /** Resolves when it is done, and when there was nothing to do. */
  act(id: string, action: ContainerAction): Promise<void>;
}

/** Asks who answers there and which version of the API it speaks. Rejects with an EngineError. */
export async function openEngine(http: EngineHttp): Promise<EngineApi> {
  const ping = await http.ask('GET', '/_ping', CONNECT_TIMEOUT_MS);
  const version = negotiated(ping.headers['api-version']);
  const prefix = version === null ? '' : `/v${version}`;
  const [about, info] = await Promise.all([
    http.ask('GET', `${prefix}/version`, CONNECT_TIMEOUT_MS),
    http.ask('GET', `${prefix}/info`, CONNECT_TIMEOUT_MS),
  ]);
  const facts = engineFactsOf(about.body, info.body);
  // Podman knows only some of the names, and refuses others.
  const filters = facts.kind === 'podman' ? { type: ['container'] } : { type: ['container'], event: EVENTS };
  const container = (id: string, what: string): string => `${prefix}/containers/${encodeURIComponent(id)}/${what}`;
  return {
    facts,
    version,
    async ping() {
      await http.ask('GET', '/_ping', PING_TIMEOUT_MS);
    },
    async list() {
      const { body } = await http.ask('GET', `${prefix}/containers/json?all=true`, LIST_TIMEOUT_MS);
      const items = listOf(body);
      if (items === null) throw new EngineError('malformed', `${http.endpoint.address}: expected a list of containers, got something else`);
      return items;
    },
    inspect: async (id) => (await http.ask('GET', container(id, 'json'), INSPECT_TIMEOUT_MS)).body,
    events: (onEvent) => http.stream(`${prefix}/events?filters=${encodeURIComponent(JSON.stringify(filters))}`, STREAM_TIMEOUT_MS, onEvent),
    stats: (id, onSample) => http.stream(container(id, 'stats?stream=true'), STREAM_TIMEOUT_MS, onSample),
    async act(id, action) {
      await http.ask('POST', container(id, action), ACTION_TIMEOUT_MS);
    },
  };
}

/** The lower of what the engine offers and what is known here. */
function negotiated(offered: string | readonly string[] | undefined): string | null {
  const match = typeof offered === 'string' ? /^(\d{1,2})\.(\d{1,3})$/.exec(offered) : null;
  if (match === null) return null;
  const theirs: ApiVersion = [Number(match[1]), Number(match[2])];
  const older = theirs[0] - NEWEST_VERSION[0] || theirs[1] - NEWEST_VERSION[1];
  return (older < 0 ? theirs : NEWEST_VERSION).join('.');
}
