import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type AlertAction, createChannels } from '../../../src/core/alerts/channels/create-channels.ts';
import { type DesktopNotifier, createDesktopNotifier } from '../../../src/core/alerts/channels/desktop/desktop-notifier.ts';
import type { CommandRunner, Notice, NoticeChoice } from '../../../src/core/ports.ts';
import { CommandError } from '../../../src/core/command-error.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';
import { createCommandRunner } from '../../../src/core/system-commands.ts';
import { MemoryLogger } from '../../fakes/logger.ts';
import { memorySecrets, senderParts } from '../../support/channel-parts.ts';
import { DesktopBus, type NotifyCall, whyNoDesktopBus } from '../../support/desktop-bus.ts';
import { noticeOf } from '../../unit/core/alerts/channels/notices.ts';

const ALL = ['actions', 'body', 'body-markup'];
const alert: Notice = {
  title: 'Memory tight on web-1',
  body: '92.4 % of 2 GB for 3 min.',
  severity: 'critical',
  id: 'memory container:web-1 memory',
  about: 'incident-1',
  actions: [
    { id: 'snooze', label: 'Snooze 1 h' },
    { id: 'acknowledge', label: 'Acknowledge' },
  ],
};

const open: { dispose(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.dispose();
});

interface Desk {
  readonly bus: DesktopBus;
  readonly notifier: DesktopNotifier;
  readonly choices: NoticeChoice[];
}

async function deskWith(
  capabilities: readonly string[] | null,
  commandsOf = (runner: CommandRunner): CommandRunner => runner,
): Promise<Desk> {
  const bus = await DesktopBus.start(capabilities);
  open.push({ dispose: () => bus.stop() });
  const { environment } = bus;
  const commands = commandsOf(createCommandRunner(environment));
  const notifier = createDesktopNotifier({
    platform: 'linux',
    clock: createSystemClock(),
    logger: new MemoryLogger(),
    commands,
    environment,
  });
  open.push(notifier);
  const choices: NoticeChoice[] = [];
  notifier.onChoice((choice) => choices.push(choice));
  return { bus, notifier, choices };
}

/** Command lines of the monitors on this bus. */
function monitors({ bus }: Desk): string[] {
  const address = `DBUS_SESSION_BUS_ADDRESS=${bus.environment['DBUS_SESSION_BUS_ADDRESS']}`;
  return readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('gdbus\0monitor') &&
        readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(address)
      );
    } catch {
      return false;
    }
  });
}

/** The calls that the service got, once there are so many: it answers a call before its own words are read here. */
async function received({ calls }: DesktopBus, count: number): Promise<readonly NotifyCall[]> {
  await vi.waitFor(() => expect(calls.length).toBeGreaterThanOrEqual(count));
  return calls;
}

const why = whyNoDesktopBus();
if (why !== null) console.log(`skipped: ${why}`);

