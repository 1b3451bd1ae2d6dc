import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityOfMounts } from '../../../../../src/core/probes/environment/bind-mounts.ts';
import { identityOfRoot } from '../../../../../src/core/probes/environment/root-mount.ts';
import { type MountinfoEntry, parseMountinfo } from '../../../../../src/core/probes/linux/cgroup/mountinfo.ts';

const ID = 'c0de'.repeat(16);
const POD = 'beef'.repeat(16);
const UID = '1b4e28ba-2fa1-11d2-883f-0016d3cca427';

/** Lines of root and mount point. */
const binds = (...mounts: readonly (readonly [root: string, mountPoint: string])[]): MountinfoEntry[] =>
  parseMountinfo(mounts.map(([root, mountPoint], index) => `${index + 1} 1 8:1 ${root} ${mountPoint} rw - ext4 /dev/sda1 rw`).join('\n'));

describe("a container's own mounts", () => {
  it.each<[string, string | null]>([
    [`/var/lib/docker/containers/${ID}/hostname`, 'docker'],
    [`/docker/containers/${ID}/hostname`, 'docker'],
    [`/srv/data/containers/${ID}/hostname`, 'docker'],
    [`/home/me/.local/share/docker/containers/${ID}/hostname`, 'docker'],
    [`/var/lib/nerdctl/1935db59/containers/default/${ID}/hostname`, 'containerd'],
    [`/containers/overlay-containers/${ID}/userdata/hostname`, 'podman'],
  ])('%s', (root, runtime) => {
    expect(identityOfMounts(binds([root, '/etc/hostname']), false)).toMatchObject({ runtime, id: ID, sandboxId: null });
  });

  it.each<[string, string]>([
    [`/var/lib/docker/volumes/${ID}/_data`, '/data'],
    [`/var/lib/docker/containers/${ID}/hostname`, '/mnt/other/etc/hostname'],
    [`/var/lib/docker/containers/${ID}/shm`, '/etc/hosts'],
    [`/var/lib/docker/containers/${ID}0/hostname`, '/etc/hostname'],
    [`/var/lib/docker/containers/${ID.toUpperCase()}/hostname`, '/etc/hostname'],
    ['/srv/hostname', '/etc/hostname'],
  ])('%s on %s says nothing', (root, mountPoint) => {
    expect(identityOfMounts(binds([root, mountPoint]), false)).toBe(null);
  });

  it('of a pod of containerd are those of its sandbox', () => {
    const mounts = binds(
      [`/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/${POD}/hostname`, '/etc/hostname'],
      [`/var/lib/kubelet/pods/${UID}/etc-hosts`, '/etc/hosts'],
      [`/var/lib/kubelet/pods/${UID}/containers/api/3f2c`, '/dev/termination-log'],
    );
    expect(identityOfMounts(mounts, false)).toMatchObject({
      runtime: 'containerd',
      id: null,
      sandboxId: POD,
      podUid: UID,
      containerName: 'api',
    });
  });

  it('of a pod of CRI-O are its sandbox and, for the secrets, its own', () => {
    const mounts = binds(
      [`/containers/storage/overlay-containers/${POD}/userdata/hostname`, '/etc/hostname'],
      [`/containers/storage/overlay-containers/${POD}/userdata/.containerenv`, '/run/.containerenv'],
      [`/containers/storage/overlay-containers/${ID}/userdata/run/secrets`, '/run/secrets'],
    );
    expect(identityOfMounts(mounts, true)).toMatchObject({ runtime: 'cri-o', id: ID, sandboxId: POD });
    expect(identityOfMounts(mounts.slice(0, 2), true)).toMatchObject({ runtime: 'cri-o', id: null, sandboxId: POD });
    expect(identityOfMounts(mounts.slice(0, 2), false)).toMatchObject({ runtime: 'podman', id: POD, sandboxId: null });
  });

  it('of a pod of Docker are those of the container whose network it shares', () => {
    const mounts = binds([`/var/lib/docker/containers/${POD}/hostname`, '/etc/hostname']);
    expect(identityOfMounts(mounts, true)).toMatchObject({ runtime: 'docker', id: null, sandboxId: POD });
  });

  it('never throw, and never give a part of an id', () => {
    const part = fc.constantFrom(
      'containers',
      'docker',
      'sandboxes',
      'overlay-containers',
      'userdata',
      ID,
      `${ID}1`,
      ID.slice(1),
      'hostname',
      'pods',
      UID,
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), fc.boolean(), (parts, inPod) => {
        const identity = identityOfMounts(binds([`/${parts.join('/')}`, '/etc/hostname']), inPod);
        for (const id of [identity?.id, identity?.sandboxId]) if (id !== null && id !== undefined) expect(parts).toContain(id);
      }),
    );
  });
});

describe('the file system on /', () => {
  const root = (line: string): ReturnType<typeof identityOfRoot> => identityOfRoot(parseMountinfo(`1 0 8:1 ${line}`));

  it.each<[string, string, string | null]>([
    ['/ / rw - ext4 /dev/vda rw', 'machine', null],
    ['/@ / rw - btrfs /dev/sda2 rw,subvol=/@', 'machine', null],
    ['/ostree/deploy/fedora/deploy/f1.0 / rw - xfs /dev/sda2 rw', 'machine', null],
    ['/ / ro - overlay composefs ro,lowerdir=/run/ostree/cfsroot-lower', 'machine', null],
    ['/ / rw - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A:/b,upperdir=/c', 'layers', 'docker'],
    ['/ / rw - overlay overlay rw,lowerdir=/var/lib/containers/storage/overlay/l/A', 'layers', 'podman'],
    [
      '/ / rw - overlay overlay rw,lowerdir=/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs',
      'layers',
      'containerd',
    ],
    ['/rootfs / rw - xfs /dev/mapper/docker-8:1-77-ab rw', 'layers', 'docker'],
    ['/var/lib/lxc/web/rootfs / rw - ext4 /dev/sda1 rw', 'folder', null],
    ['/ / rw - 9p none rw', 'unknown', null],
  ])('%s', (line, kind, runtime) => {
    expect(root(line)).toMatchObject({ kind, runtime });
  });

  it('has the name of a machine in its path', () => {
    expect(root('/var/lib/machines/web / rw - ext4 /dev/sda1 rw')?.name).toBe('web');
    expect(root('/ / rw - zfs default/containers/web rw')?.name).toBe('web');
    expect(root(`/containers/${ID}/rootfs / rw - ext4 /dev/sda1 rw`)?.name).toBe(null);
  });

  it('is that of the last mount', () => {
    const both = parseMountinfo('1 0 0:2 / / rw - rootfs rootfs rw\n2 1 8:1 / / rw - ext4 /dev/sda1 rw');
    expect(identityOfRoot(both)?.kind).toBe('machine');
    expect(identityOfRoot([])).toBe(null);
  });
});
