// C0, DEL, C1, line and paragraph separators, and the marks that turn the direction of text.
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Control characters as visible escapes: a process, an image or a label may be called anything, and must steer neither a terminal nor a line of the page. */
export function escapeControl(text: string): string {
  return text.replace(UNSAFE, (char) => SHORT[char] ?? hex(char.charCodeAt(0)));
}

function hex(code: number): string {
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
