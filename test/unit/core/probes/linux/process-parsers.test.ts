import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseKernelStat } from '../../../../../src/core/probes/linux/kernel-stat.ts';
import { COMMON_UNITS, parseAuxv } from '../../../../../src/core/probes/linux/machine-units.ts';
import { keepLimit } from '../../../../../src/core/probes/linux/proc-folder.ts';
import {
  commandOf,
  parseArguments,
  parseCgroup,
  parseResident,
  parseProcessIo,
  processName,
} from '../../../../../src/core/probes/linux/process-parse.ts';
import { ProcessStat, isKernelThread, parseProcessStat, processState } from '../../../../../src/core/probes/linux/process-stat.ts';
import { Scanner } from '../../../../../src/core/probes/linux/scan.ts';
import { parsePasswd } from '../../../../../src/core/probes/linux/users.ts';

const STAT =
  '8447 (cat) R 8435 8434 6312 34816 -1 4194304 100 0 0 0 250 50 700 -3 20 0 5 0 128245 3133440 380 18446744073709551615 1 1 0 0 0 0\n';
const STATM = '765 424 396 5 0 123 0\n';
const CGROUP = '12:memory:/user.slice\n1:name=systemd:/user.slice/a:b.scope\n0::/\n';
const IO = 'rchar: 10\nwchar: 20\nsyscr: 1\nsyscw: 1\nread_bytes: 4096\nwrite_bytes: 9007199254740993\ncancelled_write_bytes: 0\n';
const PASSWD =
  'root:x:0:0:root:/root:/bin/sh\n# comment\nana:x:1000:1000::/home/ana:/bin/zsh\ntoor:x:0:0::/:/bin/sh\nbroken\nx:x:-5:1::/:\n';
const KERNEL_STAT = 'cpu  100 20 30 4000 500 6 7 8 90 10\ncpu0 1 2 3 4\nintr 5 6\nctxt 7\nbtime 1700000000\nprocesses 8445\n';

function stat(text: string): ProcessStat | null {
  const bytes = Buffer.from(text);
  const into = new ProcessStat();
  return parseProcessStat(bytes, bytes.length, into) ? into : null;
}
function comm(text: string): string {
  const parsed = stat(text);
  return parsed === null ? 'malformed' : Buffer.from(text).toString('utf8', parsed.commStart, parsed.commEnd);
}
function scanner(text: string): Scanner {
  const bytes = Buffer.from(text);
  return new Scanner(bytes, bytes.length);
}
function args(text: string): string[] {
  const bytes = Buffer.from(text);
  return parseArguments(bytes, bytes.length);
}

describe('stat', () => {
  test('every field that is used, a negative counter as 0', () => {
    expect(stat(STAT)).toMatchObject({
      parentPid: 8435,
      session: 6312,
      terminal: 34816,
      flags: 4194304,
      userTicks: 250,
      systemTicks: 50,
      reapedUserTicks: 700,
      reapedSystemTicks: 0,
      threads: 5,
      startTicks: 128245,
      virtualBytes: 3133440,
      rssPages: 380,
    });
  });
  test.each(['cat', 'a b', ') R 1 1 (', '((', '))', '', 'a)\n(b', 'näme'])('a command called %j', (name) => {
    const text = STAT.replace('cat', name);
    expect(comm(text)).toBe(name);
    expect(stat(text)?.parentPid).toBe(8435);
  });
  test('a line that ends too soon, and one with a word for a number, are malformed', () => {
    expect(stat(STAT.slice(0, STAT.indexOf('128245')))).toBeNull();
    expect(stat(STAT.replace('128245', 'soon'))).toBeNull();
    expect(stat('')).toBeNull();
  });
  test('kernel threads by their flag', () => {
    expect(isKernelThread(Object.assign(new ProcessStat(), { flags: 0x8020_8040 }))).toBe(true);
    expect(isKernelThread(Object.assign(new ProcessStat(), { flags: 0x40_0000 }))).toBe(false);
  });
  test('states by their letter', () => {
    const of = (letters: string): string[] => letters.split('').map((letter) => processState(letter.charCodeAt(0)));
    expect(of('RSDTtZXxI?')).toEqual('running sleeping waiting stopped stopped zombie zombie zombie idle unknown'.split(' '));
  });
});

