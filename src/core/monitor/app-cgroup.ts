// What systemd's names for cgroups say about the program inside: https://systemd.io/DESKTOP_ENVIRONMENTS

/** What a cgroup path says: an app's name, that it is part of the system, or nothing. */
export type CgroupClaim = { readonly app: string } | 'system' | null;

/** "\x2d" → "-", as systemd escapes unit names. */
function unescapeUnit(text: string): string {
  return text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** What an app's id in reverse domain order begins with. */
const TOP_DOMAIN = /^(org|com|net|io|dev|app|ai|me|co|eu|de|fr|uk|us|ru|ch|cc|tv|gg|info|page|xyz|edu|gov)$/;

/** The last part of a name in reverse domain order: "org.gnome.Nautilus" → "Nautilus", "org.telegram.desktop" → "telegram". */
function shortName(id: string): string {
  const parts = id.replace(/\.desktop$/, '').split('.');
  const last = parts.at(-1) ?? '';
  return parts.length >= 2 && last !== '' && TOP_DOMAIN.test(parts[0] ?? '') ? last : parts.join('.');
}

/**
 * The app of a unit below app.slice: `app[-<launcher>]-<id>-<random>.scope`, `app[-<launcher>]-<id>[@<random>].service`, or a plain service.
 * In an id a "-" is written "\x2d", so a bare one separates.
 */
function appOfUnit(unit: string): string | null {
  const dot = unit.lastIndexOf('.');
  const kind = unit.slice(dot + 1);
  let name = unit.slice(0, dot);
  if (kind === 'service') name = name.replace(/@[^@]*$/, '');
  const dbus = /^dbus-[^-]*-(.+)$/.exec(name)?.[1];
  if (dbus !== undefined) return shortName(unescapeUnit(dbus));
  if (!name.startsWith('app-')) return kind === 'service' ? unescapeUnit(name) : null;
  const parts = name.slice('app-'.length).split('-');
  if (kind === 'scope' && parts.length > 1) parts.pop();
  const id = shortName(unescapeUnit(parts.at(-1) ?? ''));
  // Snap's desktop files are called "<snap>_<app>".
  return id.replace(/^([^_]+)_\1$/, '$1') || null;
}

export function cgroupClaim(path: string): CgroupClaim {
  const segments = path.split('/');
  const leaf = segments.at(-1) ?? '';
  for (const [i, segment] of segments.entries()) {
    if (segment === 'system.slice' && segments.slice(i + 1).some((below) => below.endsWith('.service'))) return 'system';
  }
  if (leaf === 'init.scope') return 'system';
  const snap = segments.findLast((segment) => /^snap\.[^.]+\..*\.(scope|service)$/.test(segment));
  if (snap !== undefined) return { app: unescapeUnit(snap.split('.')[1] ?? '') };
  const slice = segments.lastIndexOf('app.slice');
  if (slice === -1) return null;
  const unit = segments.slice(slice + 1).find((segment) => /\.(scope|service)$/.test(segment));
  const app = unit === undefined ? null : appOfUnit(unit);
  return app === null ? null : { app };
}
