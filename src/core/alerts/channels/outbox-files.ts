import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type AlertNotice, alertNotice } from '../../../shared/model/alert.ts';
import { readBoundedFile } from '../../bounded-file.ts';
import { TextFault, parseJson, plainWords } from '../../plain-fault.ts';
import { writePrivateFile } from '../../private-file.ts';
import type { KnownIncident } from './queue.ts';

/** What a channel has still to tell, as it lies on disk. */
export interface StoredOutbox {
  readonly waiting: readonly {
    readonly notice: AlertNotice;
    readonly fired: AlertNotice | null;
    /** Epoch milliseconds. */
    readonly queuedAt: number;
  }[];
  readonly incidents: readonly KnownIncident[];
}

/** Where outboxes lie. */
export interface OutboxStore {
  /** The ids of the channels that have one. Throws the system's error. */
  list(): readonly string[];
  /**
   * What was written last. A damaged file is set aside, and what can be read of it is used: `fault` is one sentence on that. Throws where
   * nobody knows what is in the file: it must not be written over.
   */
  read(channelId: string): StoredOutbox & { readonly fault: string | null };
  /** Replaces it at once: a crash leaves the old or the new one. Throws the system's error. */
  write(channelId: string, outbox: StoredOutbox): void;
  /** Throws the system's error; not when there is none. */
  remove(channelId: string): void;
}

const VERSION = 1;
/** 200 messages of 4 kB, twice over. */
const MAX_BYTES = 2_000_000;
const MAX_ITEMS = 2_000;

const FILE_NAME = /^outbox-([a-z0-9][a-z0-9-]{0,63})\.json$/;
const file = z.object({
  version: z.literal(VERSION),
  waiting: z.array(z.unknown()).max(MAX_ITEMS),
  incidents: z.array(z.unknown()).max(MAX_ITEMS),
});
const waitingItem = z.object({ notice: alertNotice, fired: alertNotice.nullable(), queuedAt: z.number() });
const incidentItem = z.object({ id: z.uuid(), sequence: z.int().min(1), delivered: z.boolean() });

/**
 * Outboxes as files that only this user may read, one for each channel.
 *
 * @param folder is made when the first one is written
 * @param now epoch milliseconds, for the names of files set aside
 */
export function createOutboxFiles(folder: string, now: () => number): OutboxStore {
  const pathOf = (channelId: string): string => join(folder, `outbox-${channelId}.json`);

  function setAside(path: string): string {
    const kept = `${path}.damaged-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}`;
    renameSync(path, kept);
    return kept;
  }

  return {
    list() {
      return namesIn(folder).flatMap((name) => FILE_NAME.exec(name)?.[1] ?? []);
    },
    read(channelId) {
      const path = pathOf(channelId);
      let text;
      try {
        text = readBoundedFile(path, MAX_BYTES);
      } catch (thrown) {
        if (isNotThere(thrown)) return { waiting: [], incidents: [], fault: null };
        throw thrown;
      }
      const { outbox, fault } = parsed(text);
      return { ...outbox, fault: fault === null ? null : `${path}: ${fault}; kept as ${setAside(path)}` };
    },
    write(channelId, { waiting, incidents }) {
      writePrivateFile(pathOf(channelId), JSON.stringify({ version: VERSION, waiting, incidents }));
    },
    remove(channelId) {
      rmSync(pathOf(channelId), { force: true });
    },
  };
}

function isNotThere(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === 'ENOENT';
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    if (isNotThere(thrown)) return [];
    throw thrown;
  }
}

function parsed(text: string): { readonly outbox: StoredOutbox; readonly fault: string | null } {
  let whole;
  try {
    whole = file.parse(parseJson(text));
  } catch (thrown) {
    const why = thrown instanceof TextFault ? plainWords(thrown) : `expected an outbox of version ${VERSION}, got something else`;
    return { outbox: { waiting: [], incidents: [] }, fault: why };
  }
  const waiting = good(whole.waiting, waitingItem);
  const incidents = good(whole.incidents, incidentItem);
  const brokenCount = whole.waiting.length - waiting.length + whole.incidents.length - incidents.length;
  return { outbox: { waiting, incidents }, fault: brokenCount === 0 ? null : `expected messages, got ${brokenCount} that are none` };
}

function good<T>(items: readonly unknown[], schema: z.ZodType<T>): T[] {
  return items.flatMap((item) => {
    const { success, data } = schema.safeParse(item);
    return success ? [data] : [];
  });
}
