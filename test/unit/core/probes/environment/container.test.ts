import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readContainerSources } from '../../../../../src/core/probes/environment/container-sources.ts';
import { parseEnviron, type Variables } from '../../../../../src/core/probes/environment/environ.ts';
import { judgeContainer } from '../../../../../src/core/probes/environment/linux-container.ts';
import { Notes } from '../../../../../src/core/probes/environment/notes.ts';
import { parsePodmanMarker } from '../../../../../src/core/probes/environment/podman-marker.ts';
import type { CgroupFacts, ContainerFacts, Evidence } from '../../../../../src/shared/model/environment.ts';
import { type Content, fixtureRoot } from '../linux/fixture-root.ts';

const ID = 'c0de'.repeat(16);
const DISK = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n';
const LAYERS = '1 0 0:5 / / rw - overlay overlay rw,lowerdir=/x,upperdir=/y\n';
const OTHER_PIDS = { '/proc/self/ns/pid': { link: 'pid:[4026532200]' } };
const FIRST_PIDS = { '/proc/self/ns/pid': { link: 'pid:[4026531836]' }, '/proc/self/ns/cgroup': { link: 'cgroup:[4026531835]' } };

interface Judged {
  readonly facts: ContainerFacts;
  readonly evidence: readonly Evidence[];
}
function judge(
  contents: Readonly<Record<string, Content>>,
  namespace: CgroupFacts['namespace'] = null,
  own: Variables | null = null,
): Judged {
  const { files } = fixtureRoot({ '/proc/': '', ...contents });
  const notes = new Notes();
  const facts = judgeContainer(readContainerSources(files, own), namespace, notes);
  expect(files.openCount).toBe(0);
  return { facts, evidence: notes.list };
}
const factsOf = (...args: Parameters<typeof judge>): ContainerFacts => judge(...args).facts;

describe('a marker file', () => {
  it('in an image that became a machine is none, and is told', () => {
    const { facts, evidence } = judge(
      { '/.dockerenv': '', '/proc/self/mountinfo': DISK, '/proc/self/cgroup': '0::/\n', ...FIRST_PIDS },
      'host',
    );
    expect(facts).toMatchObject({ present: false, runtime: null, id: null });
    expect(evidence).toContainEqual(expect.objectContaining({ source: '/.dockerenv', says: 'no second sign: not a container' }));
  });

  it('alone, with nothing known of the rest, is none either', () => {
    expect(factsOf({ '/.dockerenv': '' }).present).toBe(false);
    expect(factsOf({ '/run/.containerenv': 'engine="podman-5.0"\nname="web"\n' })).toMatchObject({ present: false, name: null });
  });

  it.each<[string, Readonly<Record<string, Content>>, CgroupFacts['namespace']]>([
    ['layers for a root', { '/proc/self/mountinfo': LAYERS }, null],
    ['processes of its own', { '/proc/self/mountinfo': DISK, ...OTHER_PIDS }, null],
    ['cgroups of its own', { '/proc/self/mountinfo': DISK }, 'private'],
    ['mounts of a runtime', { '/proc/self/mountinfo': `${DISK}2 1 8:2 /x/hosts /etc/hosts rw - ext4 /dev/sdb rw\n` }, null],
    ['a word of its manager', { '/run/systemd/container': 'oci\n' }, null],
  ])('with %s is one', (_name, contents, namespace) => {
    expect(factsOf({ '/.dockerenv': '', ...contents }, namespace)).toMatchObject({ present: true, runtime: 'docker' });
  });

  it('in WSL, whose every distribution has namespaces, needs more than those', () => {
    const wsl = { '/proc/sys/kernel/osrelease': '5.15-microsoft-standard-WSL2', '/proc/self/mountinfo': DISK, ...OTHER_PIDS };
    expect(factsOf({ '/.dockerenv': '', ...wsl }, 'private').present).toBe(false);
    expect(factsOf({ '/.dockerenv': '', ...wsl, '/proc/self/mountinfo': LAYERS }).runtime).toBe('docker');
  });

  it('of Podman says what it knows', () => {
    const marker = `engine="podman-5.0"\nname="web"\nid="${ID}"\nimage="registry/app:1"\nrootless=1\n`;
    expect(factsOf({ '/run/.containerenv': marker, '/proc/self/mountinfo': LAYERS })).toMatchObject({
      runtime: 'podman',
      name: 'web',
      id: ID,
      image: 'registry/app:1',
      rootless: true,
    });
    expect(parsePodmanMarker('id="short"\nrootless=0\nname=""\n')).toEqual({ id: null, name: null, image: null, rootless: false });
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => parsePodmanMarker(text).id === null));
  });
});

