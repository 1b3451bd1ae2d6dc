import { Absence, type Maybe } from '../absence.ts';
import type { ProcessRaw } from '../raw.ts';
import { MIB, parseByteSize, parseCpuCount } from './byte-size.ts';
import { Options } from './command-line.ts';
import { parseFirecrackerConfig } from './config-text.ts';
import { found, givenOr, notGiven } from './found-vm.ts';
import { parseKeyValues } from './key-values.ts';
import type { CommandLine, FoundVm } from './raw-vms.ts';

// Small hypervisors of Linux, and bhyve with its offspring on macOS.

const DEFAULT_NAMES: ReadonlySet<string> = new Set(['anonymous-instance', 'root']);

/** Firecracker: `--id` (its jailer writes `--id=`), and the size in the file of `--config-file`, else only told over its socket. */
export function findFirecracker(process: ProcessRaw, line: CommandLine): FoundVm | null {
  const options = new Options(line);
  if (options.has('version', 'help', 'snapshot-version', 'describe-snapshot')) return null;
  const id = options.last('id') ?? null;
  const path = options.last('config-file');
  return found('firecracker', process, {
    type: 'firecracker',
    accelerator: 'kvm',
    name: id !== null && DEFAULT_NAMES.has(id) ? null : id,
    given: notGiven('not on the command line: it was told over its API socket'),
    evidence: [{ source: 'program', found: process.name }],
    marks: id === null || id.length < 8 ? [] : [id],
    config: path === undefined ? null : { path, seenFrom: 'process', parse: parseFirecrackerConfig },
  });
}

/** Cloud Hypervisor: `--memory size=1G` (bytes where it has no unit; plus its zones), `--cpus boot=4`. Not said: 512 MiB and 1. */
export function findCloudHypervisor(process: ProcessRaw, line: CommandLine): FoundVm | null {
  const options = new Options(line);
  if (options.has('version', 'help', 'V')) return null;
  const overApi = !options.has('kernel', 'firmware', 'disk', 'memory', 'cpus', 'restore');
  const memory = parseKeyValues(options.last('memory') ?? '', 'size');
  const socket = options.last('api-socket');
  const socketPath = socket === undefined ? null : (parseKeyValues(socket, 'path').get('path') ?? null);
  return found('cloud-hypervisor', process, {
    type: 'kvm',
    accelerator: 'kvm',
    key: socketPath,
    given: overApi
      ? notGiven('not on the command line: it was told over its API socket')
      : givenOr(cloudMemory(options, memory), cloudCpus(options), new Absence('malformed', '--memory, --cpus: expected size=… and boot=…')),
    hugePages: memory.get('hugepages') === 'on',
    evidence: [{ source: 'program', found: process.name }],
    marks: socketPath === null ? [] : [socketPath],
  });
}

function cloudMemory(options: Options, memory: ReadonlyMap<string, string>): Maybe<number> | null {
  const size = memory.get('size');
  let bytes = size === undefined ? 512 * MIB : size === '0' ? 0 : parseByteSize(size, 1);
  for (const zone of options.all('memory-zone')) {
    const zoneBytes = parseByteSize(parseKeyValues(zone).get('size'), 1);
    bytes = bytes === null || zoneBytes === null ? null : bytes + zoneBytes;
  }
  return bytes === 0 ? null : bytes;
}

function cloudCpus(options: Options): number | null {
  const cpus = options.last('cpus');
  return cpus === undefined ? 1 : parseCpuCount(parseKeyValues(cpus, 'boot').get('boot'));
}

/** crosvm: `run --cpus 4 --mem 2048` (MiB), or `--cpus num-cores=4 --mem size=2048`. Its device processes have the same name. */
export function findCrosvm(process: ProcessRaw, line: CommandLine): FoundVm | null {
  const options = new Options(line);
  if (!options.leading.includes('run') && !options.args.includes('run')) return null;
  const cpus = parseKeyValues(options.last('cpus', 'c') ?? '1', 'num-cores').get('num-cores');
  const memory = parseKeyValues(options.last('mem', 'm') ?? '256', 'size').get('size');
  const name = options.last('name') ?? null;
  const socket = options.last('socket', 's') ?? null;
  return found('crosvm', process, {
    type: 'kvm',
    accelerator: 'kvm',
    name,
    key: name ?? socket,
    given: givenOr(parseByteSize(memory, MIB), parseCpuCount(cpus), new Absence('malformed', '--mem, --cpus: expected numbers')),
    evidence: [{ source: 'program', found: `${process.name} run` }],
    marks: socket === null ? [] : [socket],
  });
}

/** kvmtool: `lkvm run -m 512 -c 2 --name web` (MiB). What is not said depends on the machine. */
export function findKvmtool(process: ProcessRaw, line: CommandLine): FoundVm | null {
  const options = new Options(line);
  if (!options.leading.includes('run') && !options.args.includes('run')) return null;
  return found('kvmtool', process, {
    type: 'kvm',
    accelerator: 'kvm',
    name: options.last('name', 'n') ?? null,
    given: givenOr(
      parseByteSize(options.last('mem', 'm'), MIB),
      parseCpuCount(options.last('cpus', 'c')),
      new Absence('not-found', 'not on the command line: kvmtool chooses it by the machine'),
    ),
    evidence: [{ source: 'program', found: `${process.name} run` }],
  });
}

/** bhyve and HyperKit: `-c 4 -m 2048M -U uuid … name`. `-c` may have a topology; memory is in MiB where it has no unit. */
export function findBhyve(process: ProcessRaw, line: CommandLine): FoundVm | null {
  const options = new Options(line);
  if (!options.has('m', 'c')) return null;
  const isDocker = options.find(/com\.docker\.(?:hyperkit|docker)/) !== null;
  const cpus = parseKeyValues(options.last('c') ?? '1', 'cpus').get('cpus');
  const hyperkit = process.name.includes('hyperkit');
  const last = options.args.at(-1) ?? '';
  const name = hyperkit || !/^[\w.-]+$/.test(last) || !line.exact ? null : last;
  return found(isDocker ? 'docker-desktop' : hyperkit ? 'hyperkit' : 'bhyve', process, {
    type: 'bhyve',
    name: isDocker ? null : name,
    key: isDocker ? '' : (name ?? options.last('U') ?? null),
    given: givenOr(parseByteSize(options.last('m'), MIB), parseCpuCount(cpus), new Absence('malformed', '-m, -c: expected numbers')),
    evidence: [{ source: 'program', found: process.name }],
  });
}
