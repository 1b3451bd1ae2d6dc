import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAbsent } from '../../../../../src/core/probes/absence.ts';
import { MIB, parseByteSize, parseCpuCount } from '../../../../../src/core/probes/vms/byte-size.ts';
import { Options, fromCmdlineFile, fromJoined, fromQuoted } from '../../../../../src/core/probes/vms/command-line.ts';
import {
  parseAppleContainerConfig,
  parseFirecrackerConfig,
  parseLimaYaml,
  parseOrbstackConfig,
  parseQemuConfig,
  parseTartConfig,
  parseVmx,
  parseWslConfig,
} from '../../../../../src/core/probes/vms/config-text.ts';
import { parseKeyValues } from '../../../../../src/core/probes/vms/key-values.ts';
import { parseLsof } from '../../../../../src/core/probes/vms/lsof.ts';
import { mergedSettings, qemuAccelerator, qemuCpus, qemuMemory } from '../../../../../src/core/probes/vms/qemu-options.ts';
import { parseVbox, virtualBoxRegistry } from '../../../../../src/core/probes/vms/virtualbox-xml.ts';
import { discover, row } from './process-rows.ts';

const GIB = 1024 ** 3;
const options = (command: string): Options => new Options(fromCmdlineFile(command.replaceAll(' ', '\0')));
const memoryOf = (command: string): unknown => qemuMemory(options(`qemu ${command}`));
const cpusOf = (command: string): unknown => qemuCpus(mergedSettings(options(`qemu ${command}`), ['smp'], 'cpus'));

describe('sizes', () => {
  test.each([
    ['4096', MIB, 4 * GIB],
    ['4G', MIB, 4 * GIB],
    ['4g', 1, 4 * GIB],
    ['1.5G', MIB, 1.5 * GIB],
    ['4194304k', MIB, 4 * GIB],
    ['4GiB', 1, 4 * GIB],
    ['8GB', 1, 8 * GIB],
    ['1T', 1, 1024 * GIB],
    [' 512M ', 1, 512 * MIB],
    ['100B', MIB, 100],
    ['0', MIB, null],
    ['', MIB, null],
    [undefined, MIB, null],
    ['-1G', MIB, null],
    ['1G2', MIB, null],
    ['0x1000', MIB, null],
    ['99999999999999E', 1, null],
    ['NaN', 1, null],
  ])('%s', (text, unitBytes, bytes) => {
    expect(parseByteSize(text, unitBytes)).toBe(bytes);
  });
  test('counts of processors', () => {
    expect(['4', '0', '-1', '1e3', '65536', '65537', '', ' 2 ', undefined].map(parseCpuCount)).toEqual([
      4,
      null,
      null,
      null,
      65536,
      null,
      null,
      2,
      null,
    ]);
  });
});

describe('QEMU', () => {
  test.each([
    ['-m 4G', 4 * GIB],
    ['-m 4096', 4 * GIB],
    ['-m size=4096,slots=2,maxmem=8G', 4 * GIB],
    ['-m 1G -m 2G', 2 * GIB],
    ['-m 2G -m slots=2', 2 * GIB],
    ['', 128 * MIB],
    ['-object memory-backend-ram,id=m,size=3G -machine q35,memory-backend=m', 3 * GIB],
    ['-object {"qom-type":"memory-backend-ram","id":"m","size":3221225472} -M q35,memory-backend=m', 3 * GIB],
    // Nodes of NUMA only divide what -m says.
    ['-m 4G -object memory-backend-ram,id=n0,size=2G -object memory-backend-ram,id=n1,size=2G -numa node,memdev=n0', 4 * GIB],
    ['-m 4G,slots=2,maxmem=8G -object memory-backend-ram,id=d0,size=1G -device pc-dimm,id=x,memdev=d0', 5 * GIB],
  ])('memory: %s', (command, bytes) => {
    expect(memoryOf(command)).toBe(bytes);
  });
  test('memory that is nonsense says what was expected and what came', () => {
    expect(memoryOf('-m lots')).toMatchObject({ reason: 'malformed', detail: '-m: expected a size such as "4G", got "lots"' });
    expect(memoryOf('-machine memory-backend=none-such')).toMatchObject({ reason: 'malformed' });
  });
  test.each([
    ['-smp 4', 4],
    ['-smp 4,sockets=2,cores=2,maxcpus=8', 4],
    ['-smp cpus=6,maxcpus=8', 6],
    ['-smp maxcpus=8,sockets=2', 8],
    ['-smp sockets=2,cores=4,threads=2', 16],
    ['-smp sockets=2,dies=2,clusters=2,cores=2', 16],
    ['', 1],
  ])('processors: %s', (command, count) => {
    expect(cpusOf(command)).toBe(count);
  });
  test('processors that are nonsense', () => {
    for (const command of ['-smp many', '-smp cores=0', '-smp sockets=60000,cores=60000'])
      expect(cpusOf(command)).toMatchObject({ reason: 'malformed' });
  });
  test.each([
    ['-accel kvm', 'kvm'],
    ['-machine q35,accel=kvm:tcg', 'kvm'],
    ['-machine q35,accel=tcg', 'tcg'],
    ['--enable-kvm', 'kvm'],
    ['-accel hvf,thread=multi', 'hvf'],
    ['-accel whpx', 'whpx'],
    ['-accel constructor', 'tcg'],
    ['', 'tcg'],
  ])('accelerator: %s', (command, expected) => {
    expect(qemuAccelerator(options(`qemu ${command}`), 'qemu-system-x86_64')).toBe(expected);
  });
  test('a doubled comma is one of the value', () => {
    expect([...parseKeyValues('guest=a,,b=c,debug-threads=on,x', 'guest')]).toEqual([
      ['guest', 'a,b=c'],
      ['debug-threads', 'on'],
      ['x', 'on'],
    ]);
    expect([...parseKeyValues('{"a":1,"b":[2],"c":null,"d":true}')]).toEqual([
      ['a', '1'],
      ['d', 'true'],
    ]);
    expect([...parseKeyValues('{broken', 'x'), ...parseKeyValues('', 'x')]).toEqual([]);
  });
});

