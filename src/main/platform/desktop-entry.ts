/**
 * One argument of an `Exec` line: quoted as the Desktop Entry specification wants it, `%` doubled (it begins a field code), then escaped
 * once more as every string value of the file is. https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 */
export function execArgument(argument: string): string {
  if (/[\0\n\r]/.test(argument)) throw new RangeError(`expected an argument on one line, got ${JSON.stringify(argument)}`);
  const doubled = argument.replaceAll('%', '%%');
  const quoted = /^[\w@%+=:,./-]+$/.test(doubled) ? doubled : `"${doubled.replaceAll(/["`$\\]/g, String.raw`\$&`)}"`;
  return quoted.replaceAll('\\', '\\\\');
}

/** The file that starts a program at login on every Linux desktop that follows the autostart specification. */
export function autostartEntry(command: readonly string[], iconPath: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    'Name=Headroom',
    'Comment=How much of this machine is left',
    `Exec=${command.map(execArgument).join(' ')}`,
    `Icon=${iconPath.replaceAll('\\', '\\\\')}`,
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
