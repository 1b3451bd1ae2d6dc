import type { CommandRunner } from '../../core/ports.ts';

/** `unknown`: no tool to ask with. */
export type TrayHost = 'present' | 'absent' | 'unknown';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ASK_TIMEOUT_MS = 2_000;

/** The same question for the two tools that come with desktops: does anybody own the watcher's name on the session bus? */
const QUESTIONS: readonly { readonly file: string; readonly args: readonly string[]; readonly answer: RegExp }[] = [
  {
    file: 'gdbus',
    args: `call --session --timeout 1 --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus --method org.freedesktop.DBus.NameHasOwner ${WATCHER}`.split(
      ' ',
    ),
    answer: /^\((true|false),\)/,
  },
  {
    file: 'busctl',
    args: `--user --timeout=1 call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus NameHasOwner s ${WATCHER}`.split(' '),
    answer: /^b (true|false)/,
  },
];

/**
 * Whether a desktop shows tray items. Only Linux may have none (GNOME without an extension): there an item is made without an error and
 * nobody sees it. Asked once, at start.
 */
export async function findTrayHost(
  platform: string,
  environment: Readonly<Record<string, string | undefined>>,
  commands: CommandRunner,
): Promise<TrayHost> {
  if (platform !== 'linux') return 'present';
  // Without an address gdbus would start a bus of its own to ask.
  if ((environment['DBUS_SESSION_BUS_ADDRESS'] ?? '') === '' && (environment['XDG_RUNTIME_DIR'] ?? '') === '') return 'absent';
  for (const { file, args, answer } of QUESTIONS) {
    try {
      const match = answer.exec(await commands.run(file, args, { timeoutMs: ASK_TIMEOUT_MS }));
      if (match !== null) return match[1] === 'true' ? 'present' : 'absent';
    } catch {
      // Not installed, or no bus answers: the next tool may know.
    }
  }
  return 'unknown';
}

export const NO_TRAY_NOTICE =
  'This desktop shows no tray items, so Headroom opened a window. On GNOME install and switch on the extension "AppIndicator and KStatusNotifierItem Support", then start Headroom again. Closing the window keeps Headroom running; starting it once more shows it.';
