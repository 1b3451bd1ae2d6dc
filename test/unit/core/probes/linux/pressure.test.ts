import { describe, expect, it } from 'vitest';
import { createPressureProbe, parsePressure } from '../../../../../src/core/probes/linux/pressure.ts';
import { Scanner } from '../../../../../src/core/probes/linux/scan.ts';
import { briefly, fixtureRoot } from './fixture-root.ts';
import { memoryFiles } from './memory-files.ts';

const parse = (text: string): ReturnType<typeof parsePressure> => parsePressure(new Scanner(Buffer.from(text)));

describe('pressure', () => {
  it('reads both sides of the three files', () => {
    const { files } = fixtureRoot({
      '/proc/pressure/cpu': 'some avg10=1.71 avg60=2.36 avg300=2.57 total=230548833\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
      '/proc/pressure/io': 'some avg10=0.10 avg60=2.00 avg300=100.00 total=18446744073709551615\n',
    });
    expect(createPressureProbe(files).read(briefly)).toEqual({
      cpu: {
        some: { avg10: 1.71, avg60: 2.36, avg300: 2.57, totalUs: 230_548_833 },
        full: { avg10: 0, avg60: 0, avg300: 0, totalUs: 0 },
      },
      memory: expect.objectContaining({ reason: 'not-found', detail: '/proc/pressure/memory: ENOENT' }),
      io: { some: { avg10: 0.1, avg60: 2, avg300: 100, totalUs: 18_446_744_073_709_551_615n }, full: null },
      memoryLevel: expect.objectContaining({ reason: 'not-supported' }),
    });
  });

  it('says so where the kernel has it switched off', () => {
    const off = (): never => {
      throw Object.assign(new Error('EOPNOTSUPP'), { code: 'EOPNOTSUPP' });
    };
    const probe = createPressureProbe({ ...memoryFiles({}), keepSingle: () => ({ read: off, close: () => {} }) });
    expect(probe.read(briefly)).toMatchObject({ cpu: { reason: 'not-supported', detail: '/proc/pressure/cpu: EOPNOTSUPP' } });
  });

  it('has null for what is bad or missing, and passes over what it does not know', () => {
    expect(parse('')).toEqual({ some: null, full: null });
    expect(parse('some avg10=1.0')).toEqual({ some: { avg10: 1, avg60: null, avg300: null, totalUs: null }, full: null });
    expect(parse('some avg10=nan avg60=0.50 avg300= total=1\n').some).toEqual({ avg10: null, avg60: 0.5, avg300: null, totalUs: 1 });
    expect(parse('some avg5=9.00 avg10=-1.00 avg60=101.00 new=7 avg300=1.00 total=x\n').some).toEqual({
      avg10: null,
      avg60: null,
      avg300: 1,
      totalUs: null,
    });
    expect(parse('more avg10=1.00\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=29463156\n')).toEqual({
      some: null,
      full: { avg10: 0, avg60: 0, avg300: 0, totalUs: 29_463_156 },
    });
    expect(parse('some avg10= 5.00\n').some?.avg10).toBeNull();
  });
});
