import { ProbeError } from '../absence.ts';
import { excerpt } from '../portable/text.ts';

/** Where an engine listens. */
export interface Endpoint {
  /** As a person writes it: "unix:///var/run/docker.sock", "tcp://10.0.0.2:2375". */
  readonly address: string;
  /** What node:http is given. */
  readonly connect: { readonly socketPath: string } | { readonly hostname: string; readonly port: number };
}

/** What `tcp://host` without a port means: the registered port of the Docker Engine API without TLS. */
const DEFAULT_PORT = 2375;
const MAX_ADDRESS_LENGTH = 1024;

export function socketEndpoint(path: string): Endpoint {
  return { address: `unix://${path}`, connect: { socketPath: path } };
}

/** @param name the pipe's name without its folder: "docker_engine" */
export function pipeEndpoint(name: string): Endpoint {
  return { address: `npipe:////./pipe/${name}`, connect: { socketPath: `\\\\.\\pipe\\${name}` } };
}

/**
 * The place that a DOCKER_HOST or a context's host names: `unix://`, `npipe://`, `tcp://` or `http://`. `what` names where it was said.
 * Throws a ProbeError: `not-supported` for `ssh://`, `https://` and `fd://`, `malformed` for anything else.
 */
export function parseEndpoint(text: string, what: string): Endpoint {
  const match = text.length > MAX_ADDRESS_LENGTH ? null : /^([a-z]+):\/\/([^\0\r\n]+)$/.exec(text.trim());
  const [, scheme = '', rest = ''] = match ?? [];
  switch (scheme) {
    case 'unix':
      if (rest.startsWith('/')) return socketEndpoint(rest);
      break;
    case 'npipe': {
      const name = /^\/\/\.\/pipe\/([^/\\]+)$/.exec(rest.replaceAll('\\', '/'))?.[1];
      if (name !== undefined) return pipeEndpoint(name);
      break;
    }
    case 'tcp':
    case 'http': {
      const url = URL.parse(`http://${rest}`);
      // An empty port may also be a written 80, which URL drops.
      const port = /:80\/?$/.test(rest) ? 80 : Number(url?.port || DEFAULT_PORT);
      if (url !== null && url.username === '' && url.password === '' && /^\/?$/.test(url.pathname)) {
        return { address: `tcp://${url.hostname}:${port}`, connect: { hostname: url.hostname.replaceAll(/[[\]]/g, ''), port } };
      }
      break;
    }
    case 'ssh':
    case 'https':
    case 'fd':
      throw new ProbeError('not-supported', `${what}: ${scheme}:// is not supported; expected unix://, npipe:// or tcp:// without TLS`);
    default:
  }
  throw new ProbeError('malformed', `${what}: expected an address such as unix:///var/run/docker.sock, got ${excerpt(text)}`);
}
