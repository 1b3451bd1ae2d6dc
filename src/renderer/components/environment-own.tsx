import { formatPercent, formatQuantity, formatNumber, rateQuantity } from '../../shared/format.ts';
import type { OwnCgroup } from '../../shared/model/cgroup.ts';
import type { Environment } from '../../shared/model/environment.ts';
import { useSnapshot } from '../context.tsx';
import { ownCgroupFacts } from '../logic/own-cgroup-facts.ts';
import { strings } from '../strings.ts';
import { DataTable } from './data-table.tsx';
import { KeyValues } from './key-values.tsx';
import { Section } from './section.tsx';

const words = strings.environment;

/** What the cgroup of Headroom, and of the container it runs in, uses and suffers. */
export function OwnCgroupSection({ environment }: { readonly environment: Environment }) {
  const cgroup = useSnapshot((snapshot) => snapshot.cgroup);
  return (
    <Section title={words.own} className="own-cgroup">
      {cgroup === null ? (
        <p className="note">{words.noCgroup}</p>
      ) : (
        <>
          {environment.container.ownCgroup === false ? <p className="note">{words.ownShared}</p> : null}
          <KeyValues pairs={ownCgroupFacts(cgroup)} />
          <Pressure cgroup={cgroup} />
          <DeviceIo cgroup={cgroup} />
        </>
      )}
    </Section>
  );
}

const kinds = ['cpu', 'memory', 'io'] as const;

function Pressure({ cgroup: { pressure } }: { readonly cgroup: OwnCgroup }) {
  const rows = kinds.flatMap((kind) =>
    (['some', 'full'] as const).flatMap((side) => {
      const line = pressure[kind]?.[side] ?? null;
      if (line === null) return [];
      const name = `${words.pressureKinds[kind]}, ${words.pressureSides[side]}`;
      return [{ key: name, cells: [name, ...[line.avg10, line.avg60, line.avg300].map((percent) => formatPercent(percent))] }];
    }),
  );
  if (rows.length === 0) return null;
  return <DataTable caption={words.pressure} head={[words.pressure, ...strings.details.avg]} rows={rows} />;
}

function DeviceIo({ cgroup: { io } }: { readonly cgroup: OwnCgroup }) {
  if (io === null || io.length === 0) return null;
  const rate = (value: number | null): string => formatQuantity(rateQuantity(value));
  const operations = (value: number | null): string => (value === null ? '—' : formatNumber(value));
  return (
    <DataTable
      caption={words.io}
      head={[words.io, strings.details.read, strings.details.write, words.reads, words.writes]}
      rows={io.map(({ device, name, counted, readBytesPerSec, writeBytesPerSec, readOpsPerSec, writeOpsPerSec }) => ({
        key: device,
        quiet: !counted,
        cells: [name ?? device, rate(readBytesPerSec), rate(writeBytesPerSec), operations(readOpsPerSec), operations(writeOpsPerSec)],
      }))}
    />
  );
}
