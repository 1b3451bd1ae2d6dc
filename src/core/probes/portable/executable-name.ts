/** The kernel keeps this many characters of a name. */
const KEPT_LENGTH = 16;
const BUNDLE = /\/([^/]{1,255})\.(?:app|xpc|appex)\/Contents\/MacOS\/\1(?= |$)/;
const MAX_NAME_LENGTH = 128;

/**
 * The name of a program from the kernel's name for it (cut at 16 characters) and its command line, in which a path may have spaces:
 * "com.apple.Virtua" and ".../MacOS/com.apple.Virtualization.VirtualMachine" → "com.apple.Virtualization.VirtualMachine".
 */
export function executableName(shortName: string, command: string): string {
  if (shortName !== '' && shortName.length < KEPT_LENGTH) return shortName;
  // A bundle's program has the bundle's name, so its end is known although it may have spaces.
  const bundle = BUNDLE.exec(command)?.[1];
  if (bundle?.startsWith(shortName) === true) return bundle.slice(0, MAX_NAME_LENGTH);
  const full = shortName === '' ? baseName(command) : completed(shortName, command);
  return full.slice(0, MAX_NAME_LENGTH);
}

function completed(shortName: string, command: string): string {
  const at = command.startsWith(shortName) ? 0 : command.indexOf(`/${shortName}`) + 1;
  if (at === 0 && !command.startsWith(shortName)) return shortName;
  const rest = command.slice(at + shortName.length);
  // A path that goes on is a folder of that name, not the program.
  return shortName + (/^[^\s/]*(?=\s|$)/.exec(rest)?.[0] ?? '');
}

function baseName(command: string): string {
  const path = command.split(' ', 1)[0] ?? '';
  return path.slice(path.lastIndexOf('/') + 1) || path;
}