describe.skipIf(why !== null)('notifications by D-Bus', () => {
  test('are shown with their words, urgency and buttons', async () => {
    const { bus, notifier } = await deskWith(ALL);
    await notifier.notify(alert);
    expect(await received(bus, 1)).toMatchObject([
      {
        replaces: 0,
        app: 'Headroom',
        title: alert.title,
        body: alert.body,
        urgency: 2,
        actions: ['default', 'Open', 'snooze', 'Snooze 1 h', 'acknowledge', 'Acknowledge'],
        timeout: -1,
      },
    ]);
  });

  test.each(['snooze', 'acknowledge'])('say that a person chose %s', async (action) => {
    const desk = await deskWith(ALL);
    await desk.notifier.notify(alert);
    expect(monitors(desk)).toHaveLength(1);
    const [call] = await received(desk.bus, 1);
    desk.bus.choose(call!.id, action);
    await vi.waitFor(() => expect(desk.choices).toEqual([{ about: 'incident-1', action }]));
    await vi.waitFor(() => expect(monitors(desk)).toEqual([]));
  });

  test('bring what a person chose to who delivered the alert', async () => {
    const { bus, notifier } = await deskWith(ALL);
    const clock = createSystemClock();
    const channels = createChannels({
      ...senderParts(),
      clock,
      notifier,
      logger: new MemoryLogger(),
      store: { list: () => [], read: () => ({ waiting: [], incidents: [], fault: null }), write: () => {}, remove: () => {} },
      secrets: memorySecrets(),
      random: Math.random,
    });
    open.push(channels);
    const chosen: AlertAction[] = [];
    channels.onAction((action) => chosen.push(action));
    channels.configure([{ id: 'desktop', kind: 'native' }]);
    const notice = noticeOf();
    channels.deliver(notice);
    const [call] = await received(bus, 1);
    await vi.waitFor(() => expect(channels.states()).toMatchObject([{ delivered: 1 }]));
    bus.choose(call!.id, 'acknowledge');
    await vi.waitFor(() => expect(chosen).toEqual([{ incidentId: notice.incidentId, action: 'acknowledge' }]));
  });

  test('say that a person clicked, and which of two', async () => {
    const desk = await deskWith(ALL);
    await desk.notifier.notify(alert);
    await desk.notifier.notify({ ...alert, id: 'disk', about: 'incident-2' });
    const [first, second] = await received(desk.bus, 2);
    desk.bus.choose(second!.id, 'default');
    await vi.waitFor(() => expect(desk.choices).toEqual([{ about: 'incident-2', action: 'open' }]));
    expect(monitors(desk)).toHaveLength(1);
    desk.bus.choose(first!.id);
    await vi.waitFor(() => expect(monitors(desk)).toEqual([]));
    expect(desk.choices).toHaveLength(1);
  });

  test('take the place of the last with the same id; the end has no buttons, and nobody listens then', async () => {
    const desk = await deskWith(ALL);
    await desk.notifier.notify(alert);
    await desk.notifier.notify({ ...alert, title: 'Memory tight on web-1: over', severity: 'ok', actions: [] });
    const [first, second] = await received(desk.bus, 2);
    expect(second).toMatchObject({ replaces: first!.id, actions: [], urgency: 0 });
    await vi.waitFor(() => expect(monitors(desk)).toEqual([]));
  });

  test('have no buttons, and nobody listens, where the server has none', async () => {
    const desk = await deskWith(['body']);
    await desk.notifier.notify(alert);
    expect((await received(desk.bus, 1))[0]!.actions).toEqual([]);
    expect(monitors(desk)).toEqual([]);
  });

  test.each([
    ['quotes', `it's "quoted" \\ \\' and \\u0041`],
    ['a type of their own', 'uint32 5'],
    ['an option', '--help'],
    ['other scripts', 'Grüße, 内存, 😀, "é'],
    ['lines and other signs', 'a\nb\tc\u0007'],
    ['nothing', ''],
  ])('are shown as they are: %s', async (_, text) => {
    const { bus, notifier } = await deskWith(['body']);
    await notifier.notify({ title: text, body: text, severity: 'ok' });
    expect(await received(bus, 1)).toMatchObject([{ title: text, body: text }]);
  });

  test('have markup escaped where the server reads it', async () => {
    const { bus, notifier } = await deskWith(ALL);
    await notifier.notify({ title: 'a', body: '<a href="http://x">5 & 6</a>', severity: 'ok' });
    expect(await received(bus, 1)).toMatchObject([{ body: '&lt;a href="http://x"&gt;5 &amp; 6&lt;/a&gt;' }]);
  });

  test('are not supported where nobody shows them, or there is no bus', async () => {
    const { notifier } = await deskWith(null);
    await expect(notifier.notify(alert)).rejects.toMatchObject({ code: 'not-supported' });
    const environment = { PATH: process.env['PATH'], DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
    const clock = createSystemClock();
    const commands = createCommandRunner(environment);
    const alone = createDesktopNotifier({ platform: 'linux', clock, logger: new MemoryLogger(), commands, environment });
    await expect(alone.notify(alert)).rejects.toMatchObject({ code: 'not-supported' });
  });

  test('go by notify-send where there is no gdbus', async () => {
    const withoutGdbus = (runner: CommandRunner): CommandRunner => ({
      run: async (file, args, options) => {
        if (file === 'gdbus') throw new CommandError('not-found', 'gdbus: not found', { file, exitCode: null, errorLine: '' });
        return await runner.run(file, args, options);
      },
    });
    const { bus, notifier } = await deskWith(ALL, withoutGdbus);
    await notifier.notify({ ...alert, title: '-v Grüße', body: 'a < b' });
    await vi.waitFor(() => expect(bus.calls).toMatchObject([{ title: '-v Grüße', body: 'a &lt; b', urgency: 2, actions: [] }]));
  });
});
