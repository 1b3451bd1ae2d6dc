/** Variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** No process has more, and none of those that are looked at comes late. */
const MAX_VARIABLES = 10_000;

/** The variables in the bytes of `/proc/PID/environ`: `NAME=value`, each ended by NUL. What is none is passed over; of two the first counts. */
export function parseEnviron(text: string): Variables {
  const variables: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const item of text.split('\0', MAX_VARIABLES)) {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_.-]{0,255})=([\s\S]{0,65536})$/.exec(item) ?? [];
    if (name !== undefined && value !== undefined) variables[name] ??= value;
  }
  return variables;
}
