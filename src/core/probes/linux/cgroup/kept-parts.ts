import { Absence, type Maybe } from '../../absence.ts';
import type { KernelFiles, KeptFile } from '../kernel-files.ts';
import { Scanner } from '../scan.ts';
import { withBackoff } from '../sources.ts';

/** The files of one cgroup, kept open from read to read. */
export interface KeptParts {
  /** What a file says, read anew at each call. A file that is not there is not asked for at every one. */
  part<T>(path: string, parse: (scanner: Scanner, path: string) => Maybe<T>): () => Maybe<T>;
  /** True when a file went away since the last call. */
  takeLost(): boolean;
  close(): void;
}

export function createKeptParts(files: KernelFiles): KeptParts {
  const scanner = new Scanner();
  const kept: KeptFile[] = [];
  let lost = false;
  return {
    part(path, parse) {
      const file = files.keepSingle(path);
      kept.push(file);
      let there = false;
      const read = withBackoff(path, () => {
        const { buffer, length } = file.read();
        return parse(scanner.reset(buffer, length), path);
      });
      return () => {
        const answer = read();
        const absent = answer instanceof Absence;
        if (there && absent && answer.reason === 'not-found') lost = true;
        there = !absent;
        return answer;
      };
    },
    takeLost() {
      const answer = lost;
      lost = false;
      return answer;
    },
    close: () => kept.forEach((file) => file.close()),
  };
}
