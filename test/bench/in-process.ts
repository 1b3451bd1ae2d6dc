import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Recorder } from '../../src/core/history/recorder.ts';
import { HistoryRing } from '../../src/core/history/ring.ts';
import { Monitor } from '../../src/core/monitor/monitor.ts';
import { readOwnUsage } from '../../src/core/own-usage.ts';
import { defaultsOf } from '../../src/core/settings/defaults.ts';
import { createSystemClock } from '../../src/core/system-clock.ts';
import type { Reading } from '../../src/shared/model/reading.ts';
import type { Snapshot } from '../../src/shared/model/snapshot.ts';
import { MemoryLogger } from '../fakes/logger.ts';
import { linuxProbeSet } from '../support/this-machine.ts';
import { installed, median } from './programs.ts';
import { type Row, ratioText } from './table.ts';

const LOOPS = 50_000_000;
const ROUNDS = 5;

function monitorOf(): Monitor {
  const clock = createSystemClock();
  const logger = new MemoryLogger();
  return new Monitor({
    probes: linuxProbeSet(clock, logger),
    clock,
    logger,
    ownUsage: readOwnUsage,
    pid: process.pid,
    intervals: { fastMs: 1_000, slowMs: 5_000, processMs: 2_000, processBackgroundMs: 15_000 },
    thresholds: defaultsOf('default').thresholds,
  });
}

/** Nanoseconds of one turn: the loop runs inside the timed region, since one turn is shorter than a clock call. */
function nsPerTurn(loop: (turns: number) => unknown): number {
  loop(LOOPS / 10);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedMs = performance.now();
    loop(LOOPS);
    times.push(((performance.now() - startedMs) * 1e6) / LOOPS);
  }
  return median(times);
}

/** The origin's way of a cached read: a mutex, an age check, a copy of the struct. */
const GO_EQUIVALENT = `package main

import ("fmt"; "sync"; "time")

type stats struct { usage, available, limit, rss, cache, swapUsage, swapLimit int64; source string; at time.Time }
type monitor struct { mu sync.Mutex; cached stats; readAt time.Time }
func (m *monitor) latest() stats { m.mu.Lock(); defer m.mu.Unlock(); if time.Since(m.readAt) > time.Hour { m.cached.usage++ }; return m.cached }
func main() {
  m := &monitor{readAt: time.Now()}
  const n = 20000000
  var sum int64
  start := time.Now()
  for i := 0; i < n; i++ { s := m.latest(); sum += s.usage }
  fmt.Println(float64(time.Since(start).Nanoseconds())/n, sum)
}
`;

function goNs(): number | null {
  if (!installed('go')) return null;
  const folder = mkdtempSync(join(tmpdir(), 'headroom-go-'));
  try {
    writeFileSync(join(folder, 'main.go'), GO_EQUIVALENT);
    const { stdout, status } = spawnSync('go', ['run', join(folder, 'main.go')], { encoding: 'utf8' });
    return status === 0 ? Number(stdout.split(' ')[0]) : null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `latest` against a plain property read, and against the Go equivalent where Go is at hand. */
export function cachedReadRows(): Row[] {
  const monitor = monitorOf();
  const plain = { latest: monitor.latest };
  const property = nsPerTurn((turns) => {
    let sum = 0;
    for (let i = 0; i < turns; i += 1) sum += plain.latest.seq;
    return sum;
  });
  const latest = nsPerTurn((turns) => {
    let sum = 0;
    for (let i = 0; i < turns; i += 1) sum += monitor.latest.seq;
    return sum;
  });
  const ours = `${latest.toFixed(2)} ns`;
  const rows: Row[] = [
    {
      what: 'latest',
      ours,
      peer: 'a property read',
      peerValue: `${property.toFixed(2)} ns`,
      ratio: ratioText(latest, property),
      bound: '≤ 3×',
      met: latest <= 3 * property,
    },
  ];
  const go = goNs();
  if (go !== null) {
    rows.push({
      what: 'latest',
      ours,
      peer: 'Go: mutex, age check, copy',
      peerValue: `${go.toFixed(1)} ns`,
      ratio: ratioText(latest, go),
      bound: '≤ 1/10',
      met: latest <= go / 10,
    });
  }
  return rows;
}

/** Names live as long as their subjects: they are not made anew at each tick. */
const SUBJECTS = Array.from({ length: 1_000 }, (_, i) => `container:${i}`);

function snapshotWith(count: number, at: number, base: Snapshot): Snapshot {
  const readings = Array.from({ length: count }, (_, i): Reading => ({
    subject: SUBJECTS[i] ?? '',
    resource: 'memory',
    used: at % 1_000,
    limit: 1_000,
    limitSource: 'cgroup',
    unit: 'bytes',
    at,
  }));
  return { ...base, at, readings };
}

/** Time to record a tick of many readings: it must grow with their number and no faster. */
export function scalingRows(): Row[] {
  const base = monitorOf().latest;
  const cost = (count: number): number => {
    // A short ring is full soon: what is measured is the steady state, not its growth.
    const recorder = new Recorder(new HistoryRing({ pointsPerSeries: 64 }));
    let at = 1_000_000;
    // The readings are made in the loop, as a tick makes them: a store of them would only measure the processor's cache.
    const run = (ticks: number): void => {
      for (let tick = 0; tick < ticks; tick += 1) recorder.record(snapshotWith(count, (at += 1_000), base));
    };
    run(200);
    const startedMs = performance.now();
    run(200);
    return ((performance.now() - startedMs) * 1_000) / 200;
  };
  cost(1_000);
  const small = median([cost(100), cost(100), cost(100)]);
  const large = median([cost(1_000), cost(1_000), cost(1_000)]);
  return [
    {
      what: 'a tick of 1000 readings, recorded',
      ours: `${large.toFixed(0)} µs`,
      peer: 'a tick of 100',
      peerValue: `${small.toFixed(0)} µs`,
      ratio: ratioText(large, small),
      bound: '≤ 12×',
      met: large <= 12 * small,
    },
  ];
}
