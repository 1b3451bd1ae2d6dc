import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SecretStore } from '../../../src/core/ports.ts';
import { createSecretsFile } from '../../../src/core/secrets-file.ts';

let folder: string;
let path: string;
let secrets: SecretStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-secrets-'));
  path = join(folder, 'private', 'secrets.json');
  secrets = createSecretsFile({ path, now: () => 0 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('secrets in a file', () => {
  test('are kept, replaced and taken away, for this user alone', async () => {
    expect(await secrets.get('mail')).toBeNull();
    await secrets.delete('mail');
    await secrets.set('mail', 'one');
    await secrets.set('slack', 'two');
    await secrets.set('mail', 'three "é"\n');
    const again = createSecretsFile({ path, now: () => 0 });
    expect([await again.get('mail'), await again.get('slack')]).toEqual(['three "é"\n', 'two']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await again.delete('mail');
    expect([await secrets.get('mail'), await secrets.get('slack')]).toEqual([null, 'two']);
  });

  test('are for this user alone again after somebody opened the file to others', async () => {
    await secrets.set('mail', 'one');
    chmodSync(path, 0o644);
    await secrets.get('mail');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test.each(['', '../x', 'A', '__proto__', 'a'.repeat(65)])('have ids that are ids: %j', async (id) => {
    await expect(secrets.get(id)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(secrets.set(id, 'one')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(secrets.delete(id)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('have bounds', async () => {
    await expect(secrets.set('mail', '')).rejects.toThrow('expected 1 to 8192 characters, got 0');
    await expect(secrets.set('mail', 'x'.repeat(8_193))).rejects.toThrow('got 8193');
    expect(await secrets.get('constructor')).toBeNull();
  });

  test.each(['hunter2', '{"version":1,"secrets":{"mail":"hunter2"', '{"version":1,"secrets":{"mail":["hunter2"]}}', ''])(
    'damaged are not shown, not used and not lost: %j',
    async (text) => {
      await secrets.set('x', 'y');
      writeFileSync(path, text);
      const fault = await secrets.get('mail').catch(String);
      expect(fault).toContain(`${path}: expected a file of secrets`);
      expect(fault).not.toContain('hunter2');
      await secrets.set('mail', 'new');
      expect(await secrets.get('mail')).toBe('new');
      const kept = readdirSync(join(folder, 'private')).find((name) => name.includes('damaged'))!;
      expect(readFileSync(join(folder, 'private', kept), 'utf8')).toBe(text);
    },
  );

  test('can be sealed, and then lie there sealed', async () => {
    const seal = {
      seal: async (value: string) => Buffer.from(value).toString('hex'),
      open: async (sealed: string) => Buffer.from(sealed, 'hex').toString(),
    };
    const sealed = createSecretsFile({ path, now: () => 0, seal });
    await sealed.set('mail', 'hunter2');
    expect(readFileSync(path, 'utf8')).not.toContain('hunter2');
    expect(await sealed.get('mail')).toBe('hunter2');
  });
});
