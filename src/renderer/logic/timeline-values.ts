import { keyOf } from '../stores/series.ts';
import type { TimelineResource } from '../stores/ui.ts';
import { strings } from '../strings.ts';
import { type Points, valueAt } from './points.ts';
import type { Hue } from './resource-model.ts';
import { unitText } from './unit-text.ts';

export const timelineResources: readonly TimelineResource[] = ['cpu', 'memory', 'diskIo', 'network'];
export const timelineHues: Readonly<Record<TimelineResource, Hue>> = { cpu: 'cpu', memory: 'memory', diskIo: 'disk', network: 'network' };

export interface TimelineValue {
  readonly id: TimelineResource;
  readonly label: string;
  readonly text: string;
}

/** What every resource of the timeline was at one moment. @param at epoch milliseconds */
export function timelineValues(series: ReadonlyMap<string, Points>, at: number, networkUnit: 'bytes' | 'bits'): TimelineValue[] {
  return timelineResources.map((id) => {
    const points = series.get(keyOf({ subject: 'host', resource: id }));
    const value = points === undefined ? null : valueAt(points, at);
    return { id, label: strings.resources[id], text: unitText(value, points?.unit ?? 'count', id, networkUnit) };
  });
}