describe('what a container is', () => {
  it.each<[string, Readonly<Record<string, Content>>, Partial<ContainerFacts>]>([
    ['nothing', {}, { present: false, orchestrator: null, rootless: null }],
    [
      'a machine with Docker on it',
      {
        '/proc/self/mountinfo': `${DISK}3 1 0:9 / /var/lib/docker/overlay2/${ID}/merged rw - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A\n`,
        '/proc/self/cgroup': '0::/system.slice/docker.service\n',
      },
      { present: false, systemdUnit: 'docker.service' },
    ],
    [
      'a layer of Docker for a root',
      { '/proc/self/mountinfo': '1 0 0:5 / / rw - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A\n' },
      { present: true, runtime: 'docker' },
    ],
    ['LXC by its manager', { '/run/host/container-manager': 'lxc\n', '/etc/hostname': 'web\n' }, { runtime: 'lxc', name: 'web', id: null }],
    ['the first process knows', { '/proc/1/environ': 'PATH=/bin\0container=systemd-nspawn\0' }, { runtime: 'systemd-nspawn' }],
    ['a manager of another kind', { '/proc/self/environ': 'container=rkt\0' }, { present: true, runtime: null }],
    ['WSL calls itself one', { '/run/systemd/container': 'wsl\n' }, { present: false }],
    ['a sandbox of a program', { '/proc/self/environ': 'container=flatpak\0' }, { present: false }],
    ['an empty word', { '/proc/self/environ': 'container=\0' }, { present: false }],
    [
      'the path is surer than a word that an image may carry',
      { '/proc/self/cgroup': `0::/machine.slice/libpod-${ID}.scope\n`, '/proc/self/environ': 'container=docker\0' },
      { runtime: 'podman', id: ID },
    ],
    ['OpenVZ', { '/proc/vz/vestat': '' }, { present: true, runtime: 'openvz' }],
    ['the host of OpenVZ', { '/proc/vz/vestat': '', '/proc/bc/0': '' }, { present: false }],
    ['gVisor', { '/proc/version': 'Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016\n' }, { present: true, runtime: 'gvisor' }],
    [
      'a real kernel of that version',
      { '/proc/version': 'Linux version 4.4.0-210-generic (buildd@lgw01) #242-Ubuntu SMP\n' },
      { present: false },
    ],
    [
      'Docker in LXC',
      { '/.dockerenv': '', '/proc/self/mountinfo': `${LAYERS}2 1 0:7 /proc/meminfo /proc/meminfo rw - fuse.lxcfs lxcfs rw\n` },
      { runtime: 'docker', nestedIn: 'lxc', lxcfs: true },
    ],
    [
      'lxcfs of a host',
      { '/proc/self/mountinfo': `${DISK}2 1 0:7 / /var/lib/lxcfs rw - fuse.lxcfs lxcfs rw\n` },
      { present: false, lxcfs: false, nestedIn: null },
    ],
    [
      'Docker Desktop',
      { '/proc/self/cgroup': `4:memory:/docker/${ID}\n`, '/proc/sys/kernel/osrelease': '6.12-linuxkit\n' },
      { flavor: 'docker-desktop' },
    ],
    [
      'root outside is root inside',
      { '/proc/self/cgroup': `4:memory:/docker/${ID}\n`, '/proc/self/uid_map': '         0          0 4294967295\n' },
      { rootless: false },
    ],
    [
      'root inside is nobody outside',
      { '/proc/self/cgroup': `4:memory:/docker/${ID}\n`, '/proc/self/uid_map': '0 1000 1\n1 100000 65536\n' },
      { rootless: true },
    ],
    [
      'a cgroup that more than it uses',
      { '/proc/self/cgroup': '0::/user.slice/user-7.slice\n', '/proc/self/environ': 'container=podman\0' },
      { runtime: 'podman', ownCgroup: false },
    ],
  ])('%s', (_name, contents, expected) => {
    expect(factsOf(contents)).toMatchObject(expected);
  });

  it('of an unknown runtime: two signs of what only runtimes make', () => {
    expect(factsOf({ '/proc/self/mountinfo': LAYERS }, 'private')).toMatchObject({ present: true, runtime: null });
    expect(factsOf({ '/proc/self/mountinfo': DISK }, 'private').present).toBe(false);
    expect(factsOf({ '/proc/self/mountinfo': LAYERS, ...OTHER_PIDS }, 'host').present).toBe(false);
  });
});

