import { readdirSync, realpathSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { absenceOf } from '../absence.ts';
import type { TriedPlace } from '../../../shared/model/container.ts';
import { currentContext } from './docker-context.ts';
import { type Endpoint, parseEndpoint, pipeEndpoint, socketEndpoint } from './endpoint.ts';

// Where engines listen. A place that somebody named (DOCKER_HOST, a context) is tried as it is; the usual ones when something is there.

/** Instances looked at in a folder that holds one folder for each (Lima, Colima, the runtime folders of users). */
const MAX_INSTANCES = 32;
/** `sun_path` without its NUL; a longer one names another file. */
const MAX_SOCKET_PATH_BYTES: Readonly<Record<string, number>> = { darwin: 103 };
const DEFAULT_MAX_SOCKET_PATH_BYTES = 107;
const PIPE_FOLDER = '\\\\.\\pipe\\';
/** `podman machine` has a pipe for each of its machines. */
const PIPE_NAMES = /^(?:docker_engine|dockerDesktop(?:Linux|Windows)Engine|podman-machine-[\w.-]{1,64})$/;

export interface Surroundings {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** Null on Windows. */
  readonly userId: number | null;
  /** The path on this machine of a path below the root that is read. */
  readonly locate: (path: string) => string;
}

export interface Place {
  /** The same for two paths that lead to one socket. */
  readonly key: string;
  /** Another one when the socket was made anew. */
  readonly made: string;
  readonly origin: string;
  readonly endpoint: Endpoint;
}

export interface Places {
  readonly found: readonly Place[];
  /** Looked at, and nothing there that could be connected to. */
  readonly missing: readonly TriedPlace[];
}

/** The places where an engine may listen now. A few dozen `stat` calls; never throws. */
export function findPlaces(surroundings: Surroundings): Places {
  const found = new Map<string, Place>();
  const missing: TriedPlace[] = [];
  const take = (origin: string, named: string, endpointOf: () => Endpoint | null): void => {
    try {
      const endpoint = endpointOf();
      if (endpoint === null) return;
      const there = lookAt(endpoint, surroundings.platform);
      if (there === null) missing.push({ place: endpoint.address, origin, outcome: 'nothing there' });
      else if (!found.has(there.key)) found.set(there.key, { ...there, origin, endpoint });
    } catch (thrown) {
      const { reason, detail } = absenceOf(thrown, origin);
      missing.push({ place: named, origin, outcome: detail, ...(reason === 'permission-denied' ? { denied: true } : {}) });
    }
  };
  for (const { origin, named, endpoint } of namedPlaces(surroundings)) take(origin, named, endpoint);
  if (surroundings.platform === 'win32') {
    const pipes = listOrNone(PIPE_FOLDER).filter((name) => PIPE_NAMES.test(name));
    for (const name of pipes) found.set(name, { key: name, made: '', origin: 'default', endpoint: pipeEndpoint(name) });
    if (pipes.length === 0) missing.push({ place: pipeEndpoint('docker_engine').address, origin: 'default', outcome: 'nothing there' });
  } else {
    for (const path of usualSockets(surroundings)) {
      take('default', path, () => {
        const { address } = socketEndpoint(path);
        return { address, connect: { socketPath: surroundings.locate(path) } };
      });
    }
  }
  return { found: [...found.values()], missing };
}

interface NamedPlace {
  readonly origin: string;
  readonly named: string;
  readonly endpoint: () => Endpoint | null;
}

/** As the CLIs have it: DOCKER_HOST wins over the context; CONTAINER_HOST is Podman's. */
function namedPlaces({ env, homeDir }: Surroundings): NamedPlace[] {
  const places: NamedPlace[] = [];
  for (const name of ['DOCKER_HOST', 'CONTAINER_HOST']) {
    const host = env[name] ?? '';
    if (host !== '') places.push({ origin: name, named: host, endpoint: () => parseEndpoint(host, name) });
  }
  if ((env['DOCKER_HOST'] ?? '') === '') {
    const folder = env['DOCKER_CONFIG'] || `${homeDir}/.docker`;
    const chosen = env['DOCKER_CONTEXT'] ?? '';
    const endpoint = (): Endpoint | null => {
      const context = currentContext(folder, chosen);
      return context === null ? null : parseEndpoint(context.host, `context ${JSON.stringify(context.name)}`);
    };
    places.push({ origin: 'docker context', named: folder, endpoint });
  }
  return places;
}

function usualSockets({ platform, env, homeDir, userId, locate }: Surroundings): string[] {
  const home = (...paths: readonly string[]): string[] => paths.map((path) => posix.join(homeDir, path));
  const instances = (folder: string, ...sockets: readonly string[]): string[] =>
    listOrNone(locate(folder)).flatMap((name) => sockets.map((socket) => posix.join(folder, name, socket)));
  const session = env['XDG_RUNTIME_DIR'] || (userId === null ? '' : `/run/user/${userId}`);
  const colima = env['COLIMA_HOME'] || posix.join(homeDir, '.colima');
  const lima = env['LIMA_HOME'] || posix.join(homeDir, '.lima');
  const machines = posix.join(homeDir, '.local/share/containers/podman/machine');
  const shared = [
    '/var/run/docker.sock',
    ...home('.docker/run/docker.sock', '.docker/desktop/docker.sock', '.rd/docker.sock'),
    posix.join(colima, 'docker.sock'),
    ...instances(colima, 'docker.sock'),
    ...instances(lima, 'sock/docker.sock', 'sock/podman.sock'),
    posix.join(machines, 'podman.sock'),
    ...instances(machines, 'podman.sock'),
  ];
  if (platform === 'darwin') {
    const podman = env['TMPDIR'] === undefined ? [] : [posix.join(env['TMPDIR'], 'podman/podman-machine-default-api.sock')];
    return [...shared, ...home('.orbstack/run/docker.sock'), ...podman];
  }
  const ofSession = session === '' ? [] : [posix.join(session, 'docker.sock'), posix.join(session, 'podman/podman.sock')];
  // Root may use the engines of all users.
  const ofUsers = userId === 0 ? instances('/run/user', 'docker.sock', 'podman/podman.sock') : [];
  return [...new Set([...shared, '/run/podman/podman.sock', ...ofSession, ...ofUsers])];
}

/** What tells two places, and two sockets at one place, apart; null when nothing is there. Throws the system's error, or one for a path that no socket can have. */
function lookAt({ connect, address }: Endpoint, platform: string): Pick<Place, 'key' | 'made'> | null {
  if (!('socketPath' in connect) || connect.socketPath.startsWith(PIPE_FOLDER)) return { key: address, made: '' };
  const path = connect.socketPath;
  const length = Buffer.byteLength(path);
  const max = MAX_SOCKET_PATH_BYTES[platform] ?? DEFAULT_MAX_SOCKET_PATH_BYTES;
  if (length > max) throw new RangeError(`${path}: expected a path of at most ${max} bytes, got ${length}`);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (!stat.isSocket()) throw new TypeError(`${path}: expected a socket, got something else`);
  return { key: realpathSync(path), made: `${stat.ino} ${stat.ctimeMs}` };
}

function listOrNone(folder: string): string[] {
  try {
    return readdirSync(folder).slice(0, MAX_INSTANCES);
  } catch {
    return [];
  }
}
