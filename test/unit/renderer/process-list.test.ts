import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type SortColumn,
  compareBy,
  flatRows,
  matchesFilter,
  processId,
  sortAfterClick,
  sortColumns,
  treeRows,
} from '../../../src/renderer/logic/process-list.ts';
import { processOf } from '../../fakes/snapshots.ts';

const none = new Set<string>();
const shape = (rows: ReturnType<typeof treeRows>): string[] => rows.map(({ process, depth }) => `${'.'.repeat(depth)}${process.pid}`);

describe('sorting', () => {
  it('puts the largest first, and what is unknown last both ways', () => {
    const list = [processOf(1, { threads: null }), processOf(2, { threads: 5 }), processOf(3, { threads: 9 })];
    const order = (descending: boolean): number[] => [...list].sort(compareBy({ column: 'threads', descending })).map(({ pid }) => pid);
    expect(order(true)).toEqual([3, 2, 1]);
    expect(order(false)).toEqual([2, 3, 1]);
  });

  it('sorts words without regard to case, and equal ones by pid', () => {
    const list = [processOf(3, { name: 'zsh' }), processOf(2, { name: 'Code' }), processOf(1, { name: 'code' })];
    expect([...list].sort(compareBy({ column: 'name', descending: false })).map(({ pid }) => pid)).toEqual([1, 2, 3]);
  });

  it('starts a column with what one looks for, and turns at the second click', () => {
    const cpu = sortAfterClick({ column: 'name', descending: false }, 'cpu');
    expect(cpu).toEqual({ column: 'cpu', descending: true });
    expect(sortAfterClick(cpu, 'cpu')).toEqual({ column: 'cpu', descending: false });
    expect(sortAfterClick(cpu, 'user')).toEqual({ column: 'user', descending: false });
  });

  it('is a total order for every column', () => {
    const process = fc
      .record({
        pid: fc.integer({ min: 1, max: 50 }),
        cpuPercent: fc.option(fc.float({ noNaN: true })),
        name: fc.string(),
        threads: fc.option(fc.nat()),
      })
      .map(({ pid, ...more }) => processOf(pid, more));
    fc.assert(
      fc.property(fc.array(process), fc.constantFrom<SortColumn>(...sortColumns), fc.boolean(), (list, column, descending) => {
        const compare = compareBy({ column, descending });
        const sorted = [...list].sort(compare);
        for (const [index, one] of sorted.entries()) {
          for (const later of sorted.slice(index + 1)) expect(compare(one, later)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('the filter', () => {
  const process = processOf(4711, { name: 'node', command: 'node /srv/API/index.js', user: 'mira' });
  it.each(['', '  ', 'node', 'api', 'MIRA', '47', 'node api', 'index mira'])('takes %j', (filter) => {
    expect(matchesFilter(process, filter)).toBe(true);
  });
  it.each(['python', '711', 'node python', '.*'])('leaves out on %j', (filter) => {
    expect(matchesFilter(process, filter)).toBe(false);
  });
});

describe('the tree', () => {
  const list = [
    processOf(1),
    processOf(2, { parentPid: 1 }),
    processOf(3, { parentPid: 2, name: 'needle' }),
    processOf(4, { parentPid: 1 }),
    processOf(9, { parentPid: 777 }),
  ];

  it('puts children below their parents, in the order given', () => {
    expect(shape(treeRows(list.toReversed(), '', none))).toEqual(['9', '1', '.4', '.2', '..3']);
  });

  it('hides what is below a closed branch', () => {
    const rows = treeRows(list, '', new Set([processId(list[1]!)]));
    expect(shape(rows)).toEqual(['1', '.2', '.4', '9']);
    expect(rows[1]).toMatchObject({ childCount: 1, open: false });
  });

  it('keeps the ancestors of what matches, and opens them', () => {
    expect(shape(treeRows(list, 'needle', new Set(list.map(processId))))).toEqual(['1', '.2', '..3']);
  });

  it('loses nobody to a circle of parents', () => {
    const circle = [processOf(1, { parentPid: 2 }), processOf(2, { parentPid: 1 }), processOf(3, { parentPid: 3 })];
    expect(treeRows(circle, '', none).map(({ process }) => process.pid)).toHaveLength(3);
  });

  it('shows each process once, whatever the parents are', () => {
    const parents = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 30 });
    fc.assert(
      fc.property(parents, (pids) => {
        const processes = pids.map((parentPid, index) => processOf(index + 1, { parentPid }));
        const shown = treeRows(processes, '', none).map(({ process }) => process.pid);
        expect(shown.sort((a, b) => a - b)).toEqual(processes.map(({ pid }) => pid));
      }),
    );
  });

  it('holds 5 000 rows below one parent without effort', () => {
    const many = Array.from({ length: 5000 }, (_, index) => processOf(index + 1, { parentPid: index === 0 ? 0 : 1 }));
    expect(treeRows(many, '', none)).toHaveLength(5000);
    expect(flatRows(many, 'p49')).toHaveLength(111);
  });
});
