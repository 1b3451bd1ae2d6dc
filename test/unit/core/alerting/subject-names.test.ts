import { expect, test } from 'vitest';
import { nameOfSubject } from '../../../../src/core/alerting/subject-names.ts';
import type { Snapshot } from '../../../../src/shared/model/snapshot.ts';

const snapshot = {
  containers: [{ id: 'abcdef0123456789', name: 'web-1' }],
  vms: [{ id: 'vm:docker-desktop', name: null, productName: 'Docker Desktop' }],
} as unknown as Snapshot;

test.each([
  ['host', 'laptop'],
  ['self', 'Headroom'],
  ['container:abcdef0123456789', 'web-1'],
  ['container:9999990000000000ffff', '999999000000'],
  ['vm:docker-desktop', 'Docker Desktop'],
  ['vm:gone', 'gone'],
  ['target:api', 'api'],
  ['odd', 'odd'],
])('%s is called %s', (subject, name) => {
  expect(nameOfSubject(subject, snapshot, 'laptop')).toBe(name);
});