describe('command lines', () => {
  test('exact, joined and quoted', () => {
    expect(fromCmdlineFile('/bin/a b\0-x\0\0-y\0').args).toEqual(['/bin/a b', '-x', '', '-y']);
    expect(fromJoined('/Apps/My App/vm run x -m 4G -name My VM --flag', 'vm').args).toEqual([
      '/Apps/My App/vm',
      'run',
      'x',
      '-m',
      '4G',
      '-name',
      'My VM',
      '--flag',
    ]);
    expect(fromQuoted('"C:\\Program Files\\a.exe" --id "b c" d').args).toEqual(['C:\\Program Files\\a.exe', '--id', 'b c', 'd']);
  });
  test('the last value that says something stands', () => {
    const parsed = new Options({ args: ['vm', 'run', '--id=a', '-m', '1', '--m', '2', '-m', '--flag'], exact: true });
    expect([
      parsed.last('id'),
      parsed.last('m'),
      parsed.last('none'),
      parsed.last('none', 'id'),
      parsed.has('flag'),
      parsed.leading,
    ]).toEqual(['a', '2', undefined, 'a', true, ['run']]);
  });
});

describe('configuration files', () => {
  const sizes = ({ memoryBytes, cpuCount }: ReturnType<typeof parseVmx>): unknown[] =>
    [memoryBytes, cpuCount].map((value) => (isAbsent(value) ? value.detail : value));
  test('what each says', () => {
    expect(sizes(parseLimaYaml('# cpus: 9\ncpus: 4\nmemory: "4GiB" # x\nmounts:\n  memory: 1GiB\n'))).toEqual([4 * GIB, 4]);
    expect(sizes(parseLimaYaml('cpus: null\nmemory: lots\n'))).toEqual([
      'memory: expected a size of memory, got "\\"lots\\""',
      "cpus: not set, so it is its product's default",
    ]);
    expect(sizes(parseWslConfig('[experimental]\nmemory=1GB\n[wsl2]\r\nmemory = 8GB\r\nProcessors=4\r\n'))).toEqual([8 * GIB, 4]);
    expect(sizes(parseQemuConfig('[memory]\n  size = "2G"\n[smp-opts]\n  sockets = "2"\n  cores = "2"\n'))).toEqual([2 * GIB, 4]);
    expect(sizes(parseVmx('memsize = "2048"\nmemsize = "1024"\n'))).toEqual([GIB, 1]);
    expect(sizes(parseOrbstackConfig('[]'))).toEqual([
      "memory_mib: not set, so it is its product's default",
      "cpu: not set, so it is its product's default",
    ]);
    expect(sizes(parseTartConfig('{'))).toEqual(['expected a JSON object', 'expected a JSON object']);
    expect(sizes(parseFirecrackerConfig('{"machine-config":{"vcpu_count":1.5,"mem_size_mib":-1}}'))).toEqual([
      'mem_size_mib: expected a size of memory, got "-1"',
      'vcpu_count: expected a number of processors, got "1.5"',
    ]);
    expect(sizes(parseVbox('<Machine/>'))).toEqual(['expected <Memory RAMSize="…"/>', 1]);
    expect(parseVbox('<Memory RAMSize="512"/><CPU count="no"/>').cpuCount).toMatchObject({ reason: 'malformed' });
  });
  test('a registry’s own paths may be relative', () => {
    const { follow } = virtualBoxRegistry('/r/VirtualBox.xml', '/r', 'web').parse('<MachineEntry uuid="{1}" src="Machines/web/web.vbox"/>');
    expect(follow?.path).toBe('/r/Machines/web/web.vbox');
  });
});

