import { describe, expect, test } from 'vitest';
import { type Timeline, expectedOf, run } from './timeline.ts';
import { levelTimelines } from './level-timelines.ts';
import { noticeTimelines } from './notice-timelines.ts';
import { timeTimelines } from './time-timelines.ts';

const named = (list: readonly Timeline[]): [string, Timeline][] => list.map((one) => [one.name, one]);

describe.each([
  ['levels', levelTimelines],
  ['notices', noticeTimelines],
  ['time', timeTimelines],
])('%s', (_what, list) => {
  test.each(named(list))('%s', (_name, timeline) => {
    expect(run(timeline)).toEqual(expectedOf(timeline.expected));
  });
});
