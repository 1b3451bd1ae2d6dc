import { useMemo, useRef, useState } from 'react';
import type { ContainerAction, ContainerInfo } from '../../shared/model/container.ts';
import type { Engines } from '../../shared/model/snapshot.ts';
import { ActionButton } from '../components/action-button.tsx';
import { ContainerGroups } from '../components/container-groups.tsx';
import { ContainersEmptyState } from '../components/containers-empty.tsx';
import { ContainerSummary } from '../components/container-summary.tsx';
import { ContainerTools, type Shown } from '../components/container-tools.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ViewHead } from '../components/nav.tsx';
import { SkeletonRows } from '../components/skeleton.tsx';
import { useSnapshot } from '../context.tsx';
import { useCalmOrder } from '../hooks/use-calm-order.ts';
import { absenceOf, isPassing, noteOf } from '../logic/absence-text.ts';
import { whyEmpty } from '../logic/container-empty.ts';
import { type ContainerSort, isUp, matchesContainer, orderOf } from '../logic/container-list.ts';
import { toggled } from '../stores/ui.ts';
import { strings } from '../strings.ts';

const words = strings.containers;

/** Every container of every engine against its own limits. */
export function Containers() {
  const engines = useSnapshot((snapshot) => snapshot.engines);
  const containers = useSnapshot((snapshot) => snapshot.containers);
  return (
    <div className="containers">
      <ViewHead title={words.title} />
      {engines === null || containers === null ? <Unread /> : <ContainersOf engines={engines} containers={containers} />}
    </div>
  );
}

function Unread() {
  const absent = useSnapshot((snapshot) => absenceOf(snapshot, 'containers'));
  if (absent === null || isPassing(absent.reason)) return <SkeletonRows count={8} kind="process" />;
  return (
    <EmptyState title={words.emptyUnread}>
      <p>{noteOf(absent).text}</p>
    </EmptyState>
  );
}

interface ContainersOfProps {
  readonly engines: Engines;
  readonly containers: readonly ContainerInfo[];
}

function ContainersOf({ engines, containers }: ContainersOfProps) {
  const empty = whyEmpty(engines, containers);
  const [filter, setFilter] = useState('');
  const [sort, setSort] = useState<ContainerSort>('cpu');
  const [show, setShow] = useState<Shown>('all');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<{ readonly id: string; readonly action: ContainerAction } | null>(null);
  const list = useRef<HTMLDivElement>(null);

  const wanted = useMemo(() => orderOf(containers, sort), [containers, sort]);
  const { order, hold } = useCalmOrder(wanted, sort, engines.at);
  const byId = useMemo(() => new Map(containers.map((container) => [container.id, container])), [containers]);
  const ordered = order.map((id) => byId.get(id)).filter((container) => container !== undefined);
  // What one is about to act on stays, whatever its state becomes.
  const shown = ordered.filter((one) => (show === 'all' || isUp(one) || open.has(one.id)) && matchesContainer(one, filter));

  return (
    <div
      className="container-view"
      onKeyDown={(key) => {
        if (key.key !== 'Escape' || key.defaultPrevented || filter === '') return;
        setFilter('');
        key.stopPropagation();
      }}
    >
      <ContainerSummary engines={engines} containers={containers} />
      {empty !== null ? (
        <ContainersEmptyState empty={empty} engines={engines} />
      ) : (
        <>
          <ContainerTools
            {...{ filter, setFilter, sort, setSort, show, setShow }}
            count={words.shown(shown.length, containers.length)}
            onLeave={() => list.current?.querySelector<HTMLElement>('[data-stop]')?.focus()}
          />
          {shown.length > 0 ? (
            <ContainerGroups
              listRef={list}
              containers={shown}
              engines={engines.list}
              now={engines.at}
              open={open}
              asked={asked}
              hold={hold}
              onToggle={(id) => {
                setAsked(null);
                setOpen((before) => toggled(before, id));
              }}
              onAsk={(id, action) => {
                if (action !== null) setOpen((before) => new Set(before).add(id));
                setAsked(action === null ? null : { id, action });
              }}
            />
          ) : filter === '' ? (
            <EmptyState title={words.noneRunTitle} action={<ActionButton onPress={() => setShow('all')}>{words.showAll}</ActionButton>}>
              <p>{words.noneRun(containers.length)}</p>
            </EmptyState>
          ) : (
            <EmptyState title={words.noMatchTitle} action={<ActionButton onPress={() => setFilter('')}>{words.clear}</ActionButton>}>
              <p>{words.noMatch(filter)}</p>
            </EmptyState>
          )}
        </>
      )}
    </div>
  );
}
