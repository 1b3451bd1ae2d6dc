type Environment = Readonly<Record<string, string | undefined>>;

/** True when a window opened by this process would be seen by who started it. */
export function hasDisplay(platform: string, env: Environment): boolean {
  // Over SSH the desktop, if there is one, is somebody else's or elsewhere.
  if (platform === 'darwin' || platform === 'win32') return env['SSH_CONNECTION'] === undefined;
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/** The program that opens a URL in the user's browser, as argv: never a shell. */
function browserCommand(platform: string, url: string): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}

/** Opens the URL in the user's browser; does nothing where there is none. */
export function openBrowser(platform: string, url: string): void {
  const [file, ...args] = browserCommand(platform, url);
  // Loaded when it is needed: 1 MB that most agents never need.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(file, args, { stdio: 'ignore', detached: true });
  // No such program: the URL was printed, which is enough.
  child.on('error', () => {});
  child.unref();
}
