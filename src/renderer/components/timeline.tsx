import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type uPlot from 'uplot';
import { useStore } from 'zustand';
import { formatPercent } from '../../shared/format.ts';
import { useNetworkUnit, useSession, useSnapshot, useUi } from '../context.tsx';
import { type PlotOptions, usePlot } from '../hooks/use-plot.ts';
import { gridValues, scaleTop } from '../logic/chart-scale.ts';
import { type Points, nearestIndex, summaryOf, windowStart } from '../logic/points.ts';
import { clockText } from '../logic/time-text.ts';
import { timelineHues, timelineResources, timelineValues } from '../logic/timeline-values.ts';
import { unitText } from '../logic/unit-text.ts';
import { keyOf } from '../stores/series.ts';
import type { TimelineResource } from '../stores/ui.ts';
import { strings } from '../strings.ts';
import { cssColor, dataOf, drawLimit, drawNewest, seriesParts } from './plot-parts.ts';
import { Section } from './section.tsx';
import { Segmented } from './segmented.tsx';
import { TimelineReadout } from './timeline-readout.tsx';

const options = timelineResources.map((id) => ({ id, label: strings.resources[id] }));

/** The last quarter of an hour of one resource, and a cursor that reads all of them at once. */
export function Timeline() {
  const { ui, timeline } = useSession();
  const resource = useUi(({ timelineOf }) => timelineOf);
  const series = useStore(timeline, (state) => state.series);
  const now = useSnapshot(({ at }) => at) ?? 0;
  const cursor = useUi(({ timelineAt }) => timelineAt);
  const points = series.get(keyOf({ subject: 'host', resource }));
  // A time that was pointed at means nothing to who comes back later.
  useEffect(() => () => ui.setState({ timelineAt: null }), [ui]);
  const from = points === undefined ? now - timeline.spanMs : windowStart(points, now, timeline.spanMs);
  return (
    <Section
      title={strings.timeline.title}
      className="timeline"
      aside={
        <Segmented label={strings.timeline.choose} options={options} value={resource} onChange={(id) => ui.setState({ timelineOf: id })} />
      }
    >
      {points === undefined || summaryOf(points) === null ? (
        <p className="timeline-plot timeline-empty">{strings.timeline.noData}</p>
      ) : (
        <TimelinePlot key={resource} {...{ points, resource, from, now, cursor, series }} />
      )}
      <TimelineReadout at={cursor} from={from} now={now} series={series} />
    </Section>
  );
}

interface Frame {
  readonly from: number;
  readonly now: number;
  readonly limit: number | null;
  readonly high: number;
  readonly label: (value: number) => string;
  readonly setCursor: (at: number | null) => void;
}

interface PlotProps {
  readonly points: Points;
  readonly resource: TimelineResource;
  readonly from: number;
  readonly now: number;
  /** Epoch milliseconds. */
  readonly cursor: number | null;
  readonly series: ReadonlyMap<string, Points>;
}

function TimelinePlot({ points, resource, from, now, cursor, series }: PlotProps) {
  const { ui } = useSession();
  const networkUnit = useNetworkUnit();
  const element = useRef<HTMLDivElement>(null);
  const data = useMemo(() => dataOf(points), [points]);
  const frame = useMemo((): Frame => {
    const limit = resource === 'network' ? null : points.limit;
    const label = (value: number): string =>
      limit === null ? unitText(value, points.unit, resource, networkUnit) : formatPercent((100 * value) / limit);
    return { from, now, limit, high: summaryOf(points)?.high ?? 0, label, setCursor: (timelineAt) => ui.setState({ timelineAt }) };
  }, [points, resource, networkUnit, from, now, ui]);
  const plot = usePlot(element, timelineOptions, frame, data);
  // Escape took it away: the line goes, too, though the pointer is where it was.
  useEffect(() => {
    if (cursor === null && (plot.current?.cursor.left ?? -1) >= 0) hideCursor(plot.current);
  }, [cursor, plot]);
  const index = cursor === null ? points.at.length - 1 : nearestIndex(points.at, cursor);

  function moveBy(steps: number): void {
    const target = points.at[Math.max(0, Math.min(points.at.length - 1, index + steps))];
    const chart = plot.current;
    if (target !== undefined && chart !== null) chart.setCursor({ left: chart.valToPos(target, 'x'), top: 1 });
  }

  function onKeyDown(key: KeyboardEvent): void {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -Infinity, End: Infinity }[key.key];
    if (steps === undefined) return;
    key.preventDefault();
    key.stopPropagation();
    moveBy(steps);
  }

  const at = points.at[index] ?? now;
  const spoken = timelineValues(series, at, networkUnit)
    .map(({ label, text }) => `${label} ${text}`)
    .join(', ');
  return (
    <div
      ref={element}
      className={`timeline-plot hue-${timelineHues[resource]}`}
      role="slider"
      tabIndex={0}
      aria-label={`${strings.timeline.read}, ${strings.resources[resource]}`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, points.at.length - 1)}
      aria-valuenow={Math.max(0, index)}
      aria-valuetext={`${clockText(at)}: ${spoken}`}
      onKeyDown={onKeyDown}
      onBlur={() => hideCursor(plot.current)}
    />
  );
}

function hideCursor(plot: uPlot | null): void {
  plot?.setCursor({ left: -10, top: -10 });
}

const AXIS_FONT = '10px system-ui, sans-serif';
const AXIS_GAP_PX = 5;

/** Three quiet lines, and what they stand for beside the chart: on the curve nobody could read it. As wide as its longest label. */
function yAxis(frame: () => Frame): uPlot.Axis {
  return {
    scale: 'y',
    font: AXIS_FONT,
    gap: AXIS_GAP_PX,
    stroke: (plot) => cssColor(plot, '--chart-label'),
    grid: { stroke: (plot) => cssColor(plot, '--chart-grid'), width: 1 },
    ticks: { show: false },
    splits: () => [...gridValues(frame().limit, frame().high)],
    values: (_, splits) => splits.map((value) => frame().label(value)),
    size(plot, labels) {
      plot.ctx.save();
      plot.ctx.font = AXIS_FONT;
      const widest = Math.max(0, ...(labels ?? []).map((label) => plot.ctx.measureText(label).width));
      plot.ctx.restore();
      return Math.ceil(widest) + AXIS_GAP_PX;
    },
  };
}

const timelineOptions: PlotOptions<Frame> = (frame, width, height) => ({
  width,
  height,
  ms: 1,
  padding: [2, 3, 2.5, 0],
  legend: { show: false },
  select: { show: false, left: 0, top: 0, width: 0, height: 0 },
  cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
  axes: [{ show: false }, yAxis(frame)],
  scales: {
    x: { time: false, range: () => [frame().from, frame().now] },
    y: { range: () => [0, scaleTop(frame().limit, frame().high, true)] },
  },
  ...seriesParts(),
  hooks: {
    draw: [(plot) => drawLimit(plot, frame().limit), drawNewest],
    setCursor: [
      (plot) => {
        const left = plot.cursor.left ?? -1;
        frame().setCursor(left < 0 ? null : plot.posToVal(left, 'x'));
      },
    ],
  },
});
