import { describe, expect, it } from 'vitest';
import { ProbeError } from '../../../../../src/core/probes/absence.ts';
import { countListed } from '../../../../../src/core/probes/linux/cpu-facts.ts';
import { createCpuProbe } from '../../../../../src/core/probes/linux/cpu.ts';
import { Scanner } from '../../../../../src/core/probes/linux/scan.ts';
import { briefly, fixtureRoot, now } from './fixture-root.ts';

const STAT = `cpu  100 20 30 4000 50 6 7 8 900 10
cpu0 60 10 15 2000 25 3 4 4 450 5
cpu2 40 10 15 2000 25 3 3 4 450 5
intr 12345 1 2 3
ctxt 987654321
btime 1700000000
processes 4242
`;
const CPUINFO = `processor\t: 0
cpu family\t: 6
model\t\t: 142
model name\t: Example CPU @ 2.00GHz
cpu MHz\t\t: 1999.500
cpu cores\t: 2

processor\t: 2
model name\t: Example CPU @ 2.00GHz
cpu MHz\t\t: 2000.500
`;
const ROOT = {
  '/proc/stat': STAT,
  '/proc/loadavg': '0.50 1.25 12.00 3/497 11947\n',
  '/proc/cpuinfo': CPUINFO,
  '/proc/self/status': 'Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t0-3,8\nMems_allowed:\t1\n',
};

describe('cpu', () => {
  it('reads times, load, switches, model, affinity and frequency', () => {
    const { files } = fixtureRoot(ROOT);
    expect(createCpuProbe(files).read(briefly)).toEqual({
      // Guest time (900, 10) is in user and nice already.
      total: { user: 100, nice: 20, system: 30, idle: 4000, ioWait: 50, irq: 6, softIrq: 7, steal: 8 },
      cores: [
        { index: 0, times: { user: 60, nice: 10, system: 15, idle: 2000, ioWait: 25, irq: 3, softIrq: 4, steal: 4 } },
        { index: 2, times: { user: 40, nice: 10, system: 15, idle: 2000, ioWait: 25, irq: 3, softIrq: 3, steal: 4 } },
      ],
      loadAverage: [0.5, 1.25, 12],
      contextSwitches: 987_654_321,
      availableCores: 5,
      model: 'Example CPU @ 2.00GHz',
      frequencyMhz: 2000,
    });
  });

  it('takes the frequency of the driver where there is one', () => {
    const { files } = fixtureRoot({
      ...ROOT,
      '/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq': '3000000\n',
      '/sys/devices/system/cpu/cpu2/cpufreq/scaling_cur_freq': '1000000\n',
    });
    expect(now(createCpuProbe(files).read(briefly)).frequencyMhz).toBe(2000);
  });

  it('has 0 for the columns an old kernel does not print', () => {
    const { files } = fixtureRoot({ ...ROOT, '/proc/stat': 'cpu  1 2 3 4\ncpu0 1 2 3 4\n' });
    const { total, contextSwitches } = now(createCpuProbe(files).read(briefly));
    expect(total).toEqual({ user: 1, nice: 2, system: 3, idle: 4, ioWait: 0, irq: 0, softIrq: 0, steal: 0 });
    expect(contextSwitches).toMatchObject({ reason: 'not-found', detail: expect.stringContaining('ctxt') });
  });

  it('keeps counters above 2^53 exact', () => {
    const { files } = fixtureRoot({ ...ROOT, '/proc/stat': 'cpu  18446744073709551615 0 0 9007199254740993 0 0 0 0\n' });
    const { total } = now(createCpuProbe(files).read(briefly));
    expect(total.user).toBe(18_446_744_073_709_551_615n);
    expect(total.idle).toBe(9_007_199_254_740_993n);
  });

  it.each([
    ['', 'expected the line "cpu" first'],
    ['cpu  1 2 3\n', 'expected at least 4 whole numbers in the line "cpu"'],
    ['cpu  1 2 3 4 x\n', 'in the line "cpu"'],
    ['cpu  1 2 3 4\ncpu0 1 -2 3 4\n', 'in the line "cpu0"'],
    ['cpu  1 2 3 4\ncpux 1 2 3 4\n', 'has no core number'],
  ])('calls %j malformed', (stat, message) => {
    const { files } = fixtureRoot({ ...ROOT, '/proc/stat': stat });
    const read = (): unknown => createCpuProbe(files).read(briefly);
    expect(read).toThrow(ProbeError);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ reason: 'malformed' }));
  });

  it('names the file that is missing, and goes on without the lesser ones', () => {
    expect(() => createCpuProbe(fixtureRoot().files).read(briefly)).toThrow(
      expect.objectContaining({ reason: 'not-found', message: '/proc/stat: ENOENT' }),
    );
    const raw = now(createCpuProbe(fixtureRoot({ '/proc/stat': STAT }).files).read(briefly));
    expect(raw.loadAverage).toMatchObject({ reason: 'not-found', detail: '/proc/loadavg: ENOENT' });
    expect(raw.availableCores).toMatchObject({ reason: 'not-found' });
    expect(raw.frequencyMhz).toMatchObject({ reason: 'not-found' });
    expect(raw.model).toBeNull();
  });

  it('has no model and no frequency where the processor says none', () => {
    const arm = 'processor\t: 0\nBogoMIPS\t: 48.00\nCPU implementer\t: 0x41\n';
    const raw = now(createCpuProbe(fixtureRoot({ ...ROOT, '/proc/cpuinfo': arm }).files).read(briefly));
    expect(raw.model).toBeNull();
    expect(raw.frequencyMhz).toMatchObject({ reason: 'not-found' });
  });

  it('finds a load average again after it was away', () => {
    const { files, write, remove } = fixtureRoot(ROOT);
    const probe = createCpuProbe(files);
    remove('/proc/loadavg');
    expect(now(probe.read(briefly)).loadAverage).toMatchObject({ reason: 'not-found' });
    write('/proc/loadavg', '1 2 3');
    const answers = Array.from({ length: 3 }, () => now(probe.read(briefly)).loadAverage);
    expect(answers.at(-1)).toEqual([1, 2, 3]);
  });

  it.each([
    ['0-3,8\n', 5],
    ['0\n', 1],
    ['\t0-1\n', 2],
    ['\n', null],
    ['3-1\n', null],
    ['0-\n', null],
    ['0,\n', null],
    ['0-99999999999\n', null],
    ['0-3 x\n', null],
  ])('counts the cores in the list %j as %s', (list, count) => {
    expect(countListed(new Scanner(Buffer.from(list)))).toBe(count);
  });
});
