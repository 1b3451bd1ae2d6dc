import { type CSSProperties, memo } from 'react';
import { UNKNOWN, formatPercent, memoryQuantity, rateQuantity, type Quantity } from '../../shared/format.ts';
import type { ProcessRow } from '../logic/process-list.ts';
import { hourText, momentText } from '../logic/time-text.ts';
import { strings } from '../strings.ts';
import { Icon } from './icon.tsx';

interface ProcessCellsProps {
  readonly row: ProcessRow;
  readonly tree: boolean;
  /** Epoch milliseconds of the data. */
  readonly now: number;
  readonly onToggle: (id: string) => void;
}

const DAY_MS = 86_400_000;

/** The cells of one process. They change only with its numbers. */
export const ProcessCells = memo(Cells, (a, b) => a.row.process === b.row.process && a.tree === b.tree && sameBranch(a.row, b.row));

function sameBranch(a: ProcessRow, b: ProcessRow): boolean {
  return a.depth === b.depth && a.open === b.open && a.childCount === b.childCount;
}

function Cells({ row: { id, process, depth, childCount, open }, tree, now, onToggle }: ProcessCellsProps) {
  const label = open ? strings.processes.closeBranch(process.name) : strings.processes.openBranch(process.name);
  return (
    <>
      <span role="gridcell" className="cell col-name" title={process.command} style={{ '--depth': depth } as CSSProperties}>
        {!tree ? null : childCount === 0 ? (
          <span className="branch" />
        ) : (
          <button
            type="button"
            className="branch"
            tabIndex={-1}
            aria-label={label}
            onClick={(click) => {
              click.stopPropagation();
              onToggle(id);
            }}
          >
            <Icon name="chevron" className={open ? 'chevron open' : 'chevron'} />
          </button>
        )}
        <span className="name">{process.name}</span>
      </span>
      <span role="gridcell" className="cell col-pid">
        {process.pid}
      </span>
      <span role="gridcell" className="cell col-user" title={process.user}>
        {process.user}
      </span>
      <span role="gridcell" className={(process.cpuPercent ?? 0) > 0 ? 'cell col-cpu' : 'cell col-cpu quiet'}>
        {formatPercent(process.cpuPercent)}
      </span>
      <span role="gridcell" className="cell col-memory">
        <Amount quantity={memoryQuantity(process.rssBytes)} />
      </span>
      <span role="gridcell" className="cell col-threads">
        {process.threads ?? UNKNOWN}
      </span>
      <span role="gridcell" className="cell col-read">
        <Amount quantity={rateQuantity(process.readBytesPerSec)} />
      </span>
      <span role="gridcell" className="cell col-write">
        <Amount quantity={rateQuantity(process.writeBytesPerSec)} />
      </span>
      <span role="gridcell" className="cell col-started" title={momentText(process.startTime, 0)}>
        {now - process.startTime < DAY_MS ? hourText(process.startTime) : momentText(process.startTime, now)}
      </span>
    </>
  );
}

function Amount({ quantity: { value, unit } }: { readonly quantity: Quantity }) {
  return (
    <>
      {value} <span className="quiet">{unit}</span>
    </>
  );
}
