import uPlot from 'uplot';
import { withAlpha } from '../logic/chart-color.ts';
import type { Points } from '../logic/points.ts';

// What sparklines and large charts draw alike: a thin line with a quiet fill, the envelope of thinned columns, a dashed limit, a dot at the
// newest value. Colours come from the page's CSS at the moment of drawing, so that a change of theme needs no new chart.

const LINE_PX = 1.25;
const FILL_ALPHA = 0.16;
const ENVELOPE_ALPHA = 0.28;
const DASH_PX = [3, 3];
const DOT_RADIUS_PX = 2;

const hueOf = (plot: uPlot): string => getComputedStyle(plot.root).color;
export const cssColor = (plot: uPlot, property: string): string => getComputedStyle(plot.root).getPropertyValue(property);

/** Series: mean, max, min, with the envelope between the last two. */
export function seriesParts(): Pick<uPlot.Options, 'series' | 'bands'> {
  const hidden: uPlot.Series = { width: 0, points: { show: false } };
  return {
    series: [
      {},
      {
        stroke: hueOf,
        width: LINE_PX,
        fill: (plot) => withAlpha(hueOf(plot), FILL_ALPHA),
        points: { show: false },
      },
      { ...hidden },
      { ...hidden },
    ],
    bands: [{ series: [2, 3], fill: (plot) => withAlpha(hueOf(plot), ENVELOPE_ALPHA) }],
  };
}

export function dataOf({ at, mean, max, min }: Points): uPlot.AlignedData {
  return [[...at], [...mean], [...max], [...min]];
}

/** A dashed hairline over the whole width at a value. */
export function drawLimit(plot: uPlot, limit: number | null): void {
  if (limit === null) return;
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(limit, 'y', true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = cssColor(plot, '--chart-limit');
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash(DASH_PX.map((px) => px * uPlot.pxRatio));
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** A dot at the newest value; none when the series ends in a gap. */
export function drawNewest(plot: uPlot): void {
  const [at, mean] = plot.data;
  const time = at.at(-1);
  const value = mean?.at(-1);
  if (time === undefined || value === null || value === undefined) return;
  const { ctx } = plot;
  ctx.save();
  ctx.fillStyle = hueOf(plot);
  ctx.beginPath();
  ctx.arc(plot.valToPos(time, 'x', true), plot.valToPos(value, 'y', true), DOT_RADIUS_PX * uPlot.pxRatio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.restore();
}
