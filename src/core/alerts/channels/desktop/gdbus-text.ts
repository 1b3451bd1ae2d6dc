// The text form of D-Bus values, as gdbus takes and prints it (docs.gtk.org/glib/gvariant-text-format.html).

/** A string. What is not plain ASCII is escaped, so that no locale can change it. */
export function gdbusString(text: string): string {
  const escaped = Array.from(text.toWellFormed(), (char) => {
    if (char === "'" || char === '\\') return `\\${char}`;
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0x20 && code < 0x7f) return char;
    // D-Bus strings hold no NUL.
    if (code === 0) return '';
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `'${escaped.join('')}'`;
}

/** An array of strings; the type is said, because an empty one has none of its own. */
export function gdbusStrings(texts: readonly string[]): string {
  return `@as [${texts.map(gdbusString).join(', ')}]`;
}

/** The words of an answer such as "(['body', 'actions'],)". For words of a-z and "-", which need no unescaping. */
export function wordsIn(answer: string): string[] {
  return [...answer.matchAll(/'([\w-]{1,64})'/g)].map(([, word = '']) => word);
}

/** The number of an answer such as "(uint32 7,)"; null when it is none. */
export function numberIn(answer: string): number | null {
  const digits = /^\(uint32 (\d{1,10}),\)\s*$/.exec(answer)?.[1];
  return digits === undefined ? null : Number(digits);
}

export type NotificationSignal =
  | { readonly kind: 'action'; readonly id: number; readonly action: string }
  | { readonly kind: 'closed'; readonly id: number };

const SIGNAL =
  /^\/org\/freedesktop\/Notifications: org\.freedesktop\.Notifications\.(?:ActionInvoked \(uint32 (\d{1,10}), '([\w-]{1,64})'\)|NotificationClosed \(uint32 (\d{1,10}), uint32 \d{1,10}\))\s*$/;

/** A line of `gdbus monitor`; null for everything else that it prints. */
export function signalOf(line: string): NotificationSignal | null {
  const match = SIGNAL.exec(line);
  if (match === null) return null;
  const [, invoked, action, closed] = match;
  return invoked === undefined ? { kind: 'closed', id: Number(closed) } : { kind: 'action', id: Number(invoked), action: action ?? '' };
}
