import { expect, test } from 'vitest';
import { createAllowedHosts } from '../../../src/agent/hosts.ts';

test('an address is ours as it was given and as a browser writes it', () => {
  const hosts = createAllowedHosts({ scheme: 'http', port: 4717, more: ['FE80:0:0::0001', 'fe80::2%eth0'] });
  expect(hosts.allowsHost('[fe80::1]:4717')).toBe(true);
  expect(hosts.allowsOrigin('http://[fe80::1]:4717')).toBe(true);
  expect(hosts.allowsHost('[fe80:0:0::0001]:4717')).toBe(true);
  expect(hosts.allowsHost('[fe80::3]:4717')).toBe(false);
});
