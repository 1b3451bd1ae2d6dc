import { type RefObject, useEffect, useRef } from 'react';
import uPlot from 'uplot';

/** Makes a chart's options for a size; what changes with every sample (ranges, limits) it reads from a ref of its own. */
export type PlotOptions = (widthPx: number, heightPx: number) => uPlot.Options;

/**
 * A uPlot chart in an element: made once, resized with it, drawn again when the data change and when the colours of the page do.
 * `options` must keep its identity.
 */
export function usePlot(element: RefObject<HTMLDivElement | null>, options: PlotOptions, data: uPlot.AlignedData): RefObject<uPlot | null> {
  const plot = useRef<uPlot | null>(null);
  const newest = useRef(data);

  useEffect(() => {
    newest.current = data;
    plot.current?.setData(data);
  }, [data]);

  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = target;
      if (width === 0 || height === 0) return;
      if (plot.current === null) plot.current = new uPlot(options(width, height), newest.current, target);
      else plot.current.setSize({ width, height });
    });
    observer.observe(target);
    const colors = matchMedia('(prefers-color-scheme: dark)');
    const redraw = (): void => plot.current?.redraw(false);
    colors.addEventListener('change', redraw);
    const themes = new MutationObserver(redraw);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      observer.disconnect();
      themes.disconnect();
      colors.removeEventListener('change', redraw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [element, options]);

  return plot;
}
