import type { SafeStorage } from 'electron';
import type { SecretStore } from '../../core/ports.ts';
import { type SecretSeal, createSecretsFile } from '../../core/secrets-file.ts';
import { AppError } from '../../shared/result.ts';

export interface SealedSecretsParts {
  readonly safeStorage: Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>;
  /** Not the agent's file, which it could not read when it is sealed. */
  readonly path: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Secrets sealed with a key that lies in the system's keychain. To be used after the app is ready. Rejects with an AppError: `not-supported`
 * where there is no keychain (some Linux desktops), `permission-denied` for what another user, or another key, has sealed.
 */
export function createSealedSecrets({ safeStorage, path, now }: SealedSecretsParts): SecretStore {
  async function requireKeychain(): Promise<void> {
    if (!(await safeStorage.isAsyncEncryptionAvailable()))
      throw new AppError('not-supported', 'This desktop has no keychain that is open: secrets cannot be kept here.');
  }
  const seal: SecretSeal = {
    async seal(value) {
      await requireKeychain();
      return (await safeStorage.encryptStringAsync(value)).toString('base64');
    },
    async open(sealed) {
      await requireKeychain();
      try {
        return (await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'))).result;
      } catch {
        // Without its cause: nothing of what was sealed is to be told.
        throw new AppError('permission-denied', `${path}: a secret was sealed with another key. Set it again.`);
      }
    },
  };
  return createSecretsFile({ path, now, seal });
}
