import { expect, test } from 'vitest';
import { Growth, ownersLag } from '../../../../src/core/monitor/growth.ts';
import type { Owner, Owners } from '../../../../src/shared/model/process.ts';
import type { Snapshot } from '../../../../src/shared/model/snapshot.ts';

const MB = 1024 ** 2;
const ownersOf = (held: Record<string, number>, cores: Record<string, number> = {}): Owners => ({
  at: 0,
  cpuCores: null,
  memoryBytes: Object.values(held).reduce((sum, mb) => sum + mb * MB, 0),
  approximate: false,
  list: Object.entries(held).map(
    ([name, mb]) =>
      ({ id: name, kind: name === 'System' ? 'system' : 'app', name, memoryBytes: mb * MB, cpuCores: cores[name] ?? 0 }) as Owner,
  ),
});

test('the cause of tight memory is who grew most, not who holds most', () => {
  const growth = new Growth();
  growth.take(ownersOf({ postgres: 4000, cargo: 100, System: 500 }), 0);
  growth.take(ownersOf({ postgres: 4100, cargo: 900, System: 3000 }), 60_000);
  expect(growth.cause('memory')).toBe('cargo +800 MB.');
  expect(growth.cause('disk')).toBe('');
});

test('one that is new grew by all it holds; what grew long ago is no cause now', () => {
  const growth = new Growth();
  growth.take(ownersOf({ a: 100 }), 0);
  growth.take(ownersOf({ a: 900 }), 60_000);
  growth.take(ownersOf({ a: 900, b: 300 }), 650_000);
  expect(growth.cause('memory')).toBe('b +300 MB.');
  growth.take(ownersOf({ a: 901, b: 302 }), 1_240_000);
  expect(growth.cause('memory')).toBe('');
});

test('the cause of a busy CPU is who uses most of it', () => {
  const growth = new Growth();
  growth.take(ownersOf({ a: 1, b: 1, System: 1 }, { a: 0.5, b: 3.2, System: 4 }), 0);
  expect(growth.cause('cpu')).toBe('b uses 3.2 cores.');
});

test('owners lag when much memory was taken since they were read', () => {
  const memory = (usedMb: number) => ({ usedBytesOfHost: usedMb * MB, limitBytes: 16_000 * MB }) as Snapshot['memory'];
  const owners = ownersOf({ a: 1000 });
  expect(ownersLag({ owners, memory: memory(1300) })).toBe(false);
  expect(ownersLag({ owners, memory: memory(1400) })).toBe(true);
  expect(ownersLag({ owners: null, memory: memory(9000) })).toBe(false);
});
