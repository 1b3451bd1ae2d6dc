import { describe, expect, it } from 'vitest';
import { channelText, ruleSentence, withRule } from '../../../src/renderer/logic/alert-words.ts';
import type { AlertRule } from '../../../src/shared/model/alert.ts';
import type { ChannelState } from '../../../src/shared/model/channels.ts';

const rule = (more: Partial<AlertRule>): AlertRule => ({
  id: 'r',
  enabled: true,
  subject: 'host',
  resource: 'memory',
  condition: { type: 'usagePercent', above: { warning: 85, critical: 95 } },
  for: { warning: '1m', critical: '15s' },
  cooldown: '5m',
  repeatEvery: null,
  ...more,
});
const channel = (more: Partial<ChannelState>): ChannelState => ({
  id: 'ops',
  kind: 'webhook',
  enabled: true,
  problem: null,
  queued: 0,
  nextTryAt: null,
  last: null,
  delivered: 0,
  lost: 0,
  ...more,
});

describe('a rule as a sentence', () => {
  it.each([
    [{}, 'warning above 85% for 1m, critical above 95% for 15s'],
    [{ condition: { type: 'used', above: { warning: 2 ** 31 } }, for: '30s' }, 'warning above 2 GB for 30s'],
    [{ condition: { type: 'headroom', below: { error: 5 * 2 ** 30 } }, resource: 'disk', for: '0s' }, 'error below 5 GB'],
    [{ condition: { type: 'timeToLimit', below: { warning: 900_000 } }, for: '1m' }, 'warning below 15 min for 1m'],
    [{ condition: { type: 'event', event: 'oomKill', level: 'critical' } }, 'when it happens'],
  ] as const)('%j: %s', (more, sentence) => {
    expect(ruleSentence(rule(more))).toBe(sentence);
  });
});

describe('a channel in a line', () => {
  it.each([
    [{}, 'on'],
    [{ enabled: false }, 'off'],
    [{ queued: 2, delivered: 7 }, '2 waiting, 7 delivered'],
    [{ lost: 1 }, '1 lost'],
    [{ problem: 'url: expected an address' }, 'url: expected an address'],
  ])('%j: %s', (more, text) => {
    expect(channelText(channel(more))).toBe(text);
  });
});

it('switches one rule and leaves the others', () => {
  const rules = [rule({ id: 'a' }), rule({ id: 'b' })];
  expect(withRule(rules, 'b', false)).toEqual([rule({ id: 'a' }), rule({ id: 'b', enabled: false })]);
});
