import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { useStore } from 'zustand';
import { formatDuration, formatPercent } from '../../shared/format.ts';
import { useNetworkUnit, useSession, useSnapshot, useUi } from '../context.tsx';
import { type PlotOptions, usePlot } from '../hooks/use-plot.ts';
import { gridValues, scaleTop } from '../logic/chart-scale.ts';
import { type Points, nearestIndex, summaryOf, windowStart } from '../logic/points.ts';
import type { Hue } from '../logic/resource-model.ts';
import { clockText } from '../logic/time-text.ts';
import { unitText } from '../logic/unit-text.ts';
import { keyOf } from '../stores/series.ts';
import type { TimelineResource } from '../stores/ui.ts';
import { strings } from '../strings.ts';
import { cssColor, dataOf, drawLimit, drawNewest, seriesParts } from './plot-parts.ts';
import { Section } from './section.tsx';
import { Segmented } from './segmented.tsx';

const resources: readonly TimelineResource[] = ['cpu', 'memory', 'diskIo', 'network'];
const hues: Readonly<Record<TimelineResource, Hue>> = { cpu: 'cpu', memory: 'memory', diskIo: 'disk', network: 'network' };
const options = resources.map((id) => ({ id, label: strings.resources[id] }));

/** The last quarter of an hour of one resource, and a cursor that reads all of them at once. */
export function Timeline() {
  const { ui, timeline } = useSession();
  const resource = useUi(({ timelineOf }) => timelineOf);
  const series = useStore(timeline, (state) => state.series);
  const now = useSnapshot(({ at }) => at) ?? 0;
  const [cursor, setCursor] = useState<number | null>(null);
  const points = series.get(keyOf({ subject: 'host', resource }));
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
        <TimelinePlot key={resource} {...{ points, resource, from, now, cursor, setCursor }} />
      )}
      <Readout at={cursor} from={from} now={now} series={series} />
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
  readonly cursor: number | null;
  readonly setCursor: (at: number | null) => void;
}

function TimelinePlot({ points, resource, from, now, cursor, setCursor }: PlotProps) {
  const networkUnit = useNetworkUnit();
  const element = useRef<HTMLDivElement>(null);
  const text = (value: number | null): string => unitText(value, points.unit, resource, networkUnit);
  const data = useMemo(() => dataOf(points), [points]);
  const frame = useMemo((): Frame => {
    const limit = resource === 'network' ? null : points.limit;
    const label = (value: number): string =>
      limit === null ? unitText(value, points.unit, resource, networkUnit) : formatPercent((100 * value) / limit);
    return { from, now, limit, high: summaryOf(points)?.high ?? 0, label, setCursor };
  }, [points, resource, networkUnit, from, now, setCursor]);
  const plot = usePlot(element, timelineOptions, frame, data);
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
  return (
    <div
      ref={element}
      className={`timeline-plot hue-${hues[resource]}`}
      role="slider"
      tabIndex={0}
      aria-label={`${strings.timeline.read}, ${strings.resources[resource]}`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, points.at.length - 1)}
      aria-valuenow={Math.max(0, index)}
      aria-valuetext={`${clockText(at)}: ${text(points.mean[index] ?? null)}`}
      onKeyDown={onKeyDown}
      onBlur={() => plot.current?.setCursor({ left: -10, top: -10 })}
    />
  );
}

const timelineOptions: PlotOptions<Frame> = (frame, width, height) => ({
  width,
  height,
  ms: 1,
  padding: [2, 3, 2.5, 0],
  legend: { show: false },
  select: { show: false, left: 0, top: 0, width: 0, height: 0 },
  cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
  axes: [{ show: false }, { show: false }],
  scales: {
    x: { time: false, range: () => [frame().from, frame().now] },
    y: { range: () => [0, scaleTop(frame().limit, frame().high, true)] },
  },
  ...seriesParts(),
  hooks: {
    drawClear: [(plot) => drawGrid(plot, frame())],
    draw: [(plot) => drawLimit(plot, frame().limit), drawNewest, (plot) => drawLabels(plot, frame())],
    setCursor: [
      (plot) => {
        const left = plot.cursor.left ?? -1;
        frame().setCursor(left < 0 ? null : plot.posToVal(left, 'x'));
      },
    ],
  },
});

const LABEL_PX = 10;

function drawGrid(plot: uPlot, { limit, high }: Frame): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = cssColor(plot, '--chart-grid');
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const value of gridValues(limit, high)) {
    const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
  }
  ctx.stroke();
  ctx.restore();
}

/** Inside the chart, over the fill: on the left, where the oldest values are. Small charts have room for the middle one only. */
function drawLabels(plot: uPlot, { limit, high, label }: Frame): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const values = gridValues(limit, high);
  ctx.save();
  ctx.font = `${LABEL_PX * ratio}px ${getComputedStyle(plot.root).fontFamily}`;
  ctx.lineWidth = 3 * ratio;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = cssColor(plot, '--chart-paper');
  ctx.fillStyle = cssColor(plot, '--chart-label');
  ctx.textBaseline = 'bottom';
  for (const value of bbox.height / ratio < 120 ? [values[1]] : values) {
    const at = [bbox.left + 2 * ratio, plot.valToPos(value, 'y', true) - ratio] as const;
    ctx.strokeText(label(value), ...at);
    ctx.fillText(label(value), ...at);
  }
  ctx.restore();
}

interface ReadoutProps {
  readonly at: number | null;
  readonly from: number;
  readonly now: number;
  readonly series: ReadonlyMap<string, Points>;
}

/** Below the chart: the ends of the time shown; with a cursor, what all resources were at that moment. */
function Readout({ at, from, now, series }: ReadoutProps) {
  const networkUnit = useNetworkUnit();
  if (at === null) {
    return (
      <div className="readout">
        <span>{strings.timeline.ago(formatDuration(now - from))}</span>
        <span className="push">{strings.timeline.now}</span>
      </div>
    );
  }
  return (
    <div className="readout">
      <span className="readout-time">{clockText(at)}</span>
      {resources.map((resource) => {
        const points = series.get(keyOf({ subject: 'host', resource }));
        const value = points?.mean[nearestIndex(points.at, at)] ?? null;
        return (
          <span key={resource} className="readout-value" title={strings.resources[resource]}>
            <i className={`dot hue-${hues[resource]}`} />
            <span className="hidden">{strings.resources[resource]} </span>
            {unitText(value, points?.unit ?? 'count', resource, networkUnit)}
          </span>
        );
      })}
    </div>
  );
}
