import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImport } from '../../../../src/core/settings/import.ts';
import { readOriginToml } from '../../../../src/core/settings/toml-import.ts';

const PRODUCTION = `
[cleanroom.monitoring]
enable_monitoring = true
collection_interval = 10s   # bare
retention_period = 30d

[cleanroom.monitoring.thresholds]
cpu_usage_percent = 70.0
memory_usage_percent = 80.0
disk_usage_percent = 85.0
network_bandwidth_percent = 70.0
container_count = 50
process_count = 5000

[cleanroom.monitoring.alerting]
enable_alerting = true
cooldown_period = 2m

[cleanroom.monitoring.exporters]
[[cleanroom.monitoring.exporters]]
name = "prometheus"
endpoint = "http://prometheus:9090/api/v1/write"
flush_interval = 30s
`;

describe('importing the TOML of an older monitor', () => {
  it('maps what Headroom has, and names every key that it has not', () => {
    const { changes, problems } = readOriginToml(PRODUCTION);
    expect(changes).toEqual({
      'monitor.interval': '10s',
      'monitor.slowInterval': '10s',
      'thresholds.cpuPercent': 70,
      'thresholds.memoryPercent': 80,
      'thresholds.diskPercent': 85,
      'thresholds.networkPercent': 70,
      'thresholds.processCount': 5000,
      'thresholds.containerCount': 50,
    });
    expect(problems.map(({ key, got }) => [key, got])).toEqual([
      ['cleanroom.monitoring.retention_period', '"30d"'],
      ['cleanroom.monitoring.alerting.enable_alerting', 'true'],
      ['cleanroom.monitoring.alerting.cooldown_period', '"2m"'],
      ['cleanroom.monitoring.exporters', '[{"name":"prometheus","endpoint":"http://prometheus:9090/api/v1/write","flush_interval":"30s"}]'],
    ]);
  });

  it('gives changes that the settings take', () => {
    expect(readImport(PRODUCTION, 'toml').changes).toHaveLength(8);
  });

  it.each([
    ['[monitoring]\ncollection_interval = 500ms', { 'monitor.interval': '500ms' }],
    ['[monitoring]\r\ncollection_interval = 1.5h\r\n', { 'monitor.interval': '1.5h', 'monitor.slowInterval': '1.5h' }],
    ['[monitoring]\ncollection_interval = "2s"', { 'monitor.interval': '2s' }],
    [
      'monitoring = { collection_interval = 3s, thresholds = { cpu_usage_percent = 75 } }',
      { 'monitor.interval': '3s', 'thresholds.cpuPercent': 75 },
    ],
    ['monitoring.collection_interval=4s', { 'monitor.interval': '4s' }],
    ['', {}],
  ])('reads %j', (text, changes) => {
    expect(readOriginToml(text)).toEqual({ changes, problems: [] });
  });

  it('leaves strings and comments as they are', () => {
    const text = 'note = "a = 30s"\n# b = 30s\nlong = """\nc = 30s\n"""\nraw = \'d = 30s\'\n';
    expect(readOriginToml(text).problems.map(({ got }) => got)).toEqual(['"a = 30s"', '"c = 30s\\n"', '"d = 30s"']);
  });

  it('says so when monitoring was switched off, a key comes twice or a value has another form', () => {
    expect(readOriginToml('[monitoring]\nenable_monitoring = false').problems).toMatchObject([
      { key: 'monitoring.enable_monitoring', got: 'false', expected: expect.stringContaining('pauses') },
    ]);
    const twice = readOriginToml('[monitoring]\ncollection_interval = 2s\n[cleanroom.monitoring]\ncollection_interval = 3s');
    expect(twice.changes).toEqual({ 'monitor.interval': '2s' });
    expect(twice.problems).toMatchObject([{ key: 'cleanroom.monitoring.collection_interval', got: '"3s"' }]);
    expect(readOriginToml('[monitoring.thresholds]\ncpu_usage_percent = [1]').problems).toMatchObject([{ got: '[1]' }]);
    expect(readOriginToml('at = 2026-02-26T01:49:30Z\nbig = 9223372036854775807\n[empty]').problems.map(({ key }) => key)).toEqual([
      'at',
      'big',
      'empty',
    ]);
  });

  it('takes no setting from the wrong place, nor from the names of objects', () => {
    const text = '[thresholds]\ncpu_usage_percent = 1\n[monitoring]\nconstructor = 1\n"__proto__" = 2\n';
    const { changes, problems } = readOriginToml(text);
    expect(changes).toEqual({});
    expect(problems.map(({ key }) => key)).toContain('thresholds.cpu_usage_percent');
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('says where a text is no TOML, and keeps the list of problems short', () => {
    expect(() => readOriginToml('[monitoring]\ncollection_interval = 30 seconds')).toThrow(
      /^line 2: expected TOML \(.*\), got "collection_interval = 30 seconds"$/,
    );
    expect(readImport('a = = b', 'toml')).toMatchObject({ changes: [], problems: [{ key: 'line 1', got: '"a = = b"' }] });
    const many = Array.from({ length: 500 }, (_, i) => `k${i} = 1`).join('\n');
    const { problems } = readOriginToml(many);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatchObject({ got: '400 more' });
  });

  it('never changes what stands outside of bare durations', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (value) => {
        const { problems } = readOriginToml(`text = ${JSON.stringify(value).replaceAll('\u007f', '')}`);
        expect(problems).toHaveLength(1);
        expect(problems[0]?.got).toBe(JSON.stringify(value.replaceAll('\u007f', '')).slice(0, 200));
      }),
      { numRuns: 1_000 },
    );
  });
});