describe('an orchestrator', () => {
  const account = '/var/run/secrets/kubernetes.io/serviceaccount';

  it.each<[string, Readonly<Record<string, Content>>]>([
    ['a service account', { [`${account}/namespace`]: 'shop' }],
    ['one behind a link', { '/run/secrets/kubernetes.io/serviceaccount/namespace': 'shop', '/var/run': { link: '../run' } }],
    ['a variable', { '/proc/self/environ': 'KUBERNETES_SERVICE_HOST=10.0.0.1\0' }],
    ['a variable of the first process', { '/proc/1/environ': 'KUBERNETES_SERVICE_HOST=10.0.0.1\0' }],
    ['a cgroup', { '/proc/self/cgroup': '0::/kubepods.slice/kubepods-besteffort.slice\n' }],
  ])('Kubernetes by %s alone is enough', (_name, contents) => {
    expect(factsOf(contents)).toMatchObject({ present: true, orchestrator: 'kubernetes', runtime: null });
  });

  it('what a pod was told of itself, else its host name and its account', () => {
    const pod = { '/etc/hostname': 'web-0\n', [`${account}/namespace`]: 'shop' };
    expect(factsOf(pod)).toMatchObject({ podName: 'web-0', namespace: 'shop' });
    const told = { POD_NAME: 'web-1', POD_NAMESPACE: 'test', HOSTNAME: 'node-7' };
    expect(factsOf(pod, null, told)).toMatchObject({ podName: 'web-1', namespace: 'test' });
  });

  it('a variable that is set to nothing is not set', () => {
    expect(factsOf({ '/proc/self/environ': 'KUBERNETES_SERVICE_HOST=\0NOMAD_ALLOC_ID=\0' }).present).toBe(false);
  });

  it('keeps its images as Podman does: CRI-O', () => {
    const contents = {
      '/run/.containerenv': '',
      '/proc/self/mountinfo': '1 0 0:5 / / rw - overlay overlay rw,lowerdir=/var/lib/containers/storage/overlay/l/A\n',
    };
    expect(factsOf(contents).runtime).toBe('podman');
    expect(factsOf({ ...contents, [`${account}/namespace`]: 'x' }).runtime).toBe('cri-o');
  });

  it.each<[string, ContainerFacts['orchestrator']]>([
    ['NOMAD_ALLOC_ID=7', 'nomad'],
    ['ECS_CONTAINER_METADATA_URI_V4=http://169.254.170.2/v4/x', 'ecs'],
  ])('%s', (variable, orchestrator) => {
    expect(factsOf({ '/proc/self/environ': `${variable}\0` })).toMatchObject({ present: true, orchestrator, podName: null });
  });
});

describe('the variables of a process', () => {
  it('are what it says, the first of two, and nothing else', () => {
    expect({ ...parseEnviron('A=1\0\0B=x=y\0broken\0A=2\0 =3\0C=\0') }).toEqual({ A: '1', B: 'x=y', C: '' });
    expect(parseEnviron('__proto__=x\0')['constructor']).toBe(undefined);
    const name = fc.stringMatching(/^[A-Za-z_]\w{0,8}$/);
    const value = fc.string({ maxLength: 20 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }), (pairs) => {
        const variables = parseEnviron(pairs.map(([key, text]) => `${key}=${text}\0`).join(''));
        expect(Object.entries(variables)).toEqual(expect.arrayContaining(pairs));
        expect(Object.keys(variables)).toHaveLength(pairs.length);
      }),
    );
  });

  it('of our own are not those of another root', () => {
    expect(factsOf({}, null, { container: 'lxc' }).runtime).toBe('lxc');
    expect(factsOf({ '/proc/self/environ': 'container=podman\0' }, null, {}).runtime).toBe(null);
  });
});
