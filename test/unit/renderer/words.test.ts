import { describe, expect, it } from 'vitest';
import { connectionCounts } from '../../../src/renderer/logic/connection-counts.ts';
import { readOnlyReason } from '../../../src/renderer/logic/rights.ts';
import type { Info } from '../../../src/shared/ipc/contract.ts';
import type { Connections } from '../../../src/shared/model/host.ts';

const connections = (more: Partial<Connections>): Connections => ({
  at: 0,
  tcpEstablished: 6,
  tcpInUse: 9,
  tcpTimeWait: 2,
  tcpOrphaned: 0,
  udpInUse: 3,
  socketsInUse: 40,
  tcpByState: null,
  ...more,
});

describe('connections in words', () => {
  it('says what the states mean, each once, and leaves out those that nobody is in', () => {
    const tcpByState = {
      established: 6,
      'syn-sent': 1,
      'syn-recv': 2,
      'fin-wait-1': 1,
      'last-ack': 1,
      'close-wait': 0,
      'time-wait': 0,
      listen: 4,
    };
    expect(connectionCounts(connections({ tcpByState }))).toEqual([
      ['TCP established', '6'],
      ['TCP listening', '4'],
      ['TCP opening', '3'],
      ['TCP closing', '2'],
      ['TCP waiting to close', '0'],
      ['UDP sockets', '3'],
      ['Sockets in use', '40'],
    ]);
  });

  it('has the two that are always counted where the table was not read', () => {
    expect(connectionCounts(connections({})).slice(0, 2)).toEqual([
      ['TCP established', '6'],
      ['TCP waiting to close', '2'],
    ]);
    expect(connectionCounts(connections({ tcpEstablished: null }))[0]).toEqual(['TCP established', '—']);
  });

  it('loses no state that it does not know', () => {
    expect(connectionCounts(connections({ tcpByState: { 'new-state': 5 } }))).toContainEqual(['TCP, other', '5']);
  });
});

describe('why a page may change nothing', () => {
  const info = (more: Partial<Info>): Info => ({
    version: '1',
    shell: 'agent',
    platform: 'linux',
    pid: 1,
    hostname: 'h',
    right: 'view',
    startedAt: 0,
    notices: [],
    newLink: { command: 'bin/headroom open', control: true },
    ...more,
  });

  it('names the command that gives more, in the way it is typed here', () => {
    expect(readOnlyReason(info({}))).toContain('bin/headroom open');
  });

  it('names no command that would not help', () => {
    const reason = readOnlyReason(info({ newLink: { command: 'headroom open', control: false } }));
    expect(reason).toContain('--read-only');
    expect(reason).not.toContain('headroom open');
  });

  it('is nothing where it may', () => {
    expect(readOnlyReason(info({ right: 'control' }))).toBeNull();
    expect(readOnlyReason(null)).toBeNull();
  });
});
