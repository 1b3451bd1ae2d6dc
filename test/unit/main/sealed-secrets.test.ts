import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SealedSecretsParts, createSealedSecrets } from '../../../src/main/secrets/sealed-secrets.ts';

/** A keychain with a key of its own: what it seals is really sealed. */
class FakeKeychain {
  available = true;
  readonly #key = randomBytes(32);
  isAsyncEncryptionAvailable = async (): Promise<boolean> => this.available;
  encryptStringAsync = async (text: string): Promise<Buffer> => {
    const start = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, start);
    const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
    return Buffer.concat([start, cipher.getAuthTag(), sealed]);
  };
  decryptStringAsync = async (sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(12, 28));
    return { result: Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString(), shouldReEncrypt: false };
  };
}

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-sealed-'));
  path = join(folder, 'secrets-app.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const secretsWith = (safeStorage: SealedSecretsParts['safeStorage']) => createSealedSecrets({ safeStorage, path, now: () => 0 });

it('a secret lies sealed on disk, and comes back', async () => {
  const keychain = new FakeKeychain();
  await secretsWith(keychain).set('mail', 'hunter2 é');
  const file = readFileSync(path, 'utf8');
  expect(file).not.toContain('hunter2');
  expect(file).not.toContain(Buffer.from('hunter2').toString('base64').slice(0, 8));
  expect(await secretsWith(keychain).get('mail')).toBe('hunter2 é');
  expect(await secretsWith(keychain).get('slack')).toBeNull();
});

it('one that another key has sealed is not opened, and can be set again', async () => {
  await secretsWith(new FakeKeychain()).set('mail', 'hunter2');
  const other = secretsWith(new FakeKeychain());
  await expect(other.get('mail')).rejects.toMatchObject({ code: 'permission-denied' });
  await other.set('mail', 'new');
  expect(await other.get('mail')).toBe('new');
});

it('without a keychain nothing is written', async () => {
  const keychain = new FakeKeychain();
  keychain.available = false;
  await expect(secretsWith(keychain).set('mail', 'hunter2')).rejects.toMatchObject({ code: 'not-supported' });
  expect(() => readFileSync(path)).toThrow('ENOENT');
});
