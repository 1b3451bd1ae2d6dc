// Reads like the product: the real monitor over the real /proc, at 1 Hz, for the groups given as arguments.
import { createStreamLogger } from '../../../src/core/logger.ts';
import { Monitor } from '../../../src/core/monitor/monitor.ts';
import { readOwnUsage } from '../../../src/core/own-usage.ts';
import { defaultsOf } from '../../../src/core/settings/defaults.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';
import { type GroupName, groupNames } from '../../../src/shared/views.ts';
import { linuxProbeSet } from '../../support/this-machine.ts';

const clock = createSystemClock();
const logger = createStreamLogger({ clock, minLevel: 'error' }, process.stderr);
const monitor = new Monitor({
  probes: linuxProbeSet(clock, logger, '/', process.env),
  clock,
  logger,
  ownUsage: readOwnUsage,
  pid: process.pid,
  intervals: { fastMs: 1_000, slowMs: 1_000, processMs: 1_000, processBackgroundMs: 1_000 },
  thresholds: defaultsOf('default').thresholds,
});
const wanted = new Set(process.argv.slice(2));
monitor.demand(
  'record',
  groupNames.filter((name: GroupName) => wanted.has(name)),
);
monitor.start();
process.stdout.write('ready\n');
process.stdin.resume();
