import { type KeyboardEvent, type RefObject, useId } from 'react';
import { escapeControl } from '../../shared/escape-control.ts';
import { formatNumber, formatQuantity, memoryQuantity } from '../../shared/format.ts';
import type { ContainerAction, ContainerEngine, ContainerInfo } from '../../shared/model/container.ts';
import { onListKey } from '../hooks/list-keys.ts';
import type { HoldProps } from '../hooks/use-calm-order.ts';
import { actionsFor } from '../logic/container-actions.ts';
import { type ContainerGroup, groupsOf, totalsOf } from '../logic/container-list.ts';
import { strings } from '../strings.ts';
import { ContainerRow } from './container-row.tsx';

const words = strings.containers;

interface ContainerGroupsProps {
  readonly listRef: RefObject<HTMLDivElement | null>;
  readonly containers: readonly ContainerInfo[];
  readonly engines: readonly ContainerEngine[];
  /** Epoch milliseconds of the data. */
  readonly now: number;
  readonly open: ReadonlySet<string>;
  readonly asked: { readonly id: string; readonly action: ContainerAction } | null;
  readonly hold: HoldProps;
  readonly onToggle: (id: string) => void;
  readonly onAsk: (id: string, action: ContainerAction | null) => void;
}

/** Containers by compose project. With none in a project there is one list, and no heads. */
export function ContainerGroups(props: ContainerGroupsProps) {
  const { listRef, containers, hold, onAsk } = props;
  const groups = groupsOf(containers);
  const bare = groups.length === 1 && groups[0]?.project === null;

  function onKeyDown(key: KeyboardEvent<HTMLElement>): void {
    const id = key.target instanceof HTMLElement ? key.target.dataset['stop'] : undefined;
    const container = containers.find((one) => one.id === id);
    if (key.key === 'k' && !key.repeat && !key.ctrlKey && !key.metaKey && !key.altKey && container !== undefined) {
      if (!actionsFor(container).includes('stop')) return;
      onAsk(container.id, 'stop');
      key.preventDefault();
    } else onListKey(key);
  }

  return (
    <div ref={listRef} className="container-list" onKeyDown={onKeyDown} {...hold}>
      {groups.map((group) => (
        <Group key={group.project ?? ''} group={group} bare={bare} {...props} />
      ))}
    </div>
  );
}

interface GroupProps extends ContainerGroupsProps {
  readonly group: ContainerGroup;
  readonly bare: boolean;
}

function Group({ group, bare, engines, now, open, asked, onToggle, onAsk }: GroupProps) {
  const id = useId();
  const { project, containers } = group;
  const rows = containers.map((container) => (
    <ContainerRow
      key={container.id}
      container={container}
      engine={engines.find((engine) => engine.id === container.engine) ?? null}
      now={now}
      open={open.has(container.id)}
      asked={asked?.id === container.id ? asked.action : null}
      onToggle={() => onToggle(container.id)}
      onAsk={(action) => onAsk(container.id, action)}
    />
  ));
  if (bare) return <ul aria-label={words.list}>{rows}</ul>;
  const { cores, memoryBytes } = totalsOf(containers);
  const sums = [
    ...(cores === null ? [] : [`${formatNumber(cores)} ${words.core}`]),
    ...(memoryBytes === null ? [] : [formatQuantity(memoryQuantity(memoryBytes))]),
  ];
  return (
    <section className="container-group" aria-labelledby={id}>
      <header>
        <h2 id={id}>{project === null ? words.noProject : escapeControl(project)}</h2>
        <span className="quiet">{sums.join(' · ')}</span>
      </header>
      <ul aria-labelledby={id}>{rows}</ul>
    </section>
  );
}
