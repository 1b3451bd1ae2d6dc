import { describe, expect, it } from 'vitest';
import type { Info } from '../../../src/shared/ipc/contract.ts';
import type { Owner } from '../../../src/shared/model/process.ts';
import type { Snapshot } from '../../../src/shared/model/snapshot.ts';
import { containerOf, engineOf, enginesOf, limited } from './container-samples.ts';
import { NOW, pageOf } from './drawn-page.tsx';

const MB = 2 ** 20;
const viewOf = (parts: Partial<Snapshot>, info: Partial<Info> = {}): Promise<string> => pageOf(parts, info, 'containers');
const rowsIn = (html: string): number => (html.match(/class="container-row"/g) ?? []).length;

describe('the containers view', () => {
  it('has a row for each container, under its project', async () => {
    const containers = [
      limited(containerOf('web', { project: 'shop' }, { cores: 0.48, bytes: 112 * MB }), 0.5, 256 * MB),
      containerOf('loose'),
      containerOf('ended', { state: 'exited', exitCode: 1 }),
    ];
    const html = await viewOf({ engines: enginesOf(), containers });
    expect(rowsIn(html)).toBe(3);
    for (const text of ['2 running, 1 stopped', 'Docker 27.1 · connected', '>shop<', 'No project', 'exited (1)', '>0.48<', 'of 256 MB'])
      expect(html).toContain(text);
  });

  it('draws sixty containers, each once', async () => {
    const containers = Array.from({ length: 60 }, (_, index) => containerOf(`c${index}`, { project: `p${index % 7}` }));
    const html = await viewOf({ engines: enginesOf(), containers });
    expect(rowsIn(html)).toBe(60);
    for (const { name } of containers) expect(html.split(`title="${name}"`)).toHaveLength(2);
  });

  it('takes what an engine names for text, whatever it is', async () => {
    const evil = `<img src=x onerror="alert(1)">`;
    const named = containerOf(`${evil}\n'"\u202Egnp.exe${'x'.repeat(300)}`, { image: evil, project: evil });
    const engine = engineOf({ name: evil, version: '\u0007' });
    const html = await viewOf({ engines: enginesOf([engine]), containers: [named] });
    expect(html).not.toContain('<img');
    for (const sign of ['\u202E', '\u0007']) expect(html).not.toContain(sign);
    expect(html).toContain('&lt;img src=x onerror=');
    expect(html).toContain(String.raw`\n&#x27;&quot;\u202egnp.exe`);
  });

  it('says when an engine does not answer, and that its containers are old', async () => {
    const absent = { part: 'engine', reason: 'failed', detail: 'it closed the connection' } as const;
    const engine = engineOf({ state: 'reconnecting', absent });
    const html = await viewOf({ engines: enginesOf([engine]), containers: [containerOf('web')] });
    expect(html).toContain('· reconnecting');
    expect(html).toContain('shown as they were. it closed the connection');
    expect(html).toContain('class="container old"');
  });

  it.each([
    ['no engine', enginesOf([], [{ place: 'unix:///x.sock', origin: 'default', outcome: 'nothing there' }]), 'No container engine found'],
    ['an engine without containers', enginesOf(), 'docker run --rm'],
    ['an engine that is gone', enginesOf([engineOf({ state: 'absent' })]), 'Docker is gone'],
    [
      'a socket that this user may not use',
      enginesOf([], [{ place: 'unix:///var/run/docker.sock', origin: 'default', outcome: 'denied', denied: true }]),
      'usermod -aG docker',
    ],
  ])('with %s says why and what to do', async (_what, engines, text) => {
    const html = await viewOf({ engines, containers: [] }, { platform: 'linux' });
    expect(html).toContain(text);
    expect(rowsIn(html)).toBe(0);
    expect(html).not.toContain('role="search"');
  });

  it('shows what was tried, where, and what was found', async () => {
    const tried = [{ place: 'unix:///x.sock', origin: 'DOCKER_HOST', outcome: 'nothing there' }];
    const html = await viewOf({ engines: enginesOf([], tried), containers: [] });
    for (const text of ['What was tried', 'unix:///x.sock', 'DOCKER_HOST', 'nothing there']) expect(html).toContain(text);
  });

  it('waits for the first answer without a word', async () => {
    expect(await viewOf({})).toContain('skeleton');
    expect(await viewOf({ absent: [{ part: 'containers', reason: 'failed', detail: '' }] })).toContain('No list of containers');
  });
});

describe('owners', () => {
  const owner = (id: string, kind: Owner['kind'], more: Partial<Owner> = {}): Owner => ({
    id,
    kind,
    name: id,
    rawName: null,
    detail: '',
    cpuCores: 0.1,
    cpuLimitCores: null,
    memoryBytes: 50 * MB,
    memoryLimitBytes: null,
    restCpuCores: 0,
    restMemoryBytes: 0,
    processCount: 0,
    processes: [],
    children: [],
    ...more,
  });

  it('that are containers or machines are marked as such, with their limit, and what is in them stands inside', async () => {
    const inside = owner('in-vm', 'container', { memoryLimitBytes: 64 * MB });
    const list = [owner('app', 'app'), owner('docker-vm', 'vm', { memoryLimitBytes: 8192 * MB, children: [inside] })];
    const html = await pageOf({ owners: { at: NOW, cpuCores: 1, memoryBytes: 100 * MB, approximate: false, list } }, {}, 'overview', [
      'owner:docker-vm',
    ]);
    expect(html).toContain('Virtual machine </span>');
    expect(html).toContain('of 8 GB');
    const nested = html.slice(html.indexOf('class="owner-inside"'));
    expect(nested).toContain('Container </span>');
    expect(nested).toContain('of 64 MB');
    expect(html.match(/class="owner-mark"/g)).toHaveLength(2);
  });
});
