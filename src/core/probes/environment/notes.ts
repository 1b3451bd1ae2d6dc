import type { Evidence } from '../../../shared/model/environment.ts';

/** Takes down what was found, in the order in which it was found. */
export class Notes {
  readonly #list: Evidence[] = [];

  add(about: Evidence['about'], source: string, found: string, says: string): void {
    this.#list.push({ about, source, found: found.slice(0, 300), says });
  }

  get list(): readonly Evidence[] {
    return this.#list;
  }
}
