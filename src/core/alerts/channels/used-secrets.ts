import { plainWords } from '../../plain-fault.ts';
import type { SecretStore } from '../../ports.ts';
import { DeliveryError } from './send.ts';

const PREFIX = 'secret:';
const HIDDEN = '•••';

/** The secrets of one channel: reads them, and takes them out of whatever is told about it. */
export class UsedSecrets {
  readonly #store: SecretStore;
  readonly #seen = new Set<string>();

  constructor(store: SecretStore) {
    this.#store = store;
  }

  /** The secret behind "secret:<id>". Rejects with a DeliveryError: who looks at the channel can set it, and then it works. */
  async read(reference: string): Promise<string> {
    let value;
    try {
      value = await this.#store.get(reference.slice(PREFIX.length));
    } catch (thrown) {
      throw new DeliveryError(`${reference} cannot be read: ${plainWords(thrown)}`);
    }
    if (value === null) throw new DeliveryError(`${reference} is not kept on this machine: set it again`);
    this.#seen.add(value);
    return value;
  }

  /** The text without any secret that was read, however it was written into it: servers and libraries quote what they were sent. */
  hide(text: string): string {
    const forms = [...this.#seen].flatMap((value) => [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString('base64'),
      JSON.stringify(value).slice(1, -1),
    ]);
    // The longest first: a form may be a part of another.
    return forms.sort((a, b) => b.length - a.length).reduce((shown, form) => shown.replaceAll(form, HIDDEN), text);
  }
}
