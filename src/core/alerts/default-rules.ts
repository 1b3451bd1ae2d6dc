import { type AlertRule, alertRule } from '../../shared/model/alert.ts';
import type { Settings } from '../../shared/model/settings.ts';

type Written = Parameters<typeof alertRule.parse>[0];

const COUNTED = ['fileHandles', 'connections', 'threads', 'processes'] as const;
const COUNTED_NAMES = { fileHandles: 'File handles', connections: 'Connections', threads: 'Threads', processes: 'Processes' } as const;
const CRITICAL_PERCENT = 95;
const GB = 1e9;
const MIB = 1024 ** 2;
/** A critical level below the warning one would be none. */
const criticalAbove = (warning: number): number => Math.max(CRITICAL_PERCENT, warning);

function hostRules(thresholds: Settings['thresholds']): Written[] {
  const { cpuPercent, memoryPercent, diskPercent, networkPercent } = thresholds;
  return [
    {
      id: 'cpu',
      name: 'CPU',
      subject: 'host',
      resource: 'cpu',
      condition: {
        type: 'usagePercent',
        above: { warning: cpuPercent, critical: criticalAbove(cpuPercent) },
        // Full use is no harm while nobody waits for it.
        and: [{ resource: 'cpuPressure', type: 'used', above: { critical: 20 } }],
      },
      for: { warning: '5m', critical: '2m' },
      clear: { at: Math.min(70, cpuPercent) },
      cooldown: '30m',
    },
    {
      id: 'memory',
      name: 'Memory',
      subject: 'host',
      resource: 'memory',
      condition: {
        type: 'usagePercent',
        above: { warning: memoryPercent, critical: criticalAbove(memoryPercent) },
        or: [{ resource: 'memoryPressure', type: 'used', above: { warning: 10 } }],
      },
      for: { warning: '1m', critical: '15s' },
      clear: { at: Math.min(80, memoryPercent) },
      cooldown: '15m',
    },
    {
      id: 'memory-time',
      name: 'Time to the memory limit',
      subject: '*',
      resource: 'memory',
      condition: { type: 'timeToLimit', below: { warning: 900_000 } },
      for: '1m',
      clear: { at: 1_800_000 },
      cooldown: '30m',
    },
    {
      id: 'disk',
      name: 'Disk',
      subject: '*',
      resource: 'disk',
      condition: {
        type: 'usagePercent',
        above: { warning: diskPercent, critical: criticalAbove(diskPercent) },
        // A large disk at 90 % has room for weeks.
        and: [{ resource: 'disk', type: 'headroom', below: { warning: 20 * GB } }],
      },
      for: '1m',
      clear: { at: Math.min(83, diskPercent) },
      cooldown: '6h',
    },
    {
      id: 'network',
      name: 'Network',
      enabled: false,
      subject: 'host',
      resource: 'network',
      condition: { type: 'usagePercent', above: { warning: networkPercent } },
      for: '5m',
      clear: { at: Math.min(60, networkPercent) },
      cooldown: '30m',
    },
    ...COUNTED.map((resource): Written => ({
      id: resource,
      name: COUNTED_NAMES[resource],
      subject: '*',
      resource,
      condition: { type: 'usagePercent', above: { warning: 80 } },
      for: '1m',
      clear: { at: 70 },
      cooldown: '30m',
    })),
    {
      id: 'throttling',
      name: 'CPU throttling',
      subject: '*',
      resource: 'cpuThrottled',
      condition: { type: 'used', above: { warning: 25 } },
      for: '2m',
      clear: { at: 5 },
      cooldown: '30m',
    },
  ];
}

function countRules({ containerCount, processCount }: Settings['thresholds']): Written[] {
  const counts = [
    ['container-count', 'Number of containers', 'containers', containerCount],
    ['process-count', 'Number of processes', 'processes', processCount],
  ] as const;
  return counts.map(([id, name, resource, count]) => ({
    id,
    name,
    enabled: false,
    subject: 'host',
    resource,
    condition: { type: 'used', above: { warning: count } },
    for: '1m',
    cooldown: '1h',
  }));
}

const EVENTS = [
  ['container-oom', 'Out of memory', 'container:*', 'oomKill', 'critical', '15m'],
  ['container-unhealthy', 'Unhealthy', 'container:*', 'unhealthy', 'warning', '15m'],
  ['container-restarts', 'Restart loop', 'container:*', 'restartLoop', 'warning', '15m'],
  ['target-violation', 'Target over its limit', 'target:*', 'violation', 'warning', '15m'],
  ['lease-waiting', 'Lease waits', '*', 'leaseWaiting', 'warning', '5m'],
  ['lease-exceeded', 'Over its lease', '*', 'leaseExceeded', 'warning', '5m'],
  ['lease-holder', 'Lease holder gone', '*', 'leaseHolderGone', 'warning', '5m'],
  ['worker-pool', 'Worker pool', '*', 'noWorker', 'error', '5m'],
  ['file-damaged', 'Damaged file', '*', 'fileDamaged', 'error', '1d'],
  ['collector', 'Readings are late', '*', 'collectorLate', 'error', '30m'],
  ['exporter', 'Exporter fails', '*', 'exporterFailing', 'warning', '6h'],
  ['spool', 'Spool nearly full', '*', 'spoolFull', 'warning', '6h'],
] as const;

function eventRules(): Written[] {
  return EVENTS.map(([id, name, subject, event, level, cooldown]) => ({
    id,
    name,
    subject,
    resource: event,
    condition: { type: 'event', event, level },
    cooldown,
  }));
}

function otherRules(): Written[] {
  return [
    {
      id: 'container-memory',
      name: 'Memory of a container',
      subject: 'container:*',
      resource: 'memory',
      condition: { type: 'usagePercent', above: { warning: 95 } },
      for: '2m',
      cooldown: '15m',
    },
    {
      id: 'self-cpu',
      name: 'CPU of Headroom',
      subject: 'self',
      resource: 'cpu',
      condition: { type: 'used', above: { warning: 0.02 } },
      for: '5m',
      cooldown: '1d',
    },
    {
      id: 'self-memory',
      name: 'Memory of Headroom',
      subject: 'self',
      resource: 'memory',
      condition: { type: 'used', above: { warning: 250 * MIB } },
      for: '5m',
      cooldown: '1d',
    },
  ];
}

/** The rules of who wrote none: thresholds as they are set, the rest as it proved right. */
export function defaultRules(thresholds: Settings['thresholds']): readonly AlertRule[] {
  const written = [...hostRules(thresholds), ...otherRules(), ...eventRules(), ...countRules(thresholds)];
  return written.map((rule) => alertRule.parse(rule));
}
