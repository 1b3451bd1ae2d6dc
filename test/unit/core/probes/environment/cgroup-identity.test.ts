import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityOfCgroup, podOfCgroup, unitOfCgroup } from '../../../../../src/core/probes/environment/cgroup-identity.ts';

const ID = 'a1b2'.repeat(16);
const OUTER = '0f9e'.repeat(16);
const UID = '1b4e28ba-2fa1-11d2-883f-0016d3cca427';

describe('the container of a cgroup path', () => {
  it.each<[string, string | null, string | null]>([
    [`/docker/${ID}`, 'docker', ID],
    [`/system.slice/docker-${ID}.scope`, 'docker', ID],
    [`/system.slice/docker-${ID}.scope/init.scope`, 'docker', ID],
    [`/build/parent/${ID}`, null, ID],
    [`/machine.slice/libpod-${ID}.scope/container`, 'podman', ID],
    [`/libpod_parent/libpod-${ID}`, 'podman', ID],
    [`/user.slice/user@1.service/libpod-payload-${ID}`, 'podman', ID],
    [`/kubepods/burstable/pod${UID}/${ID}`, null, ID],
    [`/kubepods/pod${UID}/crio-${ID}`, 'cri-o', ID],
    [`/system.slice/nerdctl-${ID}.scope`, 'containerd', ID],
    [`/x.slice:cri-containerd:${ID}`, 'containerd', ID],
    [`/x.slice:crio:${ID}`, 'cri-o', ID],
    [`/lxc/${ID}`, 'docker', ID],
    [`/ecs/${'9c'.repeat(16)}/${'9c'.repeat(16)}-2971`, 'ecs', `${'9c'.repeat(16)}-2971`],
    ['/system.slice/docker.service', null, null],
    ['/system.slice/containerd.service', null, null],
    [`/crio-conmon-${ID}.scope`, null, null],
    [`/machine.slice/libpod-conmon-${ID}.scope`, null, null],
    // What watches a container from outside may be in another one.
    [`/docker/${OUTER}/libpod_parent/libpod-conmon-${ID}`, 'docker', OUTER],
    ['/lxc.monitor.web', null, null],
    ['/lxc.monitor/web', null, null],
    ['/machine.slice/machine-qemu\\x2d3\\x2ddb.scope/libvirt/vcpu0', null, null],
    ['/machine.slice/systemd-nspawn@web.service/supervisor', null, null],
    [`/docker/${ID.slice(0, 12)}`, null, null],
    [`/docker/${ID}f`, null, null],
    [`/docker/${ID.toUpperCase()}`, null, null],
    ['/', null, null],
  ])('%s', (path, runtime, id) => {
    const identity = identityOfCgroup(path);
    expect([identity?.runtime ?? null, identity?.id ?? null]).toEqual([runtime, id]);
  });

  it.each<[string, string | null, string]>([
    ['/lxc/web', 'lxc', 'web'],
    ['/lxc.payload.web/system.slice/cron.service', 'lxc', 'web'],
    ['/lxc.payload/web/init.scope', 'lxc', 'web'],
    ['/machine.slice/systemd-nspawn@my\\x2dweb.service/payload', 'systemd-nspawn', 'my-web'],
    ['/machine.slice/machine-web.scope/payload', 'systemd-nspawn', 'web'],
    ['/machine.slice/machine-lxc\\x2d77\\x2dweb.scope', 'lxc', 'web'],
  ])('%s has a name', (path, runtime, name) => {
    expect(identityOfCgroup(path)).toMatchObject({ runtime, name, id: null });
  });

  it('of containers in each other the innermost, and what is around it', () => {
    expect(identityOfCgroup(`/docker/${OUTER}/docker/${ID}`)).toMatchObject({ id: ID, runtime: 'docker', outer: 'docker' });
    expect(identityOfCgroup(`/lxc/ci/docker/${ID}`)).toMatchObject({ id: ID, runtime: 'docker', outer: 'lxc' });
    expect(identityOfCgroup(`/docker/${OUTER}/libpod_parent/libpod-${ID}`)).toMatchObject({ id: ID, runtime: 'podman', outer: 'docker' });
    expect(identityOfCgroup(`/docker/${OUTER}/system.slice/ssh.service`)).toMatchObject({ id: OUTER, outer: null });
  });

  it('an id has 64 hexadecimal digits, no more, no fewer, no others', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789abcdefgA-'.split('')), minLength: 1, maxLength: 80 });
    const path = fc.array(fc.oneof(text, fc.constantFrom('docker', 'lxc', 'ecs', 'garden', `docker-${ID}.scope`, ID)), { maxLength: 6 });
    fc.assert(
      fc.property(path, (segments) => {
        const identity = identityOfCgroup(`/${segments.join('/')}`);
        if (identity?.id !== undefined && identity.id !== null && identity.runtime !== 'ecs' && identity.runtime !== 'garden') {
          expect(identity.id).toMatch(/^[0-9a-f]{64}$/);
          expect(segments.some((segment) => segment.includes(identity.id ?? ''))).toBe(true);
        }
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (path) => {
        identityOfCgroup(path);
        podOfCgroup(path);
        unitOfCgroup(path);
      }),
    );
  });
});

describe('the pod of a cgroup path', () => {
  const slice = UID.replaceAll('-', '_');
  it.each<[string, string | null, string | null]>([
    [`/kubepods/besteffort/pod${UID}/${ID}`, UID, 'besteffort'],
    [`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${slice}.slice/crio-${ID}.scope`, UID, 'burstable'],
    [`/kubepods.slice/kubepods-pod${slice}.slice/docker-${ID}.scope`, UID, 'guaranteed'],
    [`/system.slice/containerd.service/kubepods-besteffort-pod${slice}.slice:cri-containerd:${ID}`, UID, 'besteffort'],
    [`/kubepods/burstable/pod${'7e'.repeat(16)}/${ID}`, '7e'.repeat(16), 'burstable'],
    [`/docker/${OUTER}/kubelet/kubepods/pod${UID}/${ID}`, UID, 'guaranteed'],
    ['/kubepods.slice', null, null],
  ])('%s', (path, podUid, qos) => {
    expect(podOfCgroup(path)).toEqual({ podUid, qos });
  });

  it.each(['/', `/docker/${ID}`, `/user.slice/pod${UID}`, '/system.slice/my-kubepods-backup.service'])('%s is in none', (path) => {
    expect(podOfCgroup(path)).toBe(null);
  });
});

describe('the unit of a cgroup path', () => {
  it.each<[string, string | null]>([
    ['/system.slice/backup.service', 'backup.service'],
    ['/user.slice/user-1.slice/user@1.service/app.slice/app-a\\x2db.scope', 'app-a\\x2db.scope'],
    ['/user.slice/user-1.slice', null],
    [`/system.slice/docker-${ID}.scope`, null],
    ['/lxc.payload.web/system.slice/cron.service', 'cron.service'],
    [`/docker/${ID}/system.slice/cron.service`, 'cron.service'],
    [`/machine.slice/libpod-conmon-${ID}.scope`, `libpod-conmon-${ID}.scope`],
    ['/', null],
  ])('%s', (path, unit) => {
    expect(unitOfCgroup(path)).toBe(unit);
  });
});