describe('anything at all', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '-m',
      '-smp',
      '-name',
      '-object',
      '-machine',
      '-accel',
      '--memory',
      '--cpus',
      '--id',
      '-device',
      '-readconfig',
      '--startvm',
      'run',
      '-c',
    ),
    fc.constantFrom(
      '4G',
      'size=,',
      '4,sockets=',
      '{"qom-type":"memory-backend-ram"}',
      '{',
      'guest=,,',
      '=',
      ',,,',
      'memory-backend-ram,id=a,size=1E',
      '__proto__=1',
    ),
  );
  const PROGRAMS = [
    'qemu-system-x86_64',
    'kvm',
    'firecracker',
    'cloud-hypervisor',
    'crosvm',
    'lkvm',
    'bhyve',
    'VBoxHeadless',
    'vmware-vmx',
    'prl_vm_app',
    'krunkit',
    'OrbStack Helper',
    'com.docker.virtualization',
    'vmmem',
    'vmwp.exe',
    'tart',
  ];

  test('as arguments of any program on any platform: no throw, and only bounded sizes', () => {
    const platform = fc.constantFrom('linux', 'darwin', 'win32');
    fc.assert(
      fc.property(fc.constantFrom(...PROGRAMS), fc.array(word, { maxLength: 24 }), platform, (name, args, on) => {
        const process = row(5, [name, ...args], { name });
        const { vms } = discover([process], { platform: on, args: on === 'linux' ? { 5: [name, ...args] } : {} });
        for (const { id, given } of vms) {
          expect(id).toMatch(/^[\w.+@~/-]{1,256}$/);
          if (!isAbsent(given.memoryBytes)) expect(given.memoryBytes >= 1 && Number.isSafeInteger(given.memoryBytes)).toBe(true);
          if (!isAbsent(given.cpuCount)) expect(given.cpuCount >= 1 && given.cpuCount <= 65_536).toBe(true);
        }
      }),
      { numRuns: 600 },
    );
  });

  test('as a configuration file or the output of lsof', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        'memory: ',
        'cpus: ',
        '[wsl2]\n',
        'memory=',
        '{"resources":',
        '<CPU count="',
        '<Memory RAMSize="',
        '<Snapshot ',
        '</Snapshot>',
        '">',
        '\n',
        'p1\n',
        'n/',
      ),
    );
    const parsers = [
      parseLimaYaml,
      parseWslConfig,
      parseQemuConfig,
      parseVmx,
      parseTartConfig,
      parseFirecrackerConfig,
      parseOrbstackConfig,
      parseAppleContainerConfig,
      parseVbox,
      virtualBoxRegistry('/a', '/', 'x').parse,
    ];
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        for (const parse of parsers) {
          const { memoryBytes, cpuCount } = parse(text);
          for (const value of [memoryBytes, cpuCount])
            if (typeof value === 'number') expect(Number.isSafeInteger(value) && value >= 1).toBe(true);
        }
        for (const files of parseLsof(text).values()) expect(files.every((file) => file.startsWith('/'))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  // What takes time with the square of its length goes over the time limit of a test.
  test('long command lines and files take no long time', () => {
    const [commas, blanks] = [','.repeat(200_000), ' '.repeat(4000)];
    discover([row(5, `qemu-system-x86_64 -m ${commas} -name ${commas} -drive file=/${'a/'.repeat(50_000)}`)]);
    for (const name of ['vmware-vmx', 'prl_vm_app', 'krunkit', 'tart']) {
      discover([row(6, `${name} --cpus 1 -@ ${'/x '.repeat(60_000)}`, { name })], { platform: 'darwin' });
    }
    for (const tag of ['<Memory', '<Memory ', '<CPU a="', '<Snapshot ']) parseVbox(tag.repeat(100_000));
    parseWslConfig(`[${blanks}\na=${blanks}\r${blanks}"\n`.repeat(50));
    expect(parseLimaYaml(`cpus:${blanks}"`.repeat(100)).cpuCount).toMatchObject({ reason: 'malformed' });
  });
});