test('statm: resident less shared, never below zero', () => {
  expect(parseResident(scanner(STATM))).toEqual({ residentPages: 424, privatePages: 28 });
  expect(parseResident(scanner('1 2 9 0'))).toEqual({ residentPages: 2, privatePages: 0 });
  expect(parseResident(scanner('1 2'))).toBeNull();
});

describe('command line', () => {
  test('arguments end at NUL, trailing ones are padding', () => {
    expect(args('sh\0-c\0echo "a b"\0\0\0')).toEqual(['sh', '-c', 'echo "a b"']);
    expect(args('')).toEqual([]);
    expect(args('\0\0')).toEqual([]);
  });
  test('no control character reaches a terminal', () => {
    expect(commandOf(['a', '\u001b[2Jb\n', 'c'])).toBe('a  [2Jb  c');
  });
  test('cut at 4 KiB, and not within a character', () => {
    const [only] = args(`${'x'.repeat(4095)}ä${'y'.repeat(100)}`);
    expect(only).toBe('x'.repeat(4095));
  });
});

test.each([
  ['cat', ['/bin/cat'], 'cat'],
  ['gnome-terminal-', ['/usr/libexec/gnome-terminal-server'], 'gnome-terminal-server'],
  ['very-long-scrip', ['/usr/bin/python3', '/opt/very-long-script-name.py', '--very-long-scripX'], 'very-long-script-name.py'],
  ['chrome_crashpad', ['/opt/chrome/chrome_crashpad_handler --monitor'], 'chrome_crashpad_handler'],
  ['Isolated Web Co', ['/usr/lib/firefox/firefox'], 'Isolated Web Co'],
  ['MainThread', ['/usr/local/bin/node', 'server.js'], 'node'],
  ['MainThread', [], 'MainThread'],
  ['bad\u001bname', [], 'bad name'],
])('name %j %j → %s', (kernelName, argv, name) => {
  expect(processName(kernelName, argv)).toBe(name);
});

describe('cgroup', () => {
  test.each([
    ['0::/user.slice/user-1000.slice/session-2.scope\n', '/user.slice/user-1000.slice/session-2.scope'],
    [CGROUP, '/user.slice/a:b.scope'],
    ['4:memory:/docker/abc\n1:name=systemd:/\n0::/\n', '/docker/abc'],
    ['3:cpu,cpuacct:/x\n2:hugetlb,memory:/y\n', '/y'],
    ['0::/gone.service (deleted)\n', '/gone.service'],
    ['0::/\n', '/'],
    ['3:cpu:/x\n', null],
    ['nonsense', null],
    ['', null],
  ])('%j → %j', (text, path) => {
    expect(parseCgroup(text)).toBe(path);
  });
});

test('io: exact above 2^53, null when a line is missing', () => {
  expect(parseProcessIo(scanner(IO))).toEqual({ readBytes: 4096, writeBytes: 9007199254740993n });
  expect(parseProcessIo(scanner('read_bytes: 1\n'))).toBeNull();
});

test('passwd: the first name of an id, lines that are none left out', () => {
  expect([...parsePasswd(PASSWD)]).toEqual([
    [0, 'root'],
    [1000, 'ana'],
  ]);
});

test('/proc/stat: busy is user nice system irq softirq steal', () => {
  const read = (text: string): ReturnType<typeof parseKernelStat> =>
    parseKernelStat({ buffer: Buffer.from(text), length: Buffer.byteLength(text) });
  expect(read(KERNEL_STAT)).toEqual({ busyTicks: 171, bootTimeSeconds: 1700000000, forks: 8445 });
  expect(read('cpu 1 2\n')).toEqual({ busyTicks: null, bootTimeSeconds: null, forks: null });
});

