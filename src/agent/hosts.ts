/** The names under which a page of ours may be asked for. Anything else is refused: it may be another site's name for this address. */
export interface AllowedHosts {
  /** Of the Host header. */
  allowsHost(host: string | undefined): boolean;
  /** Of the Origin header of a WebSocket or of a request that changes something. */
  allowsOrigin(origin: string | undefined): boolean;
}

export interface HostsOptions {
  readonly scheme: 'http' | 'https';
  readonly port: number;
  /** Addresses and names beyond loopback: what the agent was bound to, what its certificate names. */
  readonly more: readonly string[];
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/** An address or a name as it stands in a URL: IPv6 in brackets. */
export function urlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** As it was given, and as a browser writes it: an IPv6 address in its shortest form. */
function spellings(name: string): string[] {
  const host = urlHost(name.toLowerCase());
  return URL.canParse(`http://${host}`) ? [host, new URL(`http://${host}`).hostname] : [host];
}

export function createAllowedHosts({ scheme, port, more }: HostsOptions): AllowedHosts {
  const hosts = new Set<string>();
  for (const host of [...LOOPBACK, ...more].flatMap(spellings)) {
    hosts.add(`${host}:${port}`);
    // Browsers leave the scheme's own port out.
    if (port === DEFAULT_PORTS[scheme]) hosts.add(host);
  }
  const origins = new Set([...hosts].map((host) => `${scheme}://${host}`));
  return {
    allowsHost: (host) => host !== undefined && hosts.has(host.toLowerCase()),
    allowsOrigin: (origin) => origin !== undefined && origins.has(origin.toLowerCase()),
  };
}
