import type { AlertLevel, AlertNotice } from '../../../shared/model/alert.ts';
import { type ChannelSettings, type ChannelState, MAX_CHANNELS } from '../../../shared/model/channels.ts';
import { AppError } from '../../../shared/result.ts';
import { plainWords } from '../../plain-fault.ts';
import type { Disposer } from '../../ports.ts';
import { AT_REST, Channel, type ChannelParts } from './channel.ts';
import { type AlertHandler, Handlers } from './handlers.ts';
import { readChannel } from './read-channel.ts';
import { testNotice } from './test-notice.ts';

export type ChannelsParts = Omit<ChannelParts, 'onChange'>;

/** What a person did with a notification. */
export interface AlertAction {
  readonly incidentId: string;
  readonly action: 'open' | 'snooze' | 'acknowledge';
}

export interface Channels {
  /**
   * The channels from now on. One whose settings did not change goes on as it is; one that is gone, or switched off, loses what it had still
   * to tell. One whose settings are wrong is told in `states` and keeps its outbox; the others do not mind.
   */
  configure(settings: readonly unknown[]): void;
  /** Takes a notice for every channel that wants it, writes it down and returns: never waits, never throws. */
  deliver(notice: AlertNotice): void;
  /** Sends a test message by one channel, also by one that is switched off. Answers with what the receiver said; throws an AppError. */
  test(id: string): Promise<string>;
  states(): readonly ChannelState[];
  /** After every change of `states`. */
  onChange(listener: () => void): Disposer;
  onAction(listener: (action: AlertAction) => void): Disposer;
  /** Code of one's own for alerts of one severity. */
  registerHandler(severity: AlertLevel, handler: AlertHandler): Disposer;
  /** Ends everything under way. What waits stays on disk. */
  dispose(): void;
}

/** Settings that cannot be used. */
interface Broken {
  readonly id: string;
  readonly problem: string;
}

/** The channels by which alerts leave this process. */
export function createChannels(parts: ChannelsParts): Channels {
  const { clock, logger, store, notifier, hostname } = parts;
  const handlers = new Handlers(logger);
  const changeListeners = new Set<() => void>();
  const actionListeners = new Set<(action: AlertAction) => void>();
  let channels: ReadonlyMap<string, Channel> = new Map();
  let broken: readonly Broken[] = [];

  const changed = (): void => {
    for (const listener of changeListeners) listener();
  };
  const stopListening = notifier.onChoice(({ about: incidentId, action }) => {
    if (!isAction(action)) return;
    for (const listener of actionListeners) listener({ incidentId, action });
  });

  /** The channel as it was when its settings did not change. */
  function opened(settings: ChannelSettings): Channel {
    const before = channels.get(settings.id);
    if (before?.isOf(settings) === true) return before;
    before?.dispose();
    return new Channel(settings, { ...parts, onChange: changed });
  }

  /** Outboxes that no channel will ever empty. Not while settings are wrong: they may be put right. */
  function removeOrphans(): void {
    if (broken.length > 0) return;
    try {
      for (const id of store.list()) {
        if (channels.get(id)?.state.enabled !== true) store.remove(id);
      }
    } catch (thrown) {
      logger.warn('alerts', 'an outbox without a channel was not removed', { cause: plainWords(thrown) });
    }
  }

  function configure(list: readonly unknown[]): void {
    const problems: Broken[] = [];
    const wanted = new Map<string, ChannelSettings>();
    for (const [index, item] of list.entries()) {
      const read = readChannel(item);
      const name = `channel ${index + 1}`;
      if (!('settings' in read)) problems.push({ id: read.id ?? name, problem: read.problem });
      else if (wanted.has(read.settings.id))
        problems.push({ id: name, problem: `id: expected one that no other channel has, got "${read.settings.id}"` });
      else if (wanted.size >= MAX_CHANNELS)
        problems.push({ id: read.settings.id, problem: `expected at most ${MAX_CHANNELS} channels, got one more` });
      else wanted.set(read.settings.id, read.settings);
    }
    for (const { id, problem } of problems) logger.warn('alerts', 'a channel is not used', { channel: id, problem });
    const next = new Map([...wanted].map(([id, settings]) => [id, opened(settings)]));
    for (const [id, channel] of channels) if (!next.has(id)) channel.dispose();
    channels = next;
    broken = problems;
    removeOrphans();
    changed();
  }

  return {
    configure,
    deliver(notice) {
      handlers.tell(notice);
      for (const channel of channels.values()) channel.deliver(notice);
    },
    async test(id) {
      const channel = channels.get(id);
      if (channel === undefined) {
        const why = broken.find((one) => one.id === id)?.problem;
        throw new AppError(why === undefined ? 'not-found' : 'invalid-input', `Channel ${id}: ${why ?? 'there is none'}.`);
      }
      return await channel.test(testNotice(clock.now(), hostname));
    },
    states: () => [
      ...[...channels.values()].map(({ state }) => state),
      ...broken.map(({ id, problem }) => ({ id, kind: null, enabled: false, ...AT_REST, problem })),
    ],
    onChange(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    onAction(listener) {
      actionListeners.add(listener);
      return () => actionListeners.delete(listener);
    },
    registerHandler: (severity, handler) => handlers.register(severity, handler),
    dispose() {
      stopListening();
      changeListeners.clear();
      for (const channel of channels.values()) channel.dispose();
    },
  };
}

function isAction(action: string): action is AlertAction['action'] {
  return action === 'open' || action === 'snooze' || action === 'acknowledge';
}
