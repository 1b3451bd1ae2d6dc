import { UNKNOWN, diskQuantity, formatNumber, formatQuantity, rateQuantity } from '../../shared/format.ts';
import type { NetworkInterface } from '../../shared/model/host.ts';
import { useNetworkUnit, useSnapshot } from '../context.tsx';
import { connectionCounts } from '../logic/connection-counts.ts';
import { strings } from '../strings.ts';
import { DataTable } from './data-table.tsx';
import { KeyValues } from './key-values.tsx';

const words = strings.details;

export function NetworkDetails() {
  const network = useSnapshot((snapshot) => snapshot.network);
  const connections = useSnapshot((snapshot) => snapshot.connections);
  const unit = useNetworkUnit();
  if (network === null) return null;
  const rate = (value: number | null): string => formatQuantity(rateQuantity(value, unit));
  // What carries traffic first; a machine with containers has dozens that are down.
  const sorted = [...network.interfaces].sort((a, b) => Number(b.counted) - Number(a.counted) || traffic(b) - traffic(a));
  return (
    <>
      <DataTable
        caption={strings.resources.network}
        head={[words.interface, words.received, words.sent, words.speed, words.state, words.lost]}
        rows={sorted.map((one) => ({
          key: one.name,
          quiet: !one.counted,
          cells: [
            <span key="name" title={one.counted ? undefined : words.notCounted}>
              {one.name}
            </span>,
            rate(one.bytesReceivedPerSec),
            rate(one.bytesSentPerSec),
            one.speedBitsPerSec === null ? UNKNOWN : formatQuantity(rateQuantity(one.speedBitsPerSec / 8, 'bits')),
            words.interfaceState[one.state],
            lostText(one),
          ],
        }))}
      />
      <KeyValues
        pairs={[
          [words.received1, formatQuantity(diskQuantity(network.bytesReceived))],
          [words.sent1, formatQuantity(diskQuantity(network.bytesSent))],
          ...(connections === null ? [] : connectionCounts(connections)),
        ]}
      />
    </>
  );
}

function traffic({ bytesReceived, bytesSent }: NetworkInterface): number {
  return bytesReceived + bytesSent;
}

function lostText(one: NetworkInterface): string {
  const parts = [one.errorsReceivedPerSec, one.errorsSentPerSec, one.droppedReceivedPerSec, one.droppedSentPerSec];
  if (parts.every((part) => part === null)) return UNKNOWN;
  return words.perSec(formatNumber(parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)));
}
