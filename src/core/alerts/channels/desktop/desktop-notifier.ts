import { AppError } from '../../../../shared/result.ts';
import { CommandError } from '../../../command-error.ts';
import type { Notice, Notifier } from '../../../ports.ts';
import { type DbusNotifierParts, createDbusNotifier } from './dbus-notifier.ts';
import { escapeMarkup } from '../message.ts';

export interface DesktopNotifierParts extends DbusNotifierParts {
  /** `linux`, `darwin`, `win32` … */
  readonly platform: string;
}

/** Notifications without Electron: what the system's own programs can show. */
export interface DesktopNotifier extends Notifier {
  dispose(): void;
}

const TIMEOUT_MS = 5_000;
const URGENCY = { ok: 'low', warning: 'normal', critical: 'critical' } as const;

/**
 * The notifier of a process that is no app: on Linux and the BSDs by D-Bus (`gdbus`, or `notify-send`, which knows no buttons), on macOS by
 * `osascript`, which knows none either. `notify` rejects with an AppError (`not-supported`) where there is no way.
 */
export function createDesktopNotifier(parts: DesktopNotifierParts): DesktopNotifier {
  const { commands, platform } = parts;
  if (platform === 'win32')
    return withoutChoices(async () => Promise.reject(noWay('Windows shows notifications of apps only: start the app.')));
  if (platform === 'darwin') {
    return withoutChoices(async ({ title, body }) => {
      await commands.run('osascript', [...APPLE_SCRIPT, 'headroom', title, body], {
        timeoutMs: TIMEOUT_MS,
        variables: { LC_ALL: 'en_US.UTF-8' },
      });
    });
  }
  const dbus = createDbusNotifier(parts);
  return {
    ...dbus,
    async notify(notice) {
      try {
        await dbus.notify(notice);
      } catch (thrown) {
        if (!isMissing(thrown)) throw thrown;
        await notifySend(notice);
      }
    },
  };

  async function notifySend({ title, body, severity }: Notice): Promise<void> {
    try {
      const args = ['--app-name=Headroom', `--urgency=${URGENCY[severity]}`, '--', title, escapeMarkup(body)];
      // It takes its arguments in the locale's encoding.
      await commands.run('notify-send', args, { timeoutMs: TIMEOUT_MS, variables: { LC_ALL: 'C.UTF-8' } });
    } catch (thrown) {
      if (!isMissing(thrown)) throw thrown;
      throw noWay('There is no gdbus (Debian: libglib2.0-bin) and no notify-send (libnotify-bin).');
    }
  }
}

/** The words come as arguments, so that they are never read as a script; the first keeps one that begins with "-" from being an option. */
const APPLE_SCRIPT = ['-e', 'on run argv', '-e', 'display notification (item 3 of argv) with title (item 2 of argv)', '-e', 'end run'];

function withoutChoices(notify: Notifier['notify']): DesktopNotifier {
  return { notify, onChoice: () => () => {}, dispose: () => {} };
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof CommandError && thrown.reason === 'not-found';
}

function noWay(message: string): AppError {
  return new AppError('not-supported', message);
}
