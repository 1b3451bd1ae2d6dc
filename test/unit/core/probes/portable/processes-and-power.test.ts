import { describe, expect, it } from 'vitest';
import { ProbeError } from '../../../../../src/core/probes/absence.ts';
import { parseCpuTime, parseProcesses, parseStart } from '../../../../../src/core/probes/portable/bsd-ps.ts';
import { executableName } from '../../../../../src/core/probes/portable/executable-name.ts';
import { parsePmset } from '../../../../../src/core/probes/portable/pmset.ts';
import { parseSwVers } from '../../../../../src/core/probes/portable/sw-vers.ts';
import { countUsers } from '../../../../../src/core/probes/portable/who.ts';
import { captureOf, sample } from './captures.ts';

describe('ps of macOS', () => {
  const list = [...parseProcesses(sample('ps.txt')).values()];
  const of = (pid: number) => list.find((process) => process.pid === pid);

  it('reads every column, with spaces in names and paths', () => {
    expect(list).toHaveLength(7);
    expect(of(824)).toEqual({
      pid: 824,
      parentPid: 790,
      startTime: Date.UTC(2026, 1, 26, 2, 10, 11),
      name: 'OrbStack Helper',
      command:
        '/Applications/OrbStack.app/Contents/Frameworks/OrbStack Helper.app/Contents/MacOS/OrbStack Helper vmgr -build-id 1234 -handoff',
      user: 'me',
      userId: 501,
      state: 'sleeping',
      cpuMs: (300 * 60 + 12) * 1000 + 50,
      reapedCpuMs: null,
      rssBytes: 3_670_016 * 1024,
      privateBytes: null,
      pssBytes: null,
      virtualBytes: 420_000_000 * 1024,
      threads: null,
      fileHandles: null,
      readBytes: null,
      writeBytes: null,
      cgroup: null,
      kernelThread: false,
      sessionId: null,
      terminal: 0,
    });
    expect(of(2001)).toMatchObject({
      name: 'node',
      command: 'node server.js --title=a  b',
      terminal: 4,
      startTime: Date.UTC(2026, 2, 2, 9, 5, 7),
    });
    expect(of(333)).toMatchObject({ userId: 4_294_967_294, user: 'nobody', state: 'waiting' });
    expect(of(2002)).toMatchObject({ state: 'zombie', rssBytes: 0 });
  });

  it('completes names that the kernel cut at 16 characters', () => {
    expect(of(35_641)?.name).toBe('com.apple.Virtualization.VirtualMachine');
    expect(of(900)?.name).toBe('Google Chrome Helper (Renderer)');
    expect(executableName('containermanager', '/usr/libexec/containermanagerd --runmode=agent')).toBe('containermanagerd');
    expect(executableName('exactly16letters', 'another command')).toBe('exactly16letters');
    expect(executableName('', '/opt/tool/bin/run it')).toBe('run');
  });

  it('keeps the object of a process that did not change', () => {
    const first = parseProcesses(sample('ps.txt'));
    const second = parseProcesses(sample('ps.txt').replace('126:36.94', '126:37.00'), first);
    const before = [...first.values()];
    const now = [...second.values()];
    expect(now[1]).toBe(before[1]);
    expect(now[0]).not.toBe(before[0]);
    expect(now[0]).toMatchObject({ pid: 1, cpuMs: before[0]!.cpuMs + 60 });
  });

  it.each([
    ['0:01.25', 1_250],
    ['1234:00.10', 74_040_100],
    ['01:02:03', 3_723_000],
    ['2-03:04:05', 183_845_000],
  ])('reads the CPU time %s', (text, ms) => {
    expect(parseCpuTime(text)).toBe(ms);
  });
  it.each(['', '-', '1', 'a:b', '1:2:3:4', '-1:00'])('refuses the CPU time %j', (text) => {
    expect(parseCpuTime(text)).toBeNull();
  });

  it('reads a start time and refuses what is none', () => {
    expect(parseStart('Thu Feb 26 01:49:30 2026    \n')).toBe(Date.UTC(2026, 1, 26, 1, 49, 30));
    expect(parseStart('Thu Foo 26 01:49:30 2026')).toBeNull();
    expect(parseStart('Thu Feb 26 31:49:30 2026')).toBeNull();
    expect(parseStart('')).toBeNull();
  });

  it('says what it got when no line is one', () => {
    expect(() => parseProcesses('ps: illegal option -- q\n')).toThrow(ProbeError);
    expect(() => parseProcesses('ps: illegal option -- q\n')).toThrow(/illegal option/);
  });

  it.skipIf(captureOf('host-mac-vz-processes') === null)('names the programs of a real process table (needs the captures)', () => {
    const capture = captureOf('host-mac-vz-processes')!;
    const commands = new Map(rows(capture.text('ps-command.txt')));
    for (const [pid, words] of rows(capture.text('ps-comm.txt'))) {
      const path = words.split(/\s+/).slice(4).join(' ');
      const name = path.slice(path.lastIndexOf('/') + 1);
      const command = commands.get(pid) ?? path;
      const rss = words.split(/\s+/)[3] ?? '';
      const line = `${pid} 1 501 S ?? 1:00.00 ${rss} 0 me Thu Feb 26 01:49:30 2026     ${name.slice(0, 16).padEnd(16)} ${command}`;
      const [process] = parseProcesses(line).values();
      expect(process).toMatchObject({ pid: Number(pid), name, command, rssBytes: Number(rss) * 1024 });
    }
    const expected = capture.expected as unknown as { vms: { pid: number; rssBytes?: number }[] };
    expect(expected.vms.every(({ pid }) => commands.has(String(pid)))).toBe(true);
  });
});

