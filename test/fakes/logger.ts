import type { LogData, Logger } from '../../src/core/ports.ts';

export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly scope: string;
  readonly message: string;
  readonly data: LogData | undefined;
}

/** Keeps what was logged. */
export class MemoryLogger implements Logger {
  readonly entries: LogEntry[] = [];

  debug(scope: string, message: string, data?: LogData): void {
    this.entries.push({ level: 'debug', scope, message, data });
  }
  info(scope: string, message: string, data?: LogData): void {
    this.entries.push({ level: 'info', scope, message, data });
  }
  warn(scope: string, message: string, data?: LogData): void {
    this.entries.push({ level: 'warn', scope, message, data });
  }
  error(scope: string, message: string, data?: LogData): void {
    this.entries.push({ level: 'error', scope, message, data });
  }
}
