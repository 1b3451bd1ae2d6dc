import { describe, expect, test } from 'vitest';
import { isAbsent } from '../../src/core/probes/absence.ts';
import { executableName } from '../../src/core/probes/portable/executable-name.ts';
import type { ProcessRaw } from '../../src/core/probes/raw.ts';
import { createDarwinVmReader } from '../../src/core/probes/vms/darwin-vms.ts';
import { deriveVms } from '../../src/core/monitor/derive/vms.ts';
import { FakeClock } from '../fakes/clock.ts';
import { type FixtureCase, Tally, capturedCommands, loadFixtureCases } from '../support/fixture-cases.ts';
import { rawProcess } from './core/monitor/raw-process.ts';

// Process lists of hosts of virtual machines, captured.

interface ExpectedVm {
  readonly pid: number;
  readonly product: string;
  readonly name?: string | null;
  readonly rssBytes?: number;
  readonly cpuPercent?: number;
  readonly hypervisor?: string;
}

const COMM = 'ps -axo pid=,ppid=,etime=,%cpu=,rss=,comm=';
const COMMAND = 'ps -axww -o pid=,command=';
const USER_ID = 501;
const NOW = Date.UTC(2026, 1, 1);

/** "11:53:49", "01:13", "2-00:00:01" → milliseconds. */
function elapsedMs(text: string): number {
  const [days, time = ''] = text.includes('-') ? text.split('-') : ['0', text];
  return (Number(days) * 86_400 + time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)) * 1000;
}

interface Listed {
  readonly raw: ProcessRaw;
  readonly cpuCores: number;
}

/** The two listings of a case as the process list of macOS would have them. */
function listedIn({ output }: FixtureCase): Listed[] {
  const commands = new Map<number, string>();
  for (const line of (output(COMMAND) ?? '').split('\n')) {
    const match = /^ *(\d+) (.*)$/.exec(line);
    if (match !== null) commands.set(Number(match[1]), match[2] ?? '');
  }
  const listed: Listed[] = [];
  for (const line of (output(COMM) ?? '').split('\n')) {
    const [, pid, parentPid, elapsed = '', percent, rss, comm = ''] = /^ *(\d+) +(\d+) +(\S+) +(\S+) +(\d+) +(.*)$/.exec(line) ?? [];
    if (pid === undefined) continue;
    const command = commands.get(Number(pid)) ?? comm;
    // The kernel keeps 16 characters of the program's name.
    const shortName = comm.slice(comm.lastIndexOf('/') + 1).slice(0, 16);
    const raw = rawProcess({
      pid: Number(pid),
      parentPid: Number(parentPid),
      startTime: NOW - elapsedMs(elapsed),
      rssBytes: Number(rss) * 1024,
      name: executableName(shortName, command),
      command,
      userId: USER_ID,
    });
    listed.push({ raw, cpuCores: Number(percent) / 100 });
  }
  return listed;
}

const cases = loadFixtureCases().filter(({ category }) => category.includes('host-vms'));

describe.runIf(cases.length > 0)('captured hosts of virtual machines', () => {
  const tally = new Tally();

  test.each(cases.map((one) => [one.case, one] as const))('%s', async (_, one) => {
    const listed = listedIn(one);
    const commands = capturedCommands(one, (__, args) => `lsof -Fpn -p ${(args.at(-1) ?? '').split(',').sort().join(',')}`);
    const reader = createDarwinVmReader({ commands, clock: new FakeClock() }, { userId: USER_ID, home: '/nonexistent' });
    const vms = await reader.read(listed.map(({ raw }) => raw));
    const rows = listed.map(({ raw, cpuCores }) => ({ ...raw, cpuCores }));
    const { list } = deriveVms(vms, rows, NOW).part;

    const { vms: expected, notVms } = one.expect as unknown as { vms: ExpectedVm[]; notVms: number[] };
    const pidOf = (vm: (typeof list)[number]): number => vm.processes[0]?.pid ?? 0;
    expect(new Set(list.map(pidOf))).toEqual(new Set(expected.map(({ pid }) => pid)));
    expect(list).toHaveLength(expected.length);
    for (const { pid, product, name, rssBytes, cpuPercent, hypervisor } of expected) {
      const vm = list.find((each) => pidOf(each) === pid);
      expect(vm?.product).toBe(product);
      if (name !== undefined) expect(vm?.name).toBe(name);
      if (rssBytes !== undefined) expect(vm?.holds.rssBytes).toBe(rssBytes);
      if (cpuPercent !== undefined) expect((vm?.holds.cpuCores ?? 0) * 100).toBeCloseTo(cpuPercent, 6);
      if (hypervisor !== undefined) expect(`${vm?.type}-${vm?.accelerator}`).toBe(hypervisor);
      expect(vm?.evidence.length).toBeGreaterThan(0);
    }
    expect(list.flatMap(({ processes }) => processes.map(({ pid }) => pid)).filter((pid) => notVms.includes(pid))).toEqual([]);
    // Known by name in the next reading, too, and without asking again.
    expect(reader.read(listed.map(({ raw }) => raw))).toBe(vms);
    // Lima's own QEMU says its size; the others' files are not in the capture.
    const sized = vms.filter(({ given }) => !isAbsent(given.memoryBytes)).map(({ id, given }) => [id, given.memoryBytes, given.cpuCount]);
    expect(sized).toEqual([['lima/default', 2 * 1024 ** 3, 2]]);
    // The supervisor of Colima works for its machine.
    expect(vms.find(({ product }) => product === 'colima')?.helpers.map(({ pid }) => pid)).toEqual([85392]);
    tally.add(one, true);
  });

  test('the tally', () => {
    console.log(`hosts of virtual machines: ${tally.toString()}`);
    expect(tally.toString()).toContain('host-vms');
  });
});
