import { useFilterFocus } from '../hooks/use-filter-focus.ts';
import type { ContainerSort } from '../logic/container-list.ts';
import { strings } from '../strings.ts';
import { Segmented } from './segmented.tsx';

const words = strings.containers;

export type Shown = 'running' | 'all';

const sorts = (['name', 'cpu', 'memory'] as const).map((id) => ({ id, label: words.sorts[id] }));
const shows = (['running', 'all'] as const).map((id) => ({ id, label: words.shows[id] }));

interface ContainerToolsProps {
  readonly filter: string;
  readonly setFilter: (filter: string) => void;
  readonly sort: ContainerSort;
  readonly setSort: (sort: ContainerSort) => void;
  readonly show: Shown;
  readonly setShow: (show: Shown) => void;
  readonly count: string;
  /** Enter or arrow down: to the list. */
  readonly onLeave: () => void;
}

export function ContainerTools({ filter, setFilter, sort, setSort, show, setShow, count, onLeave }: ContainerToolsProps) {
  const input = useFilterFocus();
  return (
    <div className="tools container-tools" role="search">
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
          onLeave();
        }}
      />
      <span className="container-choices">
        <Segmented label={words.sortBy} options={sorts} value={sort} onChange={setSort} />
        <Segmented label={words.show} options={shows} value={show} onChange={setShow} />
        <span className="quiet count" role="status">
          {count}
        </span>
      </span>
    </div>
  );
}
