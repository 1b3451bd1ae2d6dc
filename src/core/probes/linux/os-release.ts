/** `NAME` and `VERSION_ID` of an os-release file; null where it does not say. */
export function parseOsRelease(text: string): { readonly osName: string | null; readonly osVersion: string | null } {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line);
    if (match !== null) values.set(match[1] as string, unquote(match[2] as string));
  }
  const value = (key: string): string | null => values.get(key)?.slice(0, 200) || null;
  return { osName: value('NAME'), osVersion: value('VERSION_ID') ?? value('BUILD_ID') };
}

/** The values are quoted as in a shell. */
function unquote(value: string): string {
  const single = /^'([^']*)'$/.exec(value);
  if (single !== null) return single[1] as string;
  const double = /^"(.*)"$/.exec(value);
  return (double?.[1] ?? value).replaceAll(/\\(["'$`\\])/g, '$1');
}
