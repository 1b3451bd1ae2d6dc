import { ProbeError } from '../absence.ts';
import type { Counter } from '../counter.ts';
import type { Probe } from '../probe.ts';
import type { InterfaceRaw, NetworkRaw } from '../raw.ts';
import type { KernelFiles } from './kernel-files.ts';
import { createLinks } from './network-links.ts';
import { required } from './sources.ts';
import { Scanner } from './scan.ts';

const COLON = 58;
/** Lines of column titles above the interfaces. */
const TITLE_LINES = 2;

type Counters = Omit<InterfaceRaw, 'state' | 'speedBitsPerSec' | 'counted'>;

/** Traffic by interface from `/proc/net/dev`, state and speed from sysfs. */
export function createNetworkProbe(files: KernelFiles): Probe<NetworkRaw> {
  // `/proc/net` is the reader's own network namespace; that of the first process is the one of the root that is looked at.
  const path = files.rootDir !== '/' && files.exists('/proc/1/net/dev') ? '/proc/1/net/dev' : '/proc/net/dev';
  const file = files.keep(path);
  const scanner = new Scanner();
  const links = createLinks(files);
  return {
    read() {
      const { buffer, length } = required(path, file.read);
      const counters = parseNetDev(scanner.reset(buffer, length));
      links.update(counters.map((one) => one.name));
      return { interfaces: counters.map((one) => ({ ...one, ...links.of(one.name) })) };
    },
    dispose: () => file.close(),
  };
}

/** Throws ProbeError('malformed'). */
export function parseNetDev(scanner: Scanner): Counters[] {
  for (let i = 0; i < TITLE_LINES; i += 1) {
    if (!scanner.nextLine() && i === 0) throw new ProbeError('malformed', '/proc/net/dev: expected two lines of titles first');
  }
  const interfaces: Counters[] = [];
  for (; !scanner.atEnd; scanner.nextLine()) {
    scanner.skipBlanks();
    if (scanner.atLineEnd) continue;
    const name = scanner.word(COLON);
    // The first number may follow the colon at once ("eth0:123").
    // A name is also the name of a folder in sysfs.
    if (!/^[^/\0]{1,64}$/.test(name) || !scanner.take(':')) {
      throw new ProbeError('malformed', '/proc/net/dev: expected lines such as "eth0: 1 2 3 …"');
    }
    interfaces.push(parseCounters(scanner, name));
  }
  return interfaces;
}

function parseCounters(scanner: Scanner, name: string): Counters {
  const column = (): Counter => {
    const value = scanner.counter();
    if (value === null) throw new ProbeError('malformed', `/proc/net/dev: expected at least 12 numbers after "${name}:"`);
    return value;
  };
  const bytesReceived = column();
  const packetsReceived = column();
  const errorsReceived = column();
  const droppedReceived = column();
  // fifo, frame, compressed, multicast
  for (let i = 0; i < 4; i += 1) column();
  const bytesSent = column();
  const packetsSent = column();
  const errorsSent = column();
  const droppedSent = column();
  return { name, bytesReceived, packetsReceived, errorsReceived, droppedReceived, bytesSent, packetsSent, errorsSent, droppedSent };
}
