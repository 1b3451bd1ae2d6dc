import { useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { formatDuration } from '../../shared/format.ts';
import { useNetworkUnit, useSession, useSnapshot } from '../context.tsx';
import { type PlotOptions, usePlot } from '../hooks/use-plot.ts';
import { scaleTop } from '../logic/chart-scale.ts';
import { type Points, summaryOf, windowStart } from '../logic/points.ts';
import type { Hue } from '../logic/resource-model.ts';
import { unitText } from '../logic/unit-text.ts';
import { type SeriesStore, keyOf } from '../stores/series.ts';
import { strings } from '../strings.ts';
import { dataOf, drawLimit, drawNewest, seriesParts } from './plot-parts.ts';

interface Frame {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly limit: number | null;
}

interface SparklineProps {
  readonly resource: string;
  readonly label: string;
  readonly hue: Hue;
  /** Whose; this machine's when not said. */
  readonly subject?: string;
  /** Where its points are; those of the overview when not said. */
  readonly series?: SeriesStore;
  /** False where the limit of its readings is none of its own: it would lie far above the line. */
  readonly limited?: boolean;
}

/** The last minutes of one resource: 0 to its limit where it has one, newest right, gaps left open. */
export function Sparkline({ resource, label, hue, subject = 'host', series, limited = true }: SparklineProps) {
  const { sparks } = useSession();
  const store = series ?? sparks;
  const networkUnit = useNetworkUnit();
  const points = useStore(store, (state) => state.series.get(keyOf({ subject, resource })));
  const now = useSnapshot(({ at }) => at) ?? 0;
  return (
    <span className={`spark hue-${hue}`} role="img" aria-label={spokenOf(points, label, resource, store.spanMs, networkUnit)}>
      {points === undefined || points.at.length === 0 ? null : (
        // A network's link speed is so far above what it carries that the line would lie on the ground.
        <SparkPlot points={points} limited={limited && resource !== 'network'} from={windowStart(points, now, store.spanMs)} to={now} />
      )}
    </span>
  );
}

function spokenOf(points: Points | undefined, label: string, resource: string, spanMs: number, networkUnit: 'bytes' | 'bits'): string {
  const summary = points === undefined ? null : summaryOf(points);
  if (points === undefined || summary === null) return strings.resources.noHistory(label);
  const text = (value: number | null): string => unitText(value, points.unit, resource, networkUnit);
  return strings.resources.history(label, formatDuration(spanMs), text(summary.last), text(summary.low), text(summary.high));
}

interface SparkPlotProps {
  readonly points: Points;
  readonly limited: boolean;
  readonly from: number;
  readonly to: number;
}

function SparkPlot({ points, limited, from, to }: SparkPlotProps) {
  const element = useRef<HTMLDivElement>(null);
  const data = useMemo(() => dataOf(points), [points]);
  const frame = useMemo(() => frameOf(points, limited, from, to), [points, limited, from, to]);
  usePlot(element, sparkOptions, frame, data);
  return <div ref={element} className="spark-plot" />;
}

function frameOf(points: Points, limited: boolean, from: number, to: number): Frame {
  const limit = limited ? points.limit : null;
  return { from, to, top: scaleTop(limit, summaryOf(points)?.high ?? 0, false), limit };
}

const sparkOptions: PlotOptions<Frame> = (frame, width, height) => ({
  width,
  height,
  ms: 1,
  padding: [1, 3, 2.5, 0],
  legend: { show: false },
  cursor: { show: false },
  axes: [{ show: false }, { show: false }],
  scales: {
    x: { time: false, range: () => [frame().from, frame().to] },
    y: { range: () => [0, frame().top] },
  },
  ...seriesParts(),
  hooks: { draw: [(plot) => drawLimit(plot, frame().limit), drawNewest] },
});
