import { Notification } from 'electron';
import type { Notice, Notifier } from '../../core/ports.ts';
import { AppError } from '../../shared/result.ts';

/** Windows and macOS answer with `show` or `failed`; some Linux servers answer nothing at all. */
const ANSWER_TIMEOUT_MS = 5_000;

const URGENCY = { ok: 'low', warning: 'normal', critical: 'critical' } as const;

export interface NotifierParts {
  readonly iconPath: string;
  readonly onClick: () => void;
}

/** The system's own notifications. On macOS an app that is not signed gets `failed` (since Electron 42): it rejects with that. */
export function createNotifier({ iconPath, onClick }: NotifierParts): Notifier {
  // A notification that nobody holds is collected, and its click with it.
  const open = new Set<Notification>();
  return {
    notify: (notice) =>
      new Promise((resolve, reject) => {
        if (!Notification.isSupported()) {
          reject(new AppError('not-supported', 'This desktop shows no notifications; Headroom shows them in its own window.'));
          return;
        }
        const notification = new Notification(optionsOf(notice, iconPath));
        open.add(notification);
        const timer = setTimeout(resolve, ANSWER_TIMEOUT_MS);
        timer.unref();
        notification.on('show', () => {
          clearTimeout(timer);
          resolve();
        });
        notification.on('failed', (_event, cause) => {
          clearTimeout(timer);
          open.delete(notification);
          reject(new AppError('not-supported', `The system refused the notification: ${cause}`));
        });
        notification.on('click', () => {
          open.delete(notification);
          onClick();
        });
        notification.on('close', () => open.delete(notification));
        notification.show();
      }),
  };
}

function optionsOf({ title, body, severity }: Notice, iconPath: string): Electron.NotificationConstructorOptions {
  return { title, body, icon: iconPath, silent: severity === 'ok', urgency: URGENCY[severity] };
}
