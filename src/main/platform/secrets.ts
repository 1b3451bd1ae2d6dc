import { join } from 'node:path';
import { safeStorage } from 'electron';
import type { SecretStore } from '../../core/ports.ts';
import { createSecretsFile } from '../../core/secrets-file.ts';

/** Secrets sealed by the system's keychain. Linux without a keyring seals with a key of its own: there the file's mode protects them. */
export function createAppSecrets(folder: string, now: () => number): SecretStore {
  return createSecretsFile({
    path: join(folder, 'secrets.json'),
    now,
    seal: {
      seal: async (value) => safeStorage.encryptString(value).toString('base64'),
      open: async (sealed) => safeStorage.decryptString(Buffer.from(sealed, 'base64')),
    },
  });
}
