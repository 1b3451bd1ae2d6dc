import { chmodSync, existsSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../shared/result.ts';
import { readBoundedFile } from './bounded-file.ts';
import type { SecretStore } from './ports.ts';
import { writePrivateFile } from './private-file.ts';

/** What makes a secret unreadable in the file, such as the system's keychain. Both reject when it does not work. */
export interface SecretSeal {
  seal(value: string): Promise<string>;
  open(sealed: string): Promise<string>;
}

const VERSION = 1;
const MAX_FILE_BYTES = 1_000_000;
const MAX_SECRET_CHARS = 8_192;
const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

const file = z.object({ version: z.literal(VERSION), secrets: z.record(z.string().regex(ID), z.string()) });
type Secrets = z.infer<typeof file>['secrets'];

const asItIs: SecretSeal = { seal: async (value) => value, open: async (sealed) => sealed };

export interface SecretsFileOptions {
  readonly path: string;
  /** Epoch milliseconds, for the name of a damaged file set aside. */
  readonly now: () => number;
  /** Default: none. The file's mode (0600) is what protects it then. */
  readonly seal?: SecretSeal;
}

/**
 * Secrets in a file that only this user may read. Rejects with an AppError: `invalid-input` for an id or a value that is none, or a damaged
 * file (which is set aside at the next `set`); or with the system's error. No message has any part of the file in it.
 */
export function createSecretsFile({ path, now, seal = asItIs }: SecretsFileOptions): SecretStore {
  function read(): Secrets {
    if (!existsSync(path)) return {};
    // A file that was restored from a backup may be readable for others.
    chmodSync(path, 0o600);
    const secrets = parsed(readBoundedFile(path, MAX_FILE_BYTES));
    if (secrets === null) throw new AppError('invalid-input', `${path}: expected a file of secrets, got something else.`);
    return secrets;
  }
  function readToChange(): Secrets {
    try {
      return read();
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      renameSync(path, `${path}.damaged-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}`);
      return {};
    }
  }
  function write(secrets: Secrets): void {
    writePrivateFile(path, JSON.stringify({ version: VERSION, secrets }));
  }
  return {
    async get(id) {
      checkId(id);
      const secrets = read();
      const sealed = Object.hasOwn(secrets, id) ? secrets[id] : undefined;
      return sealed === undefined ? null : await seal.open(sealed);
    },
    async set(id, value) {
      checkId(id);
      if (value === '' || value.length > MAX_SECRET_CHARS)
        throw new AppError('invalid-input', `Secret ${id}: expected 1 to ${MAX_SECRET_CHARS} characters, got ${value.length}.`);
      const sealed = await seal.seal(value);
      write({ ...readToChange(), [id]: sealed });
    },
    async delete(id) {
      checkId(id);
      const { [id]: gone, ...rest } = read();
      if (gone !== undefined) write(rest);
    },
  };
}

function checkId(id: string): void {
  if (!ID.test(id)) throw new AppError('invalid-input', 'A secret: expected an id of a-z, 0-9 and "-", got something else.');
}

/** Not by the readers that say what they found: it would be a secret. */
function parsed(text: string): Secrets | null {
  try {
    return file.parse(JSON.parse(text)).secrets;
  } catch {
    return null;
  }
}
