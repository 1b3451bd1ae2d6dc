import type { SettingsStore } from '../../src/core/ports.ts';

/** A settings file in memory, with every way a file can be wrong. */
export class MemorySettingsStore implements SettingsStore {
  readonly path = '/settings.json';
  value: unknown;
  damaged: { reason: string; keptAs: string } | null = null;
  failWrites = false;
  writes = 0;
  backups: unknown[] = [];

  constructor(value: unknown = null) {
    this.value = value;
  }

  read(): ReturnType<SettingsStore['read']> {
    return { value: this.value, damaged: this.damaged };
  }

  write(value: Readonly<Record<string, unknown>>): void {
    if (this.failWrites) throw new Error('ENOSPC: no space left on device');
    this.value = structuredClone(value);
    this.writes += 1;
  }

  backup(): string | null {
    if (this.value === null) return null;
    this.backups.push(structuredClone(this.value));
    return `${this.path}.backup-${this.backups.length}`;
  }
}