test('auxv of either width and order; nonsense gives the common units', () => {
  const pairs = [
    [33, 0x7ffd_1234],
    [6, 65_536],
    [17, 250],
    [0, 0],
  ] as const;
  const long = Buffer.concat(pairs.map(([k, v]) => Buffer.from(new BigUint64Array([BigInt(k), BigInt(v)]).buffer)));
  const short = Buffer.concat(pairs.map(([k, v]) => Buffer.from(new Uint32Array([k, v]).buffer)));
  const units = { pageBytes: 65_536, ticksPerSecond: 250 };
  expect(parseAuxv(long, false)).toEqual(units);
  expect(parseAuxv(short, false)).toEqual(units);
  expect(parseAuxv(Buffer.from(long).swap64(), true)).toEqual(units);
  expect(parseAuxv(Buffer.alloc(7), false)).toEqual(COMMON_UNITS);
});

test('descriptors: half of the soft limit, at most 8192', () => {
  const limits = (soft: string): string =>
    `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${soft}                20000                files\n`;
  expect(['1024', '1048576', 'unlimited', '3'].map((soft) => keepLimit(limits(soft)))).toEqual([512, 8192, 8192, 1]);
  expect(keepLimit('')).toBe(512);
});

describe('garbled files', () => {
  /** A real file with pieces cut out, doubled, replaced or made huge; or no such file at all. */
  function garbled(original: string): fc.Arbitrary<Buffer> {
    const bytes = Buffer.from(original);
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .constantFrom('-', '99999999999999999999', '1e309', ')', '(', '\n', '\0', ':', ' ', '18446744073709551616')
        .map((t) => Buffer.from(t)),
    );
    const edit = fc.tuple(fc.nat(bytes.length), fc.nat(30), piece);
    const edited = fc
      .array(edit, { minLength: 1, maxLength: 4 })
      .map((edits) =>
        edits.reduce<Buffer>((text, [at, cut, put]) => Buffer.concat([text.subarray(0, at), put, text.subarray(at + cut)]), bytes),
      );
    return fc.oneof(
      { weight: 9, arbitrary: edited },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((a) => Buffer.from(a)) },
    );
  }
  const good = (value: unknown): boolean =>
    value === null || (typeof value === 'bigint' ? value >= 0n : typeof value === 'number' && Number.isFinite(value) && value >= 0);
  const runs = { numRuns: 2000 };

  test('stat', () => {
    const into = new ProcessStat();
    fc.assert(
      fc.property(garbled(STAT), (bytes) => {
        if (!parseProcessStat(bytes, bytes.length, into)) return;
        expect(Object.values(into).every(good)).toBe(true);
        expect(into.commEnd).toBeGreaterThanOrEqual(into.commStart);
      }),
      { numRuns: 5000 },
    );
  });
  test('statm, io and /proc/stat', () => {
    const read = (bytes: Buffer): Scanner => new Scanner(bytes, bytes.length);
    fc.assert(
      fc.property(garbled(STATM), garbled(IO), garbled(KERNEL_STAT), (statm, io, kernel) => {
        expect(Object.values(parseResident(read(statm)) ?? {}).every(good)).toBe(true);
        expect(Object.values(parseProcessIo(read(io)) ?? {}).every(good)).toBe(true);
        expect(Object.values(parseKernelStat({ buffer: kernel, length: kernel.length })).every(good)).toBe(true);
      }),
      runs,
    );
  });
  test('cmdline', () => {
    fc.assert(
      fc.property(garbled('/usr/bin/python3\0-m\0http.server\0'), fc.string({ maxLength: 15 }), (bytes, name) => {
        const argv = parseArguments(bytes, bytes.length);
        // oxlint-disable-next-line no-control-regex
        expect(commandOf(argv) + processName(name, argv)).not.toMatch(/[\u0000-\u001f\u007f]/);
      }),
      runs,
    );
  });
  test('cgroup and passwd', () => {
    fc.assert(
      fc.property(garbled(CGROUP), garbled(PASSWD), (cgroup, passwd) => {
        expect(parseCgroup(cgroup.toString())?.startsWith('/') ?? true).toBe(true);
        for (const [id, name] of parsePasswd(passwd.toString())) {
          expect(good(id)).toBe(true);
          expect(name).not.toBe('');
        }
      }),
      runs,
    );
  });
  test('auxv', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, bigEndian) => {
        const { pageBytes, ticksPerSecond } = parseAuxv(Buffer.from(bytes), bigEndian);
        expect(pageBytes >= 1024 && ticksPerSecond >= 1).toBe(true);
      }),
      runs,
    );
  });
});
