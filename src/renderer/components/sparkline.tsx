import { useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { formatDuration } from '../../shared/format.ts';
import { useNetworkUnit, useSession, useSnapshot } from '../context.tsx';
import { type PlotOptions, usePlot } from '../hooks/use-plot.ts';
import { scaleTop } from '../logic/chart-scale.ts';
import { type Points, summaryOf, windowStart } from '../logic/points.ts';
import type { Hue } from '../logic/resource-model.ts';
import { unitText } from '../logic/unit-text.ts';
import { keyOf } from '../stores/series.ts';
import { strings } from '../strings.ts';
import { dataOf, drawLimit, drawNewest, seriesParts } from './plot-parts.ts';

interface Frame {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly limit: number | null;
}

/** The last minutes of one resource: 0 to its limit where it has one, newest right, gaps left open. */
export function Sparkline({ resource, label, hue }: { readonly resource: string; readonly label: string; readonly hue: Hue }) {
  const { sparks } = useSession();
  const networkUnit = useNetworkUnit();
  const points = useStore(sparks, ({ series }) => series.get(keyOf({ subject: 'host', resource })));
  const now = useSnapshot(({ at }) => at) ?? 0;
  return (
    <span className={`spark hue-${hue}`} role="img" aria-label={spokenOf(points, label, resource, sparks.spanMs, networkUnit)}>
      {points === undefined || points.at.length === 0 ? null : (
        <SparkPlot points={points} resource={resource} from={windowStart(points, now, sparks.spanMs)} to={now} />
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
  readonly resource: string;
  readonly from: number;
  readonly to: number;
}

function SparkPlot({ points, resource, from, to }: SparkPlotProps) {
  const element = useRef<HTMLDivElement>(null);
  const data = useMemo(() => dataOf(points), [points]);
  const frame = useMemo(() => frameOf(points, resource, from, to), [points, resource, from, to]);
  usePlot(element, sparkOptions, frame, data);
  return <div ref={element} className="spark-plot" />;
}

function frameOf(points: Points, resource: string, from: number, to: number): Frame {
  // A network's link speed is so far above what it carries that the line would lie on the ground.
  const limit = resource === 'network' ? null : points.limit;
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
