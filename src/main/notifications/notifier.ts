import { Notification } from 'electron';
import type { Notice, NoticeChoice, Notifier } from '../../core/ports.ts';
import { AppError } from '../../shared/result.ts';

/** Windows and macOS answer with `show` or `failed`; some Linux servers answer nothing at all. */
const ANSWER_TIMEOUT_MS = 5_000;

/** Some systems never say that a notification was closed; the oldest are let go. */
const MAX_HELD = 64;

const URGENCY = { ok: 'low', warning: 'normal', critical: 'critical' } as const;

export interface NotifierParts {
  readonly iconPath: string;
  readonly onClick: () => void;
}

interface Shown {
  readonly notification: Notification;
  /** What it shows now. */
  notice: Notice;
}

/** The system's own notifications. On macOS an app that is not signed gets `failed` (since Electron 42): it rejects with that. */
export function createNotifier({ iconPath, onClick }: NotifierParts): Notifier {
  // A notification that nobody holds is collected: its click is lost, and on macOS it disappears.
  const held = new Set<Shown>();
  const listeners = new Set<(choice: NoticeChoice) => void>();

  function choose({ notice: { about } }: Shown, action: string): void {
    if (about !== undefined) for (const listener of listeners) listener({ about, action });
  }

  function created(notice: Notice): Shown {
    const { id } = notice;
    const notification = new Notification({ ...looksOf(notice), icon: iconPath, ...(id === undefined ? {} : { id }) });
    const shown: Shown = { notification, notice };
    notification.on('click', () => {
      held.delete(shown);
      onClick();
      choose(shown, 'open');
    });
    notification.on('action', ({ actionIndex }) => {
      held.delete(shown);
      const action = shown.notice.actions?.[actionIndex];
      if (action !== undefined) choose(shown, action.id);
    });
    notification.on('close', () => held.delete(shown));
    return shown;
  }

  /** The same object again: the system then shows the new words in the old one's place, also where notifications have no ids. */
  function changed(shown: Shown, notice: Notice): Shown {
    Object.assign(shown.notification, looksOf(notice));
    shown.notice = notice;
    return shown;
  }

  function hold(shown: Shown): void {
    held.delete(shown);
    held.add(shown);
    const [oldest] = held;
    if (held.size > MAX_HELD && oldest !== undefined) held.delete(oldest);
  }

  return {
    notify: (notice) =>
      new Promise((resolve, reject) => {
        if (!Notification.isSupported()) {
          reject(new AppError('not-supported', 'This desktop shows no notifications; Headroom shows them in its own window.'));
          return;
        }
        const before = notice.id === undefined ? undefined : [...held].find((shown) => shown.notice.id === notice.id);
        const shown = before === undefined ? created(notice) : changed(before, notice);
        const { notification } = shown;
        let isRefused = false;
        const end = (): void => {
          clearTimeout(timer);
          notification.off('show', taken);
          notification.off('failed', refused);
        };
        const taken = (): void => {
          end();
          resolve();
        };
        const refused = (_event: unknown, cause: string): void => {
          isRefused = true;
          end();
          held.delete(shown);
          reject(new AppError('not-supported', `The system refused the notification: ${cause}`));
        };
        const timer = setTimeout(taken, ANSWER_TIMEOUT_MS);
        timer.unref();
        notification.on('show', taken);
        notification.on('failed', refused);
        notification.show();
        // Not before: to show one again closes it first.
        if (!isRefused) hold(shown);
      }),
    onChoice(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function looksOf({ title, body, severity, actions = [] }: Notice) {
  return {
    title,
    body,
    silent: severity === 'ok',
    urgency: URGENCY[severity],
    actions: actions.map(({ label }) => ({ type: 'button' as const, text: label })),
  };
}
