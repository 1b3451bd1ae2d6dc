import type { SettingsStore, StoredSettings } from '../../src/core/ports.ts';

/** A settings file in memory, with every way a file can be wrong. */
export class MemorySettingsStore implements SettingsStore {
  readonly path = '/settings.json';
  value: unknown;
  fault: StoredSettings['fault'] = null;
  failWrites = false;
  writes = 0;
  backups: unknown[] = [];
  /** What was kept of files that were damaged. */
  kept: unknown[] = [];

  constructor(value: unknown = {}) {
    this.value = value;
  }

  read(): StoredSettings {
    return { value: this.value, fault: this.fault };
  }

  write(value: Readonly<Record<string, unknown>>): void {
    if (this.failWrites) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    this.value = structuredClone(value);
    this.fault = null;
    this.writes += 1;
  }

  keepDamaged(): string {
    this.kept.push(structuredClone(this.value));
    return `${this.path}.damaged-${this.kept.length}`;
  }

  backup(): string | null {
    this.backups.push(structuredClone(this.value));
    return `${this.path}.backup-${this.backups.length}`;
  }
}
