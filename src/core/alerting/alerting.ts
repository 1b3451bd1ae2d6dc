import { join } from 'node:path';
import { type AlertRecord, type AlertRule, alertRule } from '../../shared/model/alert.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { AppError } from '../../shared/result.ts';
import { type AlertEngine, createAlertEngine } from '../alerts/alert-engine.ts';
import { createAlertFile } from '../alerts/alert-store.ts';
import { type Channels, createChannels } from '../alerts/channels/create-channels.ts';
import { createOutboxFiles } from '../alerts/channels/outbox-files.ts';
import { defaultRules } from '../alerts/default-rules.ts';
import type { AlertPolicy } from '../alerts/work.ts';
import type { AlertsService } from '../engine-types.ts';
import type { HistoryRing } from '../history/ring.ts';
import { createContainerEvents } from '../monitor/container-events.ts';
import { Growth } from '../monitor/growth.ts';
import type { AlertingPorts, Clock, Logger } from '../ports.ts';
import { createFeedReadings } from './feed-readings.ts';
import { previewRule } from './preview.ts';
import { nameOfSubject } from './subject-names.ts';

/** Nothing fires so long after a start or a wake. */
const GRACE_MS = 90_000;
const SNOOZE_MS = 3_600_000;

export interface AlertingOptions extends AlertingPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly settings: Settings;
  readonly ring: HistoryRing;
  /** What fires changed: the next snapshot has it. */
  readonly onChange: () => void;
}

export interface Alerting extends AlertsService {
  /** The worst first; the same array while nothing changed. */
  readonly firing: readonly AlertRecord[];
  /** Judges what is new in a snapshot. */
  observe(snapshot: Snapshot): void;
  configure(settings: Settings): void;
  resumed(): void;
  dispose(): void;
}

/** Rules over what is read, and the channels by which they are told. */
export function createAlerting(options: AlertingOptions): Alerting {
  const { clock, logger, secrets, notifier, stateFolder, ring } = options;
  let { settings } = options;
  let latest: Snapshot | null = null;
  let firing: readonly AlertRecord[] = [];
  let resumedSince = false;
  const growth = new Growth();
  const containerEvents = createContainerEvents();
  const newReadings = createFeedReadings();

  const engine: AlertEngine = createAlertEngine({
    clock,
    logger,
    store: createAlertFile(join(stateFolder, 'alerts.json'), () => clock.now()),
    rules: rulesOf(settings),
    policy: policyOf(settings),
    nameOf: (subject) => nameOfSubject(subject, latest, options.hostname),
    causeOf: (subject, resource) => (subject === 'host' ? growth.cause(resource) : ''),
  });
  const channels: Channels = createChannels({
    clock,
    logger,
    secrets,
    notifier,
    store: createOutboxFiles(join(stateFolder, 'outbox'), () => clock.now()),
    random: Math.random,
    fetch: globalThis.fetch,
    environment: options.environment,
    hostname: options.hostname,
    version: options.version,
  });
  channels.configure(settings.alerts.channels);
  engine.onNotice((notice) => channels.deliver(notice));
  const sortFiring = (): void => {
    firing = [...engine.firing].sort((a, b) => rank(b) - rank(a) || a.firedAt - b.firedAt);
  };
  sortFiring();
  engine.onChange(() => {
    sortFiring();
    options.onChange();
  });
  channels.onAction(({ incidentId, action }) => {
    if (action === 'acknowledge') engine.acknowledge({ id: incidentId });
    else if (action === 'snooze') snoozeIncident(incidentId, SNOOZE_MS);
  });

  function recordOf(id: string): AlertRecord {
    const record = engine.firing.find((one) => one.id === id);
    if (record === undefined) throw new AppError('not-found', 'This alert does not fire any more.');
    return record;
  }
  function snoozeIncident(id: string, forMs: number): void {
    const { ruleId, subject } = recordOf(id);
    engine.snooze(ruleId, subject, { forMs });
  }

  return {
    get firing() {
      return firing;
    },
    observe(snapshot) {
      latest = snapshot;
      growth.take(snapshot.owners, clock.monotonicMs());
      const isConnected = snapshot.engines === null || snapshot.engines.list.every(({ state }) => state === 'connected');
      // While an engine is away its containers are not gone.
      const events = snapshot.containers !== null && isConnected ? containerEvents(snapshot.containers, clock.monotonicMs()) : [];
      engine.setGates({ muted: snapshot.sampling.mutedUntil !== null });
      engine.feed(newReadings(snapshot.readings), events, { intervalMs: snapshot.sampling.intervalMs, resumed: resumedSince });
      resumedSince = false;
    },
    configure(next) {
      const before = settings;
      settings = next;
      if (before.alerts === next.alerts && before.thresholds === next.thresholds) return;
      engine.setRules(rulesOf(next));
      engine.setPolicy(policyOf(next));
      if (JSON.stringify(before.alerts.channels) !== JSON.stringify(next.alerts.channels)) channels.configure(next.alerts.channels);
    },
    resumed() {
      resumedSince = true;
    },
    list({ limit, before }) {
      const log = engine.log.filter(({ state, firedAt }) => state === 'resolved' && (before === null || firedAt < before));
      return { active: [...firing], log: log.slice(0, limit) };
    },
    act(input) {
      if (input.action === 'snooze') snoozeIncident(input.id, input.forMs);
      else if (engine.acknowledge({ id: recordOf(input.id).id }) === 0)
        throw new AppError('not-found', 'This alert does not fire any more.');
    },
    preview: ({ rule }) => previewRule(rule, ring, latest?.readings ?? [], clock.now()),
    channels: () => ({
      channels: [...channels.states()],
      rules: [...rulesOf(settings)],
      defaultRules: [...defaultRules(settings.thresholds)],
    }),
    testChannel: async ({ id }) => ({ said: await channels.test(id) }),
    async setSecret({ id, value }) {
      if (value === null) await secrets.delete(id);
      else await secrets.set(id, value);
    },
    dispose() {
      channels.dispose();
      engine.dispose();
    },
  };
}

const RANKS = { info: 0, warning: 1, error: 2, critical: 3 } as const;
const rank = ({ level }: AlertRecord): number => RANKS[level];

function rulesOf({ alerts, thresholds }: Settings): readonly AlertRule[] {
  // The settings hold what a person wrote: what they left out is filled in here.
  return alerts.rules?.map((rule) => alertRule.parse(rule)) ?? defaultRules(thresholds);
}

function policyOf({ alerts }: Settings): AlertPolicy {
  return {
    graceMs: GRACE_MS,
    quietHours: alerts.quietHours === null ? [] : [alerts.quietHours],
    criticalPiercesQuietHours: alerts.criticalPiercesQuietHours,
  };
}
