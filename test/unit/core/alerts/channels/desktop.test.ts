import { describe, expect, test } from 'vitest';
import { createDesktopNotifier } from '../../../../../src/core/alerts/channels/desktop/desktop-notifier.ts';
import { gdbusString, gdbusStrings, numberIn, signalOf, wordsIn } from '../../../../../src/core/alerts/channels/desktop/gdbus-text.ts';
import { CommandError } from '../../../../../src/core/command-error.ts';
import { FakeClock } from '../../../../fakes/clock.ts';
import { MemoryLogger } from '../../../../fakes/logger.ts';

describe('the text form of D-Bus values', () => {
  test('a string is one, whatever is in it', () => {
    expect(gdbusString("a'b\\c\nd\0é😀")).toBe(String.raw`'a\'b\\c\u000ad\u00e9\U0001f600'`);
    expect(gdbusString('\ud800')).toBe(String.raw`'\ufffd'`);
    expect(gdbusStrings([])).toBe('@as []');
    expect(gdbusStrings(['a', "b'"])).toBe(String.raw`@as ['a', 'b\'']`);
  });

  test.each([
    ['(uint32 7,)\n', 7],
    ['(uint32 4294967295,)', 4_294_967_295],
    ['()', null],
    ['', null],
    ['(int32 7,)', null],
  ])('the number of %j', (text, expected) => {
    expect(numberIn(text)).toBe(expected);
  });

  test('the words of an answer', () => {
    expect(wordsIn("(['actions', 'body-markup'],)\n")).toEqual(['actions', 'body-markup']);
    expect(wordsIn('(@as [],)')).toEqual([]);
  });

  const AT = '/org/freedesktop/Notifications: org.freedesktop.Notifications';
  test.each([
    [`${AT}.ActionInvoked (uint32 5, 'snooze')`, { kind: 'action', id: 5, action: 'snooze' }],
    [`${AT}.NotificationClosed (uint32 5, uint32 2)`, { kind: 'closed', id: 5 }],
    [`${AT}.ActivationToken (uint32 5, 'x')`, null],
    [`${AT}.ActionInvoked (uint32 5, 'a', 'b')`, null],
    ['The name org.freedesktop.Notifications is owned by :1.3', null],
    ['', null],
  ])('the signal %s', (line, expected) => {
    expect(signalOf(line)).toEqual(expected);
  });
});

describe('notifications on other systems', () => {
  const runs: { file: string; args: readonly string[]; variables: unknown }[] = [];
  const notifierOn = (platform: string, fault?: Error) =>
    createDesktopNotifier({
      platform,
      clock: new FakeClock(),
      logger: new MemoryLogger(),
      environment: {},
      commands: {
        run: async (file, args, { variables }) => {
          runs.push({ file, args, variables });
          if (fault !== undefined) throw fault;
          return '';
        },
      },
    });

  test('macOS: the words are arguments, never a script or an option', async () => {
    runs.length = 0;
    await notifierOn('darwin').notify({ title: '-e', body: '" & (do shell script "id") & "', severity: 'warning' });
    const [{ file, args } = { file: '', args: [] as readonly string[] }] = runs;
    expect(file).toBe('osascript');
    expect(args.filter((arg) => arg.includes('shell script'))).toEqual(['" & (do shell script "id") & "']);
    expect(args.slice(-3)).toEqual(['headroom', '-e', '" & (do shell script "id") & "']);
  });

  test('Windows says that there is no way', async () => {
    await expect(notifierOn('win32').notify({ title: 'a', body: 'b', severity: 'ok' })).rejects.toMatchObject({ code: 'not-supported' });
  });

  test('without any program, it says which are missing', async () => {
    const missing = new CommandError('not-found', 'gdbus: not found', { file: 'gdbus', exitCode: null, errorLine: '' });
    await expect(notifierOn('freebsd', missing).notify({ title: 'a', body: 'b', severity: 'ok' })).rejects.toThrow(/gdbus.*notify-send/);
  });

  test('a service that does not answer may answer next time', async () => {
    const late = new CommandError('timed-out', 'gdbus: no answer', { file: 'gdbus', exitCode: null, errorLine: '' });
    await expect(notifierOn('linux', late).notify({ title: 'a', body: 'b', severity: 'ok' })).rejects.toBe(late);
  });
});
