import { describe, expect, it } from 'vitest';
import { createConnectionsProbe } from '../../../../../src/core/probes/linux/connections.ts';
import { createFileHandlesProbe } from '../../../../../src/core/probes/linux/file-handles.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { briefly, fixtureRoot, inDetail, now, type Content } from './fixture-root.ts';

const socket = (state: string): string => `   0: 0100007F:1F90 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000 0 0 1\n`;
const table = (...states: string[]): string => `  sl  local_address rem_address   st tx_queue\n${states.map(socket).join('')}`;
const ROOT: Record<string, Content> = {
  '/proc/net/sockstat':
    'sockets: used 500\nTCP: inuse 10 orphan 1 tw 7 alloc 20 mem 3\nUDP: inuse 4 mem 2\nRAW: inuse 0\nFRAG: inuse 0 memory 0\n',
  '/proc/net/sockstat6': 'TCP6: inuse 5\nUDP6: inuse 3\n',
  '/proc/net/snmp': 'Ip: Forwarding\nIp: 1\nTcp: RtoAlgorithm MaxConn CurrEstab InSegs\nTcp: 1 -1 9 13719\n',
  '/proc/net/tcp': table('01', '01', '0A', '06', '0C', 'FF', 'zz'),
  '/proc/net/tcp6': table('0A', '08'),
};

describe('connections', () => {
  it('adds both address families', () => {
    const { files } = fixtureRoot(ROOT);
    expect(createConnectionsProbe(files, new FakeClock()).read(briefly)).toMatchObject({
      tcpEstablished: 9,
      tcpInUse: 15,
      tcpTimeWait: 7,
      tcpOrphaned: 1,
      udpInUse: 7,
      socketsInUse: 500,
      tcpByState: { established: 2, listen: 2, 'time-wait': 1, 'syn-recv': 1, 'close-wait': 1, closing: 0, 'last-ack': 0 },
    });
  });

  it('reads the table when someone looks, else every 30 s', async () => {
    const { files, write } = fixtureRoot(ROOT);
    const clock = new FakeClock();
    const probe = createConnectionsProbe(files, clock);
    const listening = (request: { detail: boolean }): unknown => now(probe.read(request)).tcpByState;
    expect(listening(briefly)).toMatchObject({ established: 2 });
    write('/proc/net/tcp', table('01'));
    expect(listening(briefly)).toMatchObject({ established: 2 });
    expect(listening(inDetail)).toMatchObject({ established: 1 });
    write('/proc/net/tcp', table());
    await clock.advance(29_999);
    expect(listening(briefly)).toMatchObject({ established: 1 });
    await clock.advance(1);
    expect(listening(briefly)).toMatchObject({ established: 0 });
    probe.dispose();
    expect(files.openCount).toBe(0);
  });

  it('does not list a table of tens of thousands', () => {
    const { files } = fixtureRoot({ ...ROOT, '/proc/net/sockstat': 'sockets: used 1\nTCP: inuse 30000 orphan 0 tw 20000\n' });
    expect(now(createConnectionsProbe(files, new FakeClock()).read(inDetail)).tcpByState).toMatchObject({
      reason: 'switched-off',
      detail: '50005 TCP sockets: too many to list',
    });
  });

  it('does without IPv6, and names what is missing', () => {
    const { files } = fixtureRoot({ '/proc/net/sockstat': 'sockets: used 3\nTCP: inuse 1 orphan x\n', '/proc/net/tcp': table('0A') });
    expect(createConnectionsProbe(files, new FakeClock()).read(inDetail)).toMatchObject({
      tcpInUse: 1,
      tcpOrphaned: { reason: 'not-found', detail: expect.stringContaining('TCP orphan') },
      udpInUse: { reason: 'not-found' },
      tcpEstablished: { reason: 'not-found', detail: '/proc/net/snmp: ENOENT' },
      tcpByState: { listen: 1 },
    });
    expect(() => createConnectionsProbe(fixtureRoot().files, new FakeClock()).read(briefly)).toThrow(
      expect.objectContaining({ name: 'ProbeError', reason: 'not-found' }),
    );
  });

  it.each(['', 'Tcp: CurrEstab\n', 'Tcp: CurrEstab\nTcp: -4\n', 'Tcp: Other\nTcp: 4\n'])('has no number in the snmp file %j', (snmp) => {
    const { files } = fixtureRoot({ ...ROOT, '/proc/net/snmp': snmp });
    expect(now(createConnectionsProbe(files, new FakeClock()).read(briefly)).tcpEstablished).toHaveProperty('reason');
  });
});

describe('file handles', () => {
  const read = (text: string): unknown => createFileHandlesProbe(fixtureRoot({ '/proc/sys/fs/file-nr': text }).files).read(briefly);

  it('reads used and limit', () => {
    expect(read('5000\t200\t100000\n')).toEqual({ used: 4800, limit: 100_000 });
  });

  it('says when there is no limit', () => {
    expect(read('540\t0\t9223372036854775807\n')).toMatchObject({
      used: 540,
      limit: { reason: 'not-supported', detail: 'this machine sets no limit on open files' },
    });
  });

  it('calls anything else malformed', () => {
    for (const bad of ['', '1 2', 'x 0 5\n']) expect(() => read(bad)).toThrow(expect.objectContaining({ reason: 'malformed' }));
  });
});
