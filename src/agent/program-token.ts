import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Disposer, Logger } from '../core/ports.ts';
import { toError } from '../shared/result.ts';

/**
 * Leaves a secret for programs of this user (mode 0600, in the folder of the local socket):
 * `curl -H "Authorization: Bearer $(cat …/agent.token)" http://127.0.0.1:4717/api/snapshot`. The disposer takes it away.
 */
export function writeProgramToken(folder: string, secret: string, logger: Logger): Disposer {
  const path = join(folder, 'agent.token');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // A new file: the mode of an old one, or who had it open, does not count.
    rmSync(path, { force: true });
    writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
  } catch (thrown) {
    logger.warn('agent', 'no token for programs', { path, cause: toError(thrown).message });
  }
  return () => rmSync(path, { force: true });
}
