import { readdirSync, readlinkSync, statfsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { isAbsent } from '../../../../../src/core/probes/absence.ts';
import { createConnectionsProbe } from '../../../../../src/core/probes/linux/connections.ts';
import { createCpuProbe } from '../../../../../src/core/probes/linux/cpu.ts';
import { createDiskIoProbe } from '../../../../../src/core/probes/linux/disk-io.ts';
import { createDiskProbe } from '../../../../../src/core/probes/linux/disk.ts';
import { createFileHandlesProbe } from '../../../../../src/core/probes/linux/file-handles.ts';
import { createKernelFiles } from '../../../../../src/core/probes/linux/kernel-files.ts';
import { createMemoryProbe } from '../../../../../src/core/probes/linux/memory.ts';
import { createNetworkProbe } from '../../../../../src/core/probes/linux/network.ts';
import { createPressureProbe } from '../../../../../src/core/probes/linux/pressure.ts';
import { createSystemProbe } from '../../../../../src/core/probes/linux/system.ts';
import type { ProbedGroup } from '../../../../../src/core/probes/probe.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { MemoryLogger } from '../../../../fakes/logger.ts';
import { linuxProbeSet } from '../../../../support/this-machine.ts';
import { briefly, inDetail, now } from './fixture-root.ts';
import { expectSoundRead } from './raw-invariants.ts';

// A reader that starts a program fails.
const started = vi.hoisted(() => [] as string[]);
vi.mock('node:child_process', () => {
  const refuse = (name: string) => (): never => {
    started.push(name);
    throw new Error(`${name}: a reader must not start a program`);
  };
  const names = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'];
  return Object.fromEntries(names.map((name) => [name, refuse(name)]));
});

const LIVE = process.platform === 'linux' && readdirSync('/proc').includes('self') && statfsSync('/proc').type === 0x9fa0;

/** Descriptors of kernel files: those of the test runner come and go. */
function kernelDescriptors(): string[] {
  return readdirSync('/proc/self/fd')
    .flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        // The descriptor of the listing itself.
        return [];
      }
    })
    .filter((target) => /^\/(?:proc|sys)\//.test(target))
    .sort();
}

/** Children of this process, of all of its threads; none where the kernel does not list them. */
function childCount(): number {
  const files = createKernelFiles('/');
  return readdirSync('/proc/self/task').reduce((count, task) => {
    const path = `/proc/self/task/${task}/children`;
    const text = files.exists(path) ? files.readText(path).trim() : '';
    return count + (text === '' ? 0 : text.split(' ').length);
  }, 0);
}

describe.runIf(LIVE)('this machine', () => {
  it('reads every group soundly, and starts no program', async () => {
    const before = childCount();
    const probes = linuxProbeSet(new FakeClock(), new MemoryLogger());
    const groups = Object.keys(probes).filter((key) => key !== 'startTimeOf') as ProbedGroup[];
    const outcomes: Record<string, string> = {};
    for (const group of groups) outcomes[group] = await expectSoundRead(() => probes[group].read(inDetail));
    expect(outcomes).toMatchObject({ cpu: 'answer', memory: 'answer', network: 'answer', disk: 'answer', system: 'answer' });
    expect(started).toEqual([]);
    expect(childCount()).toBe(before);
    for (const group of groups) probes[group].dispose();
  });

  it('keeps as many files open after 100 reads as after one, and none after the end', async () => {
    const files = createKernelFiles('/');
    const clock = new FakeClock();
    const probes = [
      createCpuProbe(files),
      createMemoryProbe(files),
      createNetworkProbe(files),
      createDiskIoProbe(files),
      createPressureProbe(files),
      createSystemProbe(files),
      createFileHandlesProbe(files),
      createConnectionsProbe(files, clock),
      createDiskProbe(files, clock),
    ];
    const readAll = async (): Promise<void> => {
      for (const probe of probes) await expectSoundRead(() => probe.read(briefly));
    };
    await readAll();
    const { openCount } = files;
    const descriptors = kernelDescriptors();
    expect(openCount).toBeGreaterThan(8);
    for (let reads = 0; reads < 100; reads += 1) await readAll();
    expect(files.openCount).toBe(openCount);
    expect(kernelDescriptors()).toEqual(descriptors);
    for (const probe of probes) probe.dispose();
    expect(files.openCount).toBe(0);
    // They may be read again.
    expect(now(createMemoryProbe(files).read(briefly)).totalBytes).toBeGreaterThan(0);
  });

  it('counts on: no counter goes back from one read to the next', () => {
    const files = createKernelFiles('/');
    const probe = createCpuProbe(files);
    const busy = (): number => {
      const { total, contextSwitches } = now(probe.read(briefly));
      if (isAbsent(contextSwitches)) throw new Error(contextSwitches.detail);
      return Number(total.user) + Number(total.system) + Number(contextSwitches);
    };
    let before = busy();
    for (let reads = 0; reads < 50; reads += 1) {
      const after = busy();
      expect(after).toBeGreaterThanOrEqual(before);
      before = after;
    }
    probe.dispose();
  });
});
