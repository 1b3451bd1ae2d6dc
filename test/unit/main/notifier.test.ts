import { beforeEach, expect, it, vi } from 'vitest';
import type { NoticeChoice, Notifier } from '../../../src/core/ports.ts';
import { createNotifier } from '../../../src/main/notifications/notifier.ts';
import { FakeEvent, FakeNotification } from '../../fakes/electron.ts';

vi.mock('electron', async () => (await import('../../fakes/electron.ts')).fakeElectron);

const ACTIONS = [
  { id: 'snooze', label: 'Snooze 1 h' },
  { id: 'acknowledge', label: 'Acknowledge' },
];
const alert = {
  title: 'Memory tight',
  body: '92.4 %',
  severity: 'critical',
  id: 'memory host',
  about: 'incident-1',
  actions: ACTIONS,
} as const;

let notifier: Notifier;
let clicks: number;
let choices: NoticeChoice[];
beforeEach(() => {
  FakeNotification.made = [];
  FakeNotification.supported = true;
  FakeNotification.answer = 'show';
  clicks = 0;
  choices = [];
  notifier = createNotifier({ iconPath: '/icon.png', onClick: () => (clicks += 1) });
  notifier.onChoice((choice) => choices.push(choice));
});

it('shows the words, the urgency and the buttons', async () => {
  await notifier.notify(alert);
  expect(FakeNotification.made).toMatchObject([
    {
      id: 'memory host',
      title: 'Memory tight',
      urgency: 'critical',
      visible: true,
      actions: [{ text: 'Snooze 1 h' }, { text: 'Acknowledge' }],
    },
  ]);
});

it('puts the next with the same id in its place, and a choice is about that one', async () => {
  await notifier.notify(alert);
  await notifier.notify({ ...alert, title: 'Worse', about: 'incident-2' });
  await notifier.notify({ ...alert, id: 'disk host' });
  expect(FakeNotification.made.map(({ title }) => title)).toEqual(['Worse', 'Memory tight']);
  FakeNotification.made[0]!.emit('action', { actionIndex: 1 });
  expect(choices).toEqual([{ about: 'incident-2', action: 'acknowledge' }]);
});

it('makes a new one after it was closed, and for what has no id', async () => {
  await notifier.notify(alert);
  FakeNotification.made[0]!.emit('close', {});
  await notifier.notify(alert);
  await notifier.notify({ title: 'a', body: '', severity: 'ok' });
  await notifier.notify({ title: 'b', body: '', severity: 'ok' });
  expect(FakeNotification.made).toHaveLength(4);
});

it('a click opens Headroom, and says of what', async () => {
  await notifier.notify(alert);
  FakeNotification.made[0]!.emit('click', new FakeEvent());
  expect(clicks).toBe(1);
  expect(choices).toEqual([{ about: 'incident-1', action: 'open' }]);
});

it('an action that is not there is none', async () => {
  await notifier.notify(alert);
  FakeNotification.made[0]!.emit('action', { actionIndex: 7 });
  expect(choices).toEqual([]);
});

it('rejects with what the system said', async () => {
  FakeNotification.answer = 'failed';
  await expect(notifier.notify(alert)).rejects.toThrow('The system refused the notification: not signed');
  FakeNotification.answer = 'show';
  await notifier.notify(alert);
  expect(FakeNotification.made).toHaveLength(2);
  FakeNotification.supported = false;
  await expect(notifier.notify(alert)).rejects.toMatchObject({ code: 'not-supported' });
});

it('takes silence for an answer', async () => {
  vi.useFakeTimers();
  try {
    FakeNotification.answer = null;
    const shown = notifier.notify(alert);
    await vi.advanceTimersByTimeAsync(5_000);
    await expect(shown).resolves.toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});
