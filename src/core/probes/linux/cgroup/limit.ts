import { Absence, absenceOf, isAbsent, type Maybe } from '../../absence.ts';
import type { LimitLevel, LimitRaw } from '../../raw-cgroup.ts';
import type { KernelFiles } from '../kernel-files.ts';
import { levelsOf, type CgroupPlace } from './place.ts';

// A limit is set by a cgroup and by each of its ancestors: the smallest counts.

/** What a level says: Infinity = that it sets no limit. */
interface Said {
  readonly folder: string;
  readonly value: Maybe<number>;
}

interface LimitQuestion {
  /** Where the cgroup is, or why that cannot be told. */
  readonly place: Maybe<CgroupPlace>;
  /** Which file says it, for the evidence. */
  readonly file: string;
  /** The limit that a folder sets: Infinity for none; throws where it cannot be read. */
  readonly read: (folder: string) => number;
  /** What the machine has: a limit of as much or more changes nothing. Null where it is not known. */
  readonly machineValue: number | null;
  /** Folders to ask; every level by default. */
  readonly levels?: readonly string[];
  /** The smallest limit over all ancestors, those that cannot be seen too, where the cgroup says it. */
  readonly hierarchical?: number | null;
}

/** The limit over a cgroup and its ancestors. A file that is missing at a level says nothing about it; one that is bad makes it unknown. */
export function effectiveLimit(files: KernelFiles, question: LimitQuestion): LimitRaw {
  const { place, file, machineValue, hierarchical = null } = question;
  if (isAbsent(place)) return unknown(place);
  const said = (question.levels ?? levelsOf(place)).map((folder): Said => ({
    folder,
    value: readValue(`${folder}/${file}`, () => question.read(folder)),
  }));
  const levels = said
    .filter((level): level is LimitLevel & Said => typeof level.value === 'number' && Number.isFinite(level.value))
    .map(({ folder, value }): LimitLevel => ({ path: folder, value }));
  const least = levels.reduce<LimitLevel | null>((best, level) => (best === null || level.value < best.value ? level : best), null);
  if (hierarchical !== null && Number.isFinite(hierarchical) && (least === null || hierarchical < least.value)) {
    return bound(
      levels,
      { value: hierarchical, path: null },
      machineValue,
      `${place.folder}: an ancestor that cannot be seen sets ${hierarchical}`,
    );
  }
  if (least !== null) return bound(levels, least, machineValue, `${least.path}/${file}: ${least.value}`);
  const failed = said.find(({ value }) => isAbsent(value) && value.reason !== 'not-found');
  if (failed !== undefined && isAbsent(failed.value)) return unknown(failed.value);
  const silent = said.find(({ value }) => !isAbsent(value));
  if (silent !== undefined) {
    const seen = place.hidesAncestors ? 'no limit visible from here' : 'no limit';
    return { kind: 'unlimited', hidesAncestors: place.hidesAncestors, levels, evidence: `${silent.folder}/${file}: ${seen}` };
  }
  // The root of a machine has no such files, nor has a cgroup for which the controller is not switched on: nothing limits them.
  if (!place.hidesAncestors && files.exists(place.folder)) {
    return { kind: 'unlimited', hidesAncestors: false, levels, evidence: `no ${file} from ${place.folder} up to ${place.top}` };
  }
  return unknown(new Absence('not-found', `${place.folder}/${file}: ENOENT`));
}

/** What a file says. `read` may throw the system's error or, for what it says, a RangeError. */
export function readValue<T>(path: string, read: () => T): Maybe<T> {
  try {
    return read();
  } catch (thrown) {
    return thrown instanceof RangeError ? new Absence('malformed', `${path}: ${thrown.message}`) : absenceOf(thrown, path);
  }
}

function bound(
  levels: readonly LimitLevel[],
  { value, path }: { readonly value: number; readonly path: string | null },
  machineValue: number | null,
  evidence: string,
): LimitRaw {
  if (machineValue === null || value < machineValue) return { kind: 'limited', value, path, levels, evidence };
  return { kind: 'not-effective', value, path, machineValue, levels, evidence: `${evidence}, the machine has ${machineValue}` };
}

export function unknown(absence: Absence): LimitRaw {
  return { kind: 'unknown', absence, levels: [], evidence: absence.detail };
}
