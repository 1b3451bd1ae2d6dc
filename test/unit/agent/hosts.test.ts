import { describe, expect, test } from 'vitest';
import { createAllowedHosts } from '../../../src/agent/hosts.ts';

const local = createAllowedHosts({ scheme: 'http', port: 4717, more: [] });

describe('names under which the page may be asked for', () => {
  test.each(['localhost:4717', '127.0.0.1:4717', '[::1]:4717', 'LocalHost:4717'])('%s is ours', (host) => {
    expect(local.allowsHost(host)).toBe(true);
    expect(local.allowsOrigin(`http://${host}`)).toBe(true);
  });

  test.each([
    undefined,
    '',
    'localhost',
    'localhost:4718',
    'localhost:47170',
    'localhost.:4717',
    'evil.example:4717',
    'localhost.evil.example:4717',
    'localhost:4717.evil.example',
    'evil@localhost:4717',
    '127.0.0.2:4717',
    '127.1:4717',
    '2130706433:4717',
    '0.0.0.0:4717',
    '::1:4717',
    '[::ffff:127.0.0.1]:4717',
    'localhost:4717, evil.example',
  ])('%s is not', (host) => {
    expect(local.allowsHost(host)).toBe(false);
  });

  test.each([
    undefined,
    'null',
    '',
    'https://localhost:4717',
    'http://localhost',
    'http://localhost:4717/',
    'http://localhost:4718',
    'http://evil.example:4717',
    'file://',
    'app://bundle',
  ])('the origin %s is not', (origin) => {
    expect(local.allowsOrigin(origin)).toBe(false);
  });

  test("with the scheme's own port, also without it", () => {
    const hosts = createAllowedHosts({ scheme: 'https', port: 443, more: ['box.lan', 'fe80::1'] });
    for (const host of ['box.lan', 'box.lan:443', '[fe80::1]', 'localhost']) expect(hosts.allowsHost(host)).toBe(true);
    expect(hosts.allowsOrigin('https://box.lan')).toBe(true);
    expect(hosts.allowsOrigin('http://box.lan')).toBe(false);
    expect(createAllowedHosts({ scheme: 'https', port: 80, more: [] }).allowsHost('localhost')).toBe(false);
  });
});
