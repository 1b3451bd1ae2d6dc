import { promises } from 'node:fs';
import type { Clock, Disposer } from '../../ports.ts';
import { Absence, absenceOf } from '../absence.ts';
import type { PartitionRaw } from '../raw.ts';

export type Space = PartitionRaw['space'];

/** A file system to be asked. `place` is a path on this machine; `name` says it in messages. */
export interface SpaceTarget {
  readonly place: string;
  readonly name: string;
  /** The device number that must be mounted there; null = any. */
  readonly deviceNumber: number | null;
  /** It may never answer: it gets one thread of Node's pool at most. */
  readonly remote: boolean;
}

/** What `statfs` answers: sizes in blocks of `frsize` bytes (`bsize` is the size to read in, and the same where `frsize` is not told). */
export interface FileSystemStats {
  readonly bsize: number;
  readonly frsize?: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}

/** The calls that may hang. */
export interface FileSystemCalls {
  statfs(place: string): Promise<FileSystemStats>;
  deviceNumber(place: string): Promise<number>;
}

/** Node's pool has four threads, and a dead disk or server holds one until it answers: so many may be held, here, at one time. */
const MAX_IN_FLIGHT = 2;
/** For all file systems of one read together. */
const TIME_LIMIT_MS = 1_000;

export interface SpaceReader {
  /** Asks all, in the order given; never rejects. What has not answered after 1 s is absent, and is not asked again before it has. */
  read(targets: readonly SpaceTarget[]): Promise<Space[]>;
}

export function createSpaceReader(clock: Clock, calls: FileSystemCalls = nodeCalls): SpaceReader {
  const inFlight = new Map<string, SpaceTarget>();

  async function ask(target: SpaceTarget): Promise<Space> {
    inFlight.set(target.place, target);
    try {
      return await askSpace(target, calls);
    } catch (thrown) {
      return absenceOf(thrown, target.name);
    } finally {
      inFlight.delete(target.place);
    }
  }

  return {
    async read(targets) {
      const answers = targets.map((target): Space => lateAnswer(target, inFlight));
      const due = [...targets.keys()].filter((index) => !inFlight.has((targets[index] as SpaceTarget).place));
      const local = due.filter((index) => !(targets[index] as SpaceTarget).remote);
      const remote = due.filter((index) => (targets[index] as SpaceTarget).remote);
      const reading = { open: true };

      async function work(queue: number[]): Promise<void> {
        for (let index = queue.shift(); reading.open && index !== undefined; index = queue.shift()) {
          const answer = await ask(targets[index] as SpaceTarget);
          if (reading.open) answers[index] = answer;
        }
      }
      const workers: Promise<void>[] = [];
      const free = MAX_IN_FLIGHT - inFlight.size;
      const remoteHangs = [...inFlight.values()].some((target) => target.remote);
      if (free > 0) workers.push(work(local));
      // One thread is kept for the local ones, and one helps them when the remote ones are done.
      if (free > 1) workers.push((remoteHangs ? Promise.resolve() : work(remote)).then(() => work(local)));
      await withLimit(clock, Promise.all(workers));
      reading.open = false;
      return answers;
    },
  };
}

async function withLimit(clock: Clock, work: Promise<unknown>): Promise<void> {
  let stopTimer: Disposer = () => {};
  const late = new Promise<void>((resolve) => {
    stopTimer = clock.setTimer(resolve, TIME_LIMIT_MS);
  });
  await Promise.race([work, late]);
  stopTimer();
}

function lateAnswer(target: SpaceTarget, inFlight: ReadonlyMap<string, SpaceTarget>): Space {
  if (inFlight.has(target.place)) return new Absence('timed-out', `${target.name}: has not answered since an earlier read`);
  return new Absence('timed-out', `${target.name}: no answer within ${TIME_LIMIT_MS} ms`);
}

async function askSpace(target: SpaceTarget, calls: FileSystemCalls): Promise<Space> {
  if (target.deviceNumber !== null && (await calls.deviceNumber(target.place)) !== target.deviceNumber) {
    return new Absence('not-found', `${target.name}: another file system is mounted at ${target.place}`);
  }
  const stats = await calls.statfs(target.place);
  const blockBytes = stats.frsize ?? stats.bsize;
  const totalBytes = stats.blocks * blockBytes;
  const freeBytes = stats.bfree * blockBytes;
  if (!(totalBytes > 0 && freeBytes >= 0 && freeBytes <= totalBytes && Number.isFinite(totalBytes))) {
    return new Absence('not-supported', `${target.name}: the file system says no size`);
  }
  // btrfs and others make inodes as they need them.
  const hasInodes = stats.files > 0 && stats.ffree >= 0 && stats.ffree <= stats.files;
  return {
    totalBytes,
    freeBytes,
    // Negative in some answers when the blocks kept for root are in use.
    availableBytes: Math.min(Math.max(stats.bavail * blockBytes, 0), freeBytes),
    inodesTotal: hasInodes ? stats.files : null,
    inodesFree: hasInodes ? stats.ffree : null,
  };
}

const nodeCalls: FileSystemCalls = {
  statfs: (place) => promises.statfs(place),
  deviceNumber: async (place) => (await promises.stat(place)).dev,
};
