import { describe, expect, it } from 'vitest';
import { splitOwner } from '../../../src/renderer/logic/owner-split.ts';
import type { Owner, OwnerProcess } from '../../../src/shared/model/process.ts';

const MB = 2 ** 20;
const process = (pid: number, memoryBytes: number, cpuCores = 0): OwnerProcess => ({
  pid,
  startTime: 1,
  name: `p${pid}`,
  rawName: null,
  cpuCores,
  memoryBytes,
});
const owner = (more: Partial<Owner>): Owner => ({
  id: 'system',
  kind: 'system',
  name: 'System',
  rawName: null,
  detail: '',
  cpuCores: 0,
  cpuLimitCores: null,
  memoryBytes: 0,
  memoryLimitBytes: null,
  restCpuCores: 0,
  restMemoryBytes: 0,
  processCount: more.processes?.length ?? 0,
  processes: [],
  children: [],
  ...more,
});

describe('what an owner is made of', () => {
  it('hides processes that hold nothing behind their number', () => {
    const processes = [process(1, 30 * MB), process(2, 0), process(3, 0)];
    const { shown, others, rest } = splitOwner(
      owner({ memoryBytes: 100 * MB, restMemoryBytes: 70 * MB, processCount: 15, processes }),
      'memory',
    );
    expect(shown.map(({ pid }) => pid)).toEqual([1]);
    expect(others).toEqual({ count: 14, idle: true, memoryBytes: 0, cpuCores: 0 });
    expect(rest).toEqual({ memoryBytes: 70 * MB, cpuCores: 0 });
  });

  it('adds up, by memory and by CPU', () => {
    const processes = Array.from({ length: 12 }, (_, index) => process(index, (index + 1) * MB, index / 100));
    const whole = owner({
      memoryBytes: 120 * MB,
      cpuCores: 1.5,
      restMemoryBytes: 10 * MB,
      restCpuCores: 0.25,
      processCount: 40,
      processes,
    });
    for (const by of ['memory', 'cpu'] as const) {
      const { shown, others, rest } = splitOwner(whole, by);
      const parts = [...shown, others!, rest!];
      expect(shown).toHaveLength(6);
      expect(others).toMatchObject({ count: 34, idle: false });
      expect(parts.reduce((sum, part) => sum + part.memoryBytes, 0)).toBe(whole.memoryBytes);
      expect(parts.reduce((sum, part) => sum + (part.cpuCores ?? 0), 0)).toBeCloseTo(1.5, 9);
    }
  });

  it('does not count its children twice', () => {
    const child = owner({ id: 'container:a', memoryBytes: 60 * MB, cpuCores: 0.5, processCount: 3 });
    const vm = owner({
      id: 'vm:a',
      memoryBytes: 100 * MB,
      cpuCores: 0.75,
      processCount: 2,
      processes: [process(1, 30 * MB)],
      children: [child],
    });
    expect(splitOwner(vm, 'memory').others).toMatchObject({ count: 1, memoryBytes: 10 * MB, cpuCores: 0.25 });
  });

  it('takes what rounding left over for nothing, and an unknown rate for unknown', () => {
    const processes = [process(1, MB)];
    const rounded = splitOwner(owner({ memoryBytes: MB + 7, processCount: 9, processes }), 'memory');
    expect(rounded.others).toMatchObject({ idle: true, memoryBytes: 0 });
    expect(rounded.rest).toBeNull();
    const first = splitOwner(owner({ memoryBytes: 3 * MB, cpuCores: null, restCpuCores: null, processCount: 2, processes }), 'memory');
    expect(first.others).toMatchObject({ count: 1, memoryBytes: 2 * MB, cpuCores: null });
  });

  it('has no row for others when all are shown', () => {
    expect(splitOwner(owner({ memoryBytes: MB, processes: [process(1, MB)] }), 'memory').others).toBeNull();
  });
});
