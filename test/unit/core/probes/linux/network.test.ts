import { describe, expect, it } from 'vitest';
import { countedLinks } from '../../../../../src/core/probes/linux/network-links.ts';
import { createNetworkProbe } from '../../../../../src/core/probes/linux/network.ts';
import { briefly, fixtureRoot, now, type Content } from './fixture-root.ts';

const TITLES =
  'Inter-|   Receive  |  Transmit\n face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed\n';
const line = (name: string, first = 1): string => `${name}:${first} 2 3 4 5 6 7 8 ${first * 10} 20 30 40 50 60 70 80\n`;

function physical(name: string, more: Record<string, Content> = {}): Record<string, Content> {
  const folder = `/sys/class/net/${name}`;
  const own = Object.fromEntries(Object.entries(more).map(([file, content]) => [`${folder}/${file}`, content]));
  return { [`${folder}/device/`]: '', [`${folder}/operstate`]: 'up\n', ...own };
}
function read(dev: string, sys: Record<string, Content> = {}): ReturnType<typeof names> {
  return names(fixtureRoot({ '/proc/net/dev': TITLES + dev, ...sys }));
}
function names({ files }: ReturnType<typeof fixtureRoot>): { counted: string[]; all: string[] } {
  const { interfaces } = now(createNetworkProbe(files).read(briefly));
  return { counted: interfaces.filter((one) => one.counted).map((one) => one.name), all: interfaces.map((one) => one.name) };
}

describe('network', () => {
  it('reads every column, state and speed', () => {
    const { files } = fixtureRoot({
      '/proc/net/dev': `${TITLES}    lo: 5 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0\n  eth0:18446744073709551615 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n`,
      ...physical('eth0', { speed: '2500\n' }),
      '/sys/class/net/lo/operstate': 'unknown\n',
    });
    expect(now(createNetworkProbe(files).read(briefly)).interfaces).toEqual([
      {
        name: 'lo',
        bytesReceived: 5,
        packetsReceived: 1,
        errorsReceived: 0,
        droppedReceived: 0,
        bytesSent: 5,
        packetsSent: 1,
        errorsSent: 0,
        droppedSent: 0,
        state: 'unknown',
        speedBitsPerSec: null,
        counted: false,
      },
      {
        name: 'eth0',
        bytesReceived: 18_446_744_073_709_551_615n,
        packetsReceived: 2,
        errorsReceived: 3,
        droppedReceived: 4,
        bytesSent: 9,
        packetsSent: 10,
        errorsSent: 11,
        droppedSent: 12,
        state: 'up',
        speedBitsPerSec: 2_500_000_000,
        counted: true,
      },
    ]);
  });

  it.each(['-1\n', '4294967295\n', '0\n', '', 'x\n'])('does not know the speed %j', (speed) => {
    const { files } = fixtureRoot({ '/proc/net/dev': TITLES + line('eth0'), ...physical('eth0', { speed }) });
    expect(now(createNetworkProbe(files).read(briefly)).interfaces[0]?.speedBitsPerSec).toBeNull();
  });

  it('counts hardware once, whatever is built on it', () => {
    const dev = ['lo', 'eth0', 'eth1', 'bond0', 'br0', 'docker0', 'veth1', 'tun0'].map((name) => line(name)).join('');
    const sys = {
      ...physical('eth0', { master: { link: '../bond0' } }),
      ...physical('eth1', { master: { link: '../bond0' } }),
      '/sys/class/net/bond0/master': { link: '../br0' },
      '/sys/class/net/br0/bridge/': '',
      '/sys/class/net/docker0/bridge/': '',
      '/sys/class/net/veth1/master': { link: '../docker0' },
      '/sys/class/net/tun0/tun_flags': '0x1002\n',
    };
    expect(read(dev, sys).counted).toEqual(['eth0', 'eth1']);
  });

  it("leaves out a cloud machine's fast path, whose traffic is in its virtual card", () => {
    const sys = { ...physical('eth0'), ...physical('enP1s1', { master: { link: '../eth0' } }) };
    expect(read(line('eth0') + line('enP1s1'), sys).counted).toEqual(['eth0']);
  });

  it('falls back to all but loopback, tunnels, bridges and their members where no hardware is seen', () => {
    expect(read(line('lo') + line('eth0') + line('eth1')).counted).toEqual(['eth0', 'eth1']);
    const link = { physical: false, master: null, bridge: false, tunnel: false };
    const counted = (links: Record<string, Partial<typeof link> | { master: string }>): string[] => [
      ...countedLinks(new Map(Object.entries(links).map(([name, more]) => [name, { ...link, ...more }]))),
    ];
    expect(counted({ lo: {}, eth0: {}, docker0: { bridge: true }, veth1: { master: 'docker0' }, tun0: { tunnel: true } })).toEqual([
      'eth0',
    ]);
    expect(counted({ lo: {}, br0: { bridge: true }, eth0: { master: 'br0' } })).toEqual(['br0']);
    expect(counted({ lo: {}, tun0: { tunnel: true } })).toEqual(['tun0']);
    expect(counted({ lo: {} })).toEqual([]);
  });

  it('sees an interface come and go, and a state change within 30 reads', () => {
    const { files, write } = fixtureRoot({ '/proc/net/dev': TITLES + line('eth0'), ...physical('eth0') });
    const probe = createNetworkProbe(files);
    const interfaces = (): readonly { name: string; counted: boolean; state: string }[] => now(probe.read(briefly)).interfaces;
    expect(interfaces()).toMatchObject([{ name: 'eth0', counted: true }]);
    write('/sys/class/net/wlan0/device/', '');
    write('/sys/class/net/eth0/operstate', 'down\n');
    write('/proc/net/dev', TITLES + line('eth0') + line('wlan0'));
    expect(interfaces()).toMatchObject([{ name: 'eth0' }, { name: 'wlan0', counted: true, state: 'unknown' }]);
    for (let reads = 0; reads < 30; reads += 1) interfaces();
    expect(interfaces()[0]?.state).toBe('down');
    write('/proc/net/dev', TITLES + line('tun0'));
    expect(interfaces()).toMatchObject([{ name: 'tun0', counted: true }]);
    probe.dispose();
    expect(files.openCount).toBe(0);
  });

  it('reads the namespace of the first process below another root', () => {
    const root = fixtureRoot({ '/proc/net/dev': TITLES + line('eth0'), '/proc/1/net/dev': TITLES + line('eno1') });
    expect(names(root).all).toEqual(['eno1']);
  });

  it.each([
    ['', 'two lines of titles'],
    [`${TITLES}eth0 1 2 3\n`, 'expected lines such as'],
    [`${TITLES}eth0: 1 2 3\n`, 'at least 12 numbers after "eth0:"'],
    [`${TITLES}eth0: 1 2 3 4 5 6 7 8 9 -10 11 12\n`, 'after "eth0:"'],
    [`${TITLES}../../x: 1 2 3 4 5 6 7 8 9 10 11 12\n`, 'expected lines such as'],
  ])('calls %j malformed', (dev, message) => {
    const { files } = fixtureRoot({ '/proc/net/dev': dev });
    expect(() => createNetworkProbe(files).read(briefly)).toThrow(
      expect.objectContaining({ reason: 'malformed', message: expect.stringContaining(message) }),
    );
  });
});
