import { useMemo, useRef, useState } from 'react';
import type { ProcessInfo } from '../../shared/model/process.ts';
import { ActionButton } from '../components/action-button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ViewHead } from '../components/nav.tsx';
import { ProcessDetail } from '../components/process-detail.tsx';
import { ProcessTable } from '../components/process-table.tsx';
import { SkeletonRows } from '../components/skeleton.tsx';
import { useSession, useSnapshot } from '../context.tsx';
import { useCalmOrder } from '../hooks/use-calm-order.ts';
import { useFilterFocus } from '../hooks/use-filter-focus.ts';
import { absenceOf, isPassing, noteOf } from '../logic/absence-text.ts';
import { type SortState, compareBy, flatRows, processId, sortAfterClick, treeRows } from '../logic/process-list.ts';
import { toggled } from '../stores/ui.ts';
import { strings } from '../strings.ts';

const words = strings.processes;

export function Processes() {
  const processes = useSnapshot((snapshot) => snapshot.processes);
  const at = useSnapshot((snapshot) => snapshot.at) ?? 0;
  const absent = useSnapshot((snapshot) => absenceOf(snapshot, 'processes'));
  if (processes !== null) return <ProcessList processes={processes} at={at} />;
  return (
    <div className="processes">
      <ViewHead title={words.title} />
      {absent === null || isPassing(absent.reason) ? (
        <SkeletonRows count={16} kind="process" />
      ) : (
        <EmptyState title={words.unreadTitle}>
          <p>{noteOf(absent).text}</p>
        </EmptyState>
      )}
    </div>
  );
}

function ProcessList({ processes, at }: { readonly processes: readonly ProcessInfo[]; readonly at: number }) {
  const { actions } = useSession();
  const [filter, setFilter] = useState('');
  const [tree, setTree] = useState(false);
  const [sort, setSort] = useState<SortState>({ column: 'cpu', descending: true });
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<string | null>(null);
  const [detail, setDetail] = useState(false);
  const [asked, setAsked] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);

  const wanted = useMemo(() => [...processes].sort(compareBy(sort)).map(processId), [processes, sort]);
  const { order, hold } = useCalmOrder(wanted, `${sort.column} ${sort.descending}`, at);
  const byId = useMemo(() => new Map(processes.map((process) => [processId(process), process])), [processes]);
  const ordered = order.map((id) => byId.get(id)).filter((process) => process !== undefined);
  const rows = tree ? treeRows(ordered, filter, closed) : flatRows(ordered, filter);

  // What ended stays in the details until they are closed: its end is what one waited for.
  const [known, setKnown] = useState<ProcessInfo | null>(null);
  const alive = selected === null ? undefined : byId.get(selected);
  if (alive !== undefined && alive !== known) setKnown(alive);
  const shown = detail && known !== null && processId(known) === selected ? known : null;

  async function end(process: ProcessInfo): Promise<void> {
    const sent = await actions.end(process);
    setAsked(sent === 'SIGTERM' ? processId(process) : null);
    // The details tell what was done, and hold the second press.
    if (sent !== null) setDetail(true);
  }

  return (
    <div
      className={shown === null ? 'processes' : 'processes with-detail'}
      onKeyDown={(key) => {
        if (key.key === 'Escape' && detail) {
          setDetail(false);
          list.current?.focus();
        } else if (key.key === 'Escape' && filter !== '') setFilter('');
        else return;
        key.stopPropagation();
      }}
    >
      <ViewHead title={words.title} />
      <Tools
        filter={filter}
        setFilter={setFilter}
        tree={tree}
        setTree={setTree}
        count={words.count(rows.length, processes.length)}
        list={list}
      />
      {rows.length === 0 ? (
        <EmptyState title={words.noMatchTitle} action={<ActionButton onPress={() => setFilter('')}>{words.clear}</ActionButton>}>
          <p>{words.noMatch(filter)}</p>
        </EmptyState>
      ) : (
        <ProcessTable
          listRef={list}
          rows={rows}
          now={at}
          tree={tree}
          sort={sort}
          selected={selected}
          hold={hold}
          onSort={(column) => setSort((before) => sortAfterClick(before, column))}
          onSelect={setSelected}
          onOpen={(id) => {
            setSelected(id);
            setDetail(true);
          }}
          onToggle={(id) => setClosed((before) => toggled(before, id))}
          onEnd={() => {
            if (alive !== undefined) void end(alive);
          }}
        />
      )}
      {shown === null ? null : (
        <ProcessDetail
          process={shown}
          now={at}
          ended={alive === undefined}
          asked={asked === selected}
          onEnd={() => void end(shown)}
          onClose={() => setDetail(false)}
        />
      )}
    </div>
  );
}

interface ToolsProps {
  readonly filter: string;
  readonly setFilter: (filter: string) => void;
  readonly tree: boolean;
  readonly setTree: (tree: boolean) => void;
  readonly count: string;
  readonly list: React.RefObject<HTMLDivElement | null>;
}

function Tools({ filter, setFilter, tree, setTree, count, list }: ToolsProps) {
  const input = useFilterFocus();
  return (
    <div className="tools" role="search">
      <input
        ref={input}
        type="search"
        className="input"
        aria-label={words.filter}
        placeholder={words.filterHint}
        value={filter}
        maxLength={200}
        spellCheck={false}
        onChange={({ target }) => setFilter(target.value)}
        onKeyDown={(key) => {
          if (key.key !== 'ArrowDown' && key.key !== 'Enter') return;
          key.preventDefault();
          list.current?.focus();
        }}
      />
      <label className="check">
        <input type="checkbox" checked={tree} onChange={({ target }) => setTree(target.checked)} />
        {words.tree}
      </label>
      <span className="quiet count" role="status">
        {count}
      </span>
    </div>
  );
}
