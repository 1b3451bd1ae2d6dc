import { diskQuantity, formatPercent, formatQuantity } from '../../shared/format.ts';
import { useSnapshot, useThresholds } from '../context.tsx';
import { absenceOf, isPassing, noteOf } from '../logic/absence-text.ts';
import { severityOfStall, severityOfUse } from '../logic/severity.ts';
import { strings } from '../strings.ts';
import { Bar } from './bar.tsx';
import { DataTable } from './data-table.tsx';
import { Section } from './section.tsx';

// What the popover shows inside an opened row, and a wide page has room for at once.

const kinds = [
  ['cpu', strings.resources.cpu],
  ['memory', strings.resources.memory],
  ['io', strings.resources.diskIo],
] as const;

/** How much of the time some task waited for each resource. */
export function PressureSection() {
  const pressure = useSnapshot((snapshot) => snapshot.pressure);
  const absent = useSnapshot((snapshot) => absenceOf(snapshot, 'pressure'));
  const rows = kinds.flatMap(([kind, label]) => {
    const some = pressure?.[kind]?.some ?? null;
    if (some === null) return [];
    const level = severityOfStall(kind, some.avg10);
    const cells = [some.avg10, some.avg60, some.avg300].map((value) => formatPercent(value));
    const [now = '', ...before] = cells;
    return [
      {
        key: kind,
        cells: [
          label,
          <span key="now" className={level === 'ok' ? undefined : `level-${level}`}>
            {now}
          </span>,
          ...before,
        ],
      },
    ];
  });
  if (rows.length === 0 && (absent === null || isPassing(absent.reason))) return null;
  return (
    <Section title={strings.facts.pressure} className="wide-only">
      {rows.length > 0 ? (
        <DataTable caption={strings.facts.pressure} head={[strings.details.some, ...strings.details.avg]} rows={rows} />
      ) : (
        <p className="note">{absent === null ? '' : noteOf(absent).text}</p>
      )}
    </Section>
  );
}

const SHOWN = 8;

/** The file systems of this machine, the fullest first. */
export function FileSystems() {
  const partitions = useSnapshot(({ disk }) => disk?.partitions ?? null) ?? [];
  const { diskPercent } = useThresholds();
  const shown = partitions
    .filter(({ counted, usagePercent }) => counted && usagePercent !== null)
    .sort((a, b) => (b.usagePercent ?? 0) - (a.usagePercent ?? 0))
    .slice(0, SHOWN);
  if (shown.length === 0) return null;
  return (
    <Section title={strings.facts.fileSystems} className="wide-only">
      <ul className="file-systems">
        {shown.map(({ device, mount, usagePercent, freeBytes }) => {
          const percent = usagePercent ?? 0;
          const text = formatPercent(percent);
          return (
            <li key={`${device} ${mount}`} title={device}>
              <span className="name">{mount}</span>
              <Bar percent={percent} hue="disk" severity={severityOfUse(percent, diskPercent)} label={`${mount}: ${text}`} />
              <span>{text}</span>
              <span className="quiet">
                {formatQuantity(diskQuantity(freeBytes))} {strings.resources.free}
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
