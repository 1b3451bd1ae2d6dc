import { plainWords } from '../../../plain-fault.ts';
import type { Clock, CommandRunner, Logger, Notice, NoticeChoice, Notifier } from '../../../ports.ts';
import { AppError } from '../../../../shared/result.ts';
import { ChoiceWatch } from './choice-watch.ts';
import { gdbusString, gdbusStrings, numberIn, wordsIn } from './gdbus-text.ts';
import { escapeMarkup } from '../message.ts';

const NAME = 'org.freedesktop.Notifications';
const TARGET = ['--session', '--dest', NAME, '--object-path', '/org/freedesktop/Notifications'];
const CALL_TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 64 * 1024;
/** Remembered places of notifications: a server's number may be given anew after that. */
const MAX_PLACES = 200;

const URGENCY = { ok: 0, warning: 1, critical: 2 } as const;
const ICON = { ok: 'dialog-information', warning: 'dialog-warning', critical: 'dialog-error' } as const;

export interface DbusNotifierParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly commands: CommandRunner;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Notifications by the desktop's own service (specifications.freedesktop.org/notification-spec, 1.2), through GLib's `gdbus`. */
export function createDbusNotifier({ clock, logger, commands, environment }: DbusNotifierParts): Notifier & { dispose(): void } {
  const listeners = new Set<(choice: NoticeChoice) => void>();
  /** Notice id → the server's number. */
  const places = new Map<string, number>();
  const watch = new ChoiceWatch({
    clock,
    logger,
    environment,
    target: TARGET,
    onChoice: (choice) => {
      for (const listener of listeners) listener(choice);
    },
  });
  /** What the server can do; null until it was asked. */
  let capabilities: readonly string[] | null = null;

  async function call(method: string, ...args: readonly string[]): Promise<string> {
    try {
      return await commands.run('gdbus', ['call', ...TARGET, '--method', `${NAME}.${method}`, ...args], {
        timeoutMs: CALL_TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
      });
    } catch (thrown) {
      // Another server may answer next time.
      capabilities = null;
      throw faultOf(thrown);
    }
  }

  function remember(place: string, id: number): void {
    places.delete(place);
    places.set(place, id);
    const [oldest] = places.keys();
    if (places.size > MAX_PLACES && oldest !== undefined) places.delete(oldest);
  }

  async function notify(notice: Notice): Promise<void> {
    const { id: place, about } = notice;
    capabilities ??= wordsIn(await call('GetCapabilities'));
    const heard = about !== undefined && (notice.actions ?? []).length > 0 && capabilities.includes('actions');
    if (heard) await watch.ready();
    const replaces = place === undefined ? 0 : (places.get(place) ?? 0);
    try {
      const answer = await call(
        'Notify',
        ...argumentsOf(notice, { replaces, heard, markup: capabilities?.includes('body-markup') ?? false }),
      );
      const id = numberIn(answer);
      if (id === null) throw new Error(`the notification service: expected a number, got ${answer.slice(0, 80)}`);
      if (place !== undefined) remember(place, id);
      if (heard) watch.add(id, about);
      else watch.remove(id);
    } finally {
      watch.stopIfIdle();
    }
  }

  return {
    notify,
    onChoice(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => watch.stop(),
  };
}

interface How {
  readonly replaces: number;
  readonly heard: boolean;
  readonly markup: boolean;
}

/** Of `Notify`: name, number replaced, icon, title, body, actions, hints, time on the screen (−1: as the server likes). */
function argumentsOf({ title, body, severity, actions = [] }: Notice, { replaces, heard, markup }: How): readonly string[] {
  const buttons = heard ? ['default', 'Open', ...actions.flatMap(({ id, label }) => [id, label])] : [];
  return [
    gdbusString('Headroom'),
    `uint32 ${replaces}`,
    gdbusString(ICON[severity]),
    gdbusString(title),
    gdbusString(markup ? escapeMarkup(body) : body),
    gdbusStrings(buttons),
    `{'urgency': <byte ${URGENCY[severity]}>}`,
    'int32 -1',
  ];
}

/** Nobody there who shows notifications: that does not change by trying again. */
const NOBODY = /Error connecting|ServiceUnknown|NameHasNoOwner|Spawn\.|UnknownMethod/;

function faultOf(thrown: unknown): unknown {
  return NOBODY.test(plainWords(thrown))
    ? new AppError('not-supported', 'This session shows no notifications.', { cause: thrown })
    : thrown;
}
