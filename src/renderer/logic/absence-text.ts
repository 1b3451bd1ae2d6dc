import type { AbsenceReason, AbsentPart } from '../../shared/model/absence.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { strings } from '../strings.ts';

export type AbsenceAction = 'open-settings' | 'open-docs';
export interface AbsenceNote {
  readonly part: string;
  readonly text: string;
  readonly action: { readonly label: string; readonly does: AbsenceAction } | null;
}

/** A moment later there will be a number: nothing to explain. */
const PASSING: ReadonlySet<AbsenceReason> = new Set(['first-sample', 'gap', 'counter-reset']);
/** Many machines have none: its absence is no news. */
const OPTIONAL: ReadonlySet<string> = new Set(['battery', 'gpu']);

export function isPassing(reason: AbsenceReason): boolean {
  return PASSING.has(reason);
}

function textOf({ part, reason }: AbsentPart): string {
  const [group = part] = part.split('.');
  const words = strings.absence;
  const what = words.what[group] ?? part;
  if (group === 'pressure' && (reason === 'not-found' || reason === 'not-supported')) return words.noPsi;
  if (group === 'sensors' && reason === 'switched-off') return words.sensorsOff;
  const sentences: Readonly<Record<AbsenceReason, string>> = {
    'permission-denied': words.denied(what),
    'not-supported': words.notSupported(what),
    'not-found': words.notFound(what),
    'timed-out': words.timedOut(what),
    malformed: words.malformed(what),
    failed: words.failed(what),
    'switched-off': words.switchedOff(what),
    'first-sample': strings.resources.measuring,
    gap: strings.resources.measuring,
    'counter-reset': strings.resources.measuring,
  };
  return sentences[reason];
}

function actionOf({ part, reason }: AbsentPart): AbsenceNote['action'] {
  if (part.startsWith('sensors') && reason === 'switched-off') return { label: strings.absence.sensorsOffAction, does: 'open-settings' };
  if (reason === 'permission-denied') return { label: strings.absence.deniedAction, does: 'open-docs' };
  return null;
}

export function noteOf(absent: AbsentPart): AbsenceNote {
  return { part: absent.part, text: textOf(absent), action: actionOf(absent) };
}

/** Why a part (`disk`) or a field of it (`cpu.usagePercent`) is not there; null when nothing was noted. */
export function absenceOf(snapshot: Snapshot, part: string): AbsentPart | null {
  return snapshot.absent.find((absent) => absent.part === part) ?? null;
}

/** What this machine cannot tell, a sentence for each. Whole groups only: a single field that is missing shows as "—" where it stands. */
export function lastingAbsences(snapshot: Snapshot): AbsenceNote[] {
  const notes = new Map<string, AbsenceNote>();
  for (const absent of snapshot.absent) {
    if (isPassing(absent.reason)) continue;
    const [group = '', field] = absent.part.split('.');
    if (field !== undefined && group !== 'pressure') continue;
    if (OPTIONAL.has(group) && absent.reason !== 'permission-denied') continue;
    const note = noteOf(absent);
    if (!notes.has(note.text)) notes.set(note.text, note);
  }
  return [...notes.values()];
}
