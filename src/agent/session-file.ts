import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readBoundedFile } from '../core/bounded-file.ts';
import { parseJson, plainWords } from '../core/plain-fault.ts';
import type { Logger } from '../core/ports.ts';
import { writePrivateFile } from '../core/private-file.ts';
import { toError } from '../shared/result.ts';

/** A full list has about 30 kB. */
const MAX_FILE_BYTES = 131_072;

const storedSession = z
  .strictObject({
    /** SHA-256 of the session's secret in hex: who reads the file cannot enter with it. */
    digest: z.string().regex(/^[\da-f]{64}$/),
    right: z.enum(['view', 'control']),
    /** Epoch milliseconds. */
    expiresAt: z.number().min(0),
  })
  .readonly();
export type StoredSession = z.infer<typeof storedSession>;

const sessionFile = z.strictObject({ version: z.literal(1), sessions: z.array(storedSession).max(1_000) });

/** Keeps the sessions of pages over a restart of the agent. Neither member throws: without the file, pages need a new link after it. */
export interface SessionStore {
  /** The oldest first. */
  read(): readonly StoredSession[];
  write(sessions: readonly StoredSession[]): void;
}

/** `agent.sessions` in the folder of the local socket, mode 0600. A damaged one is set aside, and the list begins empty. */
export function createSessionFile(folder: string, logger: Logger): SessionStore {
  const path = join(folder, 'agent.sessions');

  function setAside(fault: string): void {
    const kept = `${path}.damaged`;
    try {
      renameSync(path, kept);
      logger.warn('agent', 'the file of the sessions was damaged and is set aside', { path: kept, fault });
    } catch (thrown) {
      logger.warn('agent', 'the file of the sessions is damaged', { path, fault, kept: plainWords(thrown) });
    }
  }

  return {
    read() {
      let text;
      try {
        text = readBoundedFile(path, MAX_FILE_BYTES);
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') setAside(plainWords(thrown));
        return [];
      }
      try {
        return sessionFile.parse(parseJson(text)).sessions;
      } catch (thrown) {
        setAside(thrown instanceof z.ZodError ? issueText(thrown) : toError(thrown).message);
        return [];
      }
    },
    write(sessions) {
      try {
        writePrivateFile(path, `${JSON.stringify({ version: 1, sessions })}\n`);
      } catch (thrown) {
        logger.warn('agent', 'sessions are not kept over a restart', { path, cause: plainWords(thrown) });
      }
    },
  };
}

function issueText({ issues }: z.ZodError): string {
  const [issue] = issues;
  return issue === undefined ? 'expected a list of sessions' : `${issue.path.join('.')}: ${issue.message}`;
}
