import type { SenderParts } from '../../src/core/alerts/channels/sender-parts.ts';
import { UsedSecrets } from '../../src/core/alerts/channels/used-secrets.ts';
import type { SecretStore } from '../../src/core/ports.ts';
import { createSystemClock } from '../../src/core/system-clock.ts';

/** Secrets in memory. */
export function memorySecrets(values: Readonly<Record<string, string>> = {}): SecretStore {
  const kept = new Map(Object.entries(values));
  return {
    get: async (id) => kept.get(id) ?? null,
    set: async (id, value) => void kept.set(id, value),
    delete: async (id) => void kept.delete(id),
  };
}

/** What senders are made of, with the machine's clock and network. */
export function senderParts(secrets: Readonly<Record<string, string>> = {}): SenderParts {
  return {
    clock: createSystemClock(),
    secrets: new UsedSecrets(memorySecrets(secrets)),
    fetch,
    notifier: { notify: async () => {}, onChoice: () => () => {} },
    environment: process.env,
    hostname: 'test-machine',
    version: '1.2.3',
  };
}