/** Pid and the rest of each line. */
function rows(text: string): [string, string][] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, pid = '', rest = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      return [pid, rest];
    });
}

describe('pmset -g batt', () => {
  const line = (said: string) => `Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t${said} present: true\n`;

  it('reads a battery in use', () => {
    expect(parsePmset(sample('pmset-batt.txt'))).toMatchObject({
      chargePercent: 78,
      state: 'discharging',
      onBattery: true,
      remainingSeconds: 5 * 3600 + 5 * 60,
      powerWatts: { reason: 'not-supported' },
    });
  });

  it.each([
    ['83%; charging; 1:00 remaining', 'charging'],
    ['99%; finishing charge; 0:10 remaining', 'charging'],
    ['100%; charged; 0:00 remaining', 'full'],
    ['80%; AC attached; not charging', 'unknown'],
  ])('reads %j', (said, state) => {
    expect(parsePmset(line(said))).toMatchObject({ state, onBattery: false, remainingSeconds: { reason: 'not-found' } });
  });

  it('has no time left to say before macOS has an estimate', () => {
    const text = sample('pmset-batt.txt').replace('5:05 remaining', '(no estimate)');
    expect(parsePmset(text)).toMatchObject({ state: 'discharging', remainingSeconds: { detail: 'macOS has no estimate yet' } });
  });

  it('prefers the battery inside over a UPS', () => {
    const ups =
      ' -Back-UPS ES 700\t100%; AC attached; not charging present: true\n -InternalBattery-0 (id=1)\t40%; discharging; 1:00 remaining\n';
    expect(parsePmset(`Now drawing from 'Battery Power'\n${ups}`)).toMatchObject({ chargePercent: 40 });
  });

  it('tells a machine without a battery from another text', () => {
    expect(() => parsePmset("Now drawing from 'AC Power'\n")).toThrow(expect.objectContaining({ reason: 'not-found' }));
    expect(() => parsePmset('usage: pmset')).toThrow(expect.objectContaining({ reason: 'malformed' }));
  });
});

describe('facts', () => {
  it('counts users once, however many terminals they have', () => {
    expect(countUsers(sample('who.txt'))).toBe(2);
    expect(countUsers('')).toBe(0);
  });
  it('reads the version', () => {
    expect(parseSwVers(sample('sw_vers.txt'))).toEqual({ osName: 'macOS', osVersion: '15.3.1' });
    expect(parseSwVers('')).toEqual({ osName: null, osVersion: null });
  });
});
