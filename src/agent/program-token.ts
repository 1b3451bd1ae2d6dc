import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Disposer, Logger } from '../core/ports.ts';
import { writePrivateFile } from '../core/private-file.ts';
import { toError } from '../shared/result.ts';

/**
 * Leaves a secret for programs of this user (mode 0600, in the folder of the local socket):
 * `curl -H "Authorization: Bearer $(cat …/agent.token)" http://127.0.0.1:4717/api/snapshot`. The disposer takes it away.
 */
export function writeProgramToken(folder: string, secret: string, logger: Logger): Disposer {
  const path = join(folder, 'agent.token');
  try {
    writePrivateFile(path, `${secret}\n`);
  } catch (thrown) {
    logger.warn('agent', 'no token for programs', { path, cause: toError(thrown).message });
  }
  return () => rmSync(path, { force: true });
}
