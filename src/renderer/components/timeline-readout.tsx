import { formatDuration } from '../../shared/format.ts';
import { useNetworkUnit } from '../context.tsx';
import type { Points } from '../logic/points.ts';
import { clockText } from '../logic/time-text.ts';
import { timelineHues, timelineValues } from '../logic/timeline-values.ts';
import { strings } from '../strings.ts';

interface TimelineReadoutProps {
  /** The time pointed at, in epoch milliseconds; null = now. */
  readonly at: number | null;
  readonly from: number;
  readonly now: number;
  readonly series: ReadonlyMap<string, Points>;
}

/** Below the chart: the time it shows, and what every resource was at the moment pointed at. Its height is always the same. */
export function TimelineReadout({ at, from, now, series }: TimelineReadoutProps) {
  const networkUnit = useNetworkUnit();
  return (
    <>
      <div className="time-axis">
        <span>{strings.timeline.ago(formatDuration(now - from))}</span>
        {at === null ? null : <strong>{strings.timeline.at(clockText(at))}</strong>}
        <span>{strings.timeline.now}</span>
      </div>
      <dl className="readout">
        {timelineValues(series, at ?? now, networkUnit).map(({ id, label, text }) => (
          <div key={id}>
            <dt>
              <i className={`dot hue-${timelineHues[id]}`} />
              {label}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
