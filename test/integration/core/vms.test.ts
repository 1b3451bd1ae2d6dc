import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createKernelFiles } from '../../../src/core/probes/linux/kernel-files.ts';
import { type ProcessesProbe, createProcessesProbe } from '../../../src/core/probes/linux/processes.ts';
import type { ProcessRaw } from '../../../src/core/probes/raw.ts';
import { createLinuxVmReader } from '../../../src/core/probes/vms/linux-vms.ts';
import type { VmRaw } from '../../../src/core/probes/vms/raw-vms.ts';
import type { VmReader } from '../../../src/core/probes/vms/vm-reader.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';

// Real processes that are called, and called with options, as hypervisors are; in place of a guest each of them waits.

const children: ChildProcess[] = [];
let folder: string;
let probe: ProcessesProbe;
let reader: VmReader;

/** A program of this name in a folder of its own: Node, which takes what follows `--` without looking at it. */
function start(name: string, args: readonly string[], cwd = folder): number {
  const file = join(folder, name);
  copyFileSync(process.execPath, file);
  const child = spawn(file, ['-e', 'setInterval(() => {}, 1e6)', '--', ...args], { cwd, stdio: 'ignore' });
  children.push(child);
  if (child.pid === undefined) throw new Error(`${name} did not start`);
  return child.pid;
}
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
function list(): readonly ProcessRaw[] {
  const raw = probe.read({ detail: false });
  if (raw instanceof Promise) throw new Error('expected a synchronous read');
  return raw.list;
}
/** The machines, when as many of our own as expected are there; the test's own time limit ends a wait in vain. */
async function machines(count: number): Promise<VmRaw[]> {
  const own = new Set(children.map(({ pid }) => pid));
  for (;;) {
    const vms = (await reader.read(list())).filter(({ processes }) => own.has(processes[0]?.pid));
    if (vms.length === count) return vms;
    await sleep(20);
  }
}

describe.skipIf(process.platform !== 'linux')('machines among the processes of this one', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-vms-'));
    const files = createKernelFiles('/');
    probe = createProcessesProbe(files);
    reader = createLinuxVmReader(files, createSystemClock());
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(end));
    probe.dispose();
    rmSync(folder, { recursive: true });
  });

  test('a QEMU with blanks in its arguments, its end, and a false friend', async () => {
    const long = Array.from({ length: 300 }, (_, place) => ['-device', `virtio-net-pci,id=net${place}`]).flat();
    const pid = start('qemu-system-x86_64', [
      ...long,
      '-name',
      'guest=my web,debug-threads=on',
      '-accel',
      'kvm',
      '-m',
      '3G',
      '-smp',
      '2,sockets=2',
    ]);
    start('qemu-img', ['convert', '-m', '4']);
    const [vm, ...rest] = await machines(1);
    expect(rest).toEqual([]);
    expect(vm).toMatchObject({ product: 'qemu', type: 'kvm', name: 'my web', given: { memoryBytes: 3 * 1024 ** 3, cpuCount: 2 } });
    expect(vm?.processes).toEqual([{ pid, startTime: await probe.startTimeOf(pid) }]);
    const known = reader.latest;
    expect(reader.read(list())).toBe(known);

    await end(children[0] as ChildProcess);
    expect(await machines(0)).toEqual([]);
  });

  test('a Firecracker whose file lies in its own folder', async () => {
    writeFileSync(join(folder, 'vm.json'), '{"machine-config":{"vcpu_count":3,"mem_size_mib":96}}');
    start('firecracker', ['--id', 'micro-0001', '--config-file', 'vm.json']);
    expect(await machines(1)).toMatchObject([
      { id: 'firecracker/micro-0001', type: 'firecracker', given: { memoryBytes: 96 * 1024 ** 2, cpuCount: 3 } },
    ]);
  });
});
