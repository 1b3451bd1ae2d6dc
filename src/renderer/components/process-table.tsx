import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import type { HoldProps } from '../hooks/use-calm-order.ts';
import { useViewportHeight } from '../hooks/use-viewport.ts';
import { type ProcessRow, type SortColumn, type SortState, sortColumns } from '../logic/process-list.ts';
import { scrollToShow, windowRange } from '../logic/window-range.ts';
import { strings } from '../strings.ts';
import { ProcessCells } from './process-cells.tsx';

const words = strings.processes;
/** Also in components.css. */
const ROW_PX = 26;
/** The head stays on top, over the rows. */
const HEAD_PX = 27;
const OVERSCAN_ROWS = 8;

interface ProcessTableProps {
  readonly listRef: RefObject<HTMLDivElement | null>;
  readonly rows: readonly ProcessRow[];
  /** Epoch milliseconds of the data. */
  readonly now: number;
  readonly tree: boolean;
  readonly sort: SortState;
  readonly selected: string | null;
  readonly hold: HoldProps;
  readonly onSort: (column: SortColumn) => void;
  readonly onSelect: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onToggle: (id: string) => void;
  readonly onEnd: () => void;
}

/** Thousands of rows of which only those in view are in the page. The grid has the focus; the selected row is its active one. */
export function ProcessTable(props: ProcessTableProps) {
  const { listRef, rows, now, tree, sort, selected, hold, onSort, onSelect, onOpen, onToggle, onEnd } = props;
  const prefix = useId();
  const [scrollTop, setScrollTop] = useState(0);
  const height = Math.max(0, useViewportHeight(listRef) - HEAD_PX);
  const index = selected === null ? -1 : rows.findIndex(({ id }) => id === selected);
  // Fewer rows (a filter) may leave the position below the last one, until the browser tells where it is now.
  const top = Math.min(scrollTop, Math.max(0, rows.length * ROW_PX - height));
  const { first, end } = windowRange(top, height, ROW_PX, rows.length, OVERSCAN_ROWS);

  function move(target: number): void {
    const next = Math.max(0, Math.min(rows.length - 1, target));
    const row = rows[next];
    const list = listRef.current;
    if (row === undefined || list === null) return;
    onSelect(row.id);
    list.scrollTop = scrollToShow(next, list.scrollTop, height, ROW_PX);
  }

  function onKeyDown(key: KeyboardEvent): void {
    // A key for a button of the head is not for the list.
    if (key.target !== key.currentTarget || key.ctrlKey || key.metaKey || key.altKey) return;
    const page = Math.max(1, Math.floor(height / ROW_PX) - 1);
    const row = rows[index];
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index < 0 ? 0 : index - 1,
      PageDown: index + page,
      PageUp: index - page,
    };
    const target = { ...steps, Home: 0, End: rows.length - 1 }[key.key];
    if (target !== undefined) move(target);
    else if (row !== undefined && key.key === 'Enter') onOpen(row.id);
    // A key that is held down must not end what it only asked to end.
    else if (row !== undefined && key.key === 'k' && !key.repeat) onEnd();
    else if (row !== undefined && row.childCount > 0 && key.key === (row.open ? 'ArrowLeft' : 'ArrowRight')) onToggle(row.id);
    else return;
    key.preventDefault();
  }

  return (
    <div
      ref={listRef}
      className="process-table"
      role={tree ? 'treegrid' : 'grid'}
      aria-label={words.list}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={index >= first && index < end ? `${prefix}${index}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
      {...hold}
    >
      <div role="rowgroup" className="process-head">
        <div className="process-row" role="row" aria-rowindex={1}>
          {sortColumns.map((column) => (
            <span
              key={column}
              role="columnheader"
              className={`cell col-${column}`}
              aria-sort={sort.column === column ? (sort.descending ? 'descending' : 'ascending') : 'none'}
            >
              <button type="button" onClick={() => onSort(column)}>
                {words.columns[column]}
              </button>
            </span>
          ))}
        </div>
      </div>
      <div className="process-space" role="rowgroup" style={{ blockSize: rows.length * ROW_PX }}>
        {rows.slice(first, end).map((row, offset) => (
          <div
            key={row.id}
            id={`${prefix}${first + offset}`}
            className={row.process.kernelThread ? 'process-row kernel' : 'process-row'}
            role="row"
            aria-rowindex={first + offset + 2}
            aria-selected={row.id === selected}
            aria-level={tree ? row.depth + 1 : undefined}
            aria-expanded={tree && row.childCount > 0 ? row.open : undefined}
            style={{ insetBlockStart: (first + offset) * ROW_PX }}
            onClick={() => onOpen(row.id)}
          >
            <ProcessCells row={row} tree={tree} now={now} onToggle={onToggle} />
          </div>
        ))}
      </div>
    </div>
  );
}
