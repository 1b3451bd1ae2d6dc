import { Absence, type Maybe, ProbeError } from '../absence.ts';
import type { Probe } from '../probe.ts';
import type { InterfaceRaw, NetworkRaw } from '../raw.ts';
import type { SystemInformation, WindowsSession } from './windows-session.ts';

type Stats = Pick<
  Awaited<ReturnType<SystemInformation['networkStats']>>[number],
  'iface' | 'operstate' | 'rx_bytes' | 'tx_bytes' | 'rx_errors' | 'tx_errors' | 'rx_dropped' | 'tx_dropped'
>;

export interface AdapterFacts {
  readonly iface: string;
  readonly internal: boolean;
  readonly virtual: boolean;
  /** Megabits per second. */
  readonly speed: number | null;
}

/** Counted are the adapters that are hardware; where none is (a virtual machine can have virtual ones only), all but the loopback. */
export function interfacesOf(stats: readonly Stats[], facts: readonly AdapterFacts[]): InterfaceRaw[] {
  const factsOf = new Map(facts.map((adapter) => [adapter.iface, adapter]));
  const isHardware = ({ iface }: Stats): boolean => {
    const adapter = factsOf.get(iface);
    return adapter !== undefined && !adapter.internal && !adapter.virtual;
  };
  const hasHardware = stats.some(isHardware);
  return stats.filter(hasByteCounts).map((adapter) => {
    const megabits = factsOf.get(adapter.iface)?.speed ?? 0;
    return {
      name: adapter.iface,
      state: adapter.operstate === 'up' || adapter.operstate === 'down' ? adapter.operstate : 'unknown',
      speedBitsPerSec: Number.isFinite(megabits) && megabits > 0 ? megabits * 1e6 : null,
      counted: hasHardware ? isHardware(adapter) : factsOf.get(adapter.iface)?.internal !== true,
      bytesSent: adapter.tx_bytes,
      bytesReceived: adapter.rx_bytes,
      packetsSent: NO_PACKETS,
      packetsReceived: NO_PACKETS,
      errorsSent: countOf(adapter.tx_errors),
      errorsReceived: countOf(adapter.rx_errors),
      droppedSent: countOf(adapter.tx_dropped),
      droppedReceived: countOf(adapter.rx_dropped),
    };
  });
}

const NO_PACKETS = new Absence('not-supported', 'packets are not counted on Windows');

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function hasByteCounts(adapter: Stats): boolean {
  return isCount(adapter.rx_bytes) && isCount(adapter.tx_bytes);
}

function countOf(value: unknown): Maybe<number> {
  return isCount(value) ? value : new Absence('malformed', 'Get-NetAdapterStatistics gave no count');
}

const USER = 'network';

export function createWindowsNetworkProbe(session: WindowsSession): Probe<NetworkRaw> {
  return {
    async read() {
      const interfaces = await session.ask(USER, async (si) => {
        // Without a rescan: the adapters are looked up again only when their addresses changed.
        const facts = await si.networkInterfaces(false);
        return interfacesOf(await si.networkStats('*'), facts);
      });
      if (interfaces.length === 0) throw new ProbeError('failed', 'PowerShell answered no network adapter');
      return { interfaces };
    },
    dispose() {
      session.leave(USER);
    },
  };
}
