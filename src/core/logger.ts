import type { Clock, LogData, Logger } from './ports.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LoggerOptions {
  readonly clock: Clock;
  /** Entries below it are dropped. */
  readonly minLevel: LogLevel;
}

/** One entry per line, so that no value can forge another entry: control characters and line separators are escaped. */
export function createLogger({ clock, minLevel }: LoggerOptions, writeLine: (line: string) => void): Logger {
  const lowest = logLevels.indexOf(minLevel);
  const at =
    (level: LogLevel) =>
    (scope: string, message: string, data: LogData = {}): void => {
      if (logLevels.indexOf(level) >= lowest) writeLine(formatEntry(clock.now(), level, scope, message, data));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Writes entries to a stream such as standard error. */
export function createStreamLogger(options: LoggerOptions, stream: NodeJS.WritableStream): Logger {
  // A reader that went away (EPIPE) must not end the program.
  stream.on('error', () => {});
  return createLogger(options, (line) => {
    stream.write(`${line}\n`);
  });
}

/** `2026-02-26T01:49:30.123Z warn monitor "message" key=value`, without a newline. Values that are undefined are left out. */
export function formatEntry(atMs: number, level: LogLevel, scope: string, message: string, data: LogData): string {
  const pairs = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${escapeText(key)}=${formatValue(value)}`);
  return `${new Date(atMs).toISOString()} ${level} ${escapeText(scope)} ${escapeText(message)}${pairs.join('')}`;
}

function formatValue(value: LogData[string]): string {
  if (typeof value !== 'string') return String(value);
  const escaped = escapeText(value);
  return value !== '' && /^[^\s"=]+$/.test(escaped) ? escaped : `"${escaped.replaceAll('"', String.raw`\"`)}"`;
}

// C0, DEL, C1, line and paragraph separators, and the marks that turn the direction of text.
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\\]/g;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

function escapeText(text: string): string {
  return text.replace(UNSAFE, (char) => SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
