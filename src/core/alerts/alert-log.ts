import type { AlertRecord } from '../../shared/model/alert.ts';

const RETENTION_MS = 30 * 86_400_000;
/** A month of storms need not be kept whole. */
const MAX_RECORDS = 5_000;

/** When an entry was of interest last. */
const lastAtOf = ({ firedAt, resolvedAt }: AlertRecord): number => resolvedAt ?? firedAt;

/** What fired, by the incident's id, in the order of firing. An entry is changed in place, and goes only after its retention. */
export class AlertLog {
  readonly #records = new Map<string, AlertRecord>();

  constructor(records: readonly AlertRecord[] = []) {
    for (const record of records) this.#records.set(record.id, record);
  }

  /** The newest first. */
  get list(): readonly AlertRecord[] {
    return [...this.#records.values()].toReversed();
  }

  get firing(): readonly AlertRecord[] {
    return this.list.filter(({ state }) => state === 'firing');
  }

  put(records: readonly AlertRecord[]): void {
    for (const record of records) this.#records.set(record.id, record);
  }

  /** What fires stays, however old. @param at epoch milliseconds now */
  forgetOld(at: number): void {
    for (const [id, record] of this.#records) {
      const tooMany = this.#records.size > MAX_RECORDS;
      if (record.state === 'resolved' && (tooMany || at - lastAtOf(record) > RETENTION_MS)) this.#records.delete(id);
    }
  }
}
