import { type RefObject, useEffect, useRef } from 'react';
import uPlot from 'uplot';

/** A chart's options for a size. What changes with every sample (ranges, limits) it asks `frame` for at the moment of drawing. */
export type PlotOptions<Frame> = (frame: () => Frame, widthPx: number, heightPx: number) => uPlot.Options;

/**
 * A uPlot chart in an element: made once, resized with it, drawn again when data or frame change and when the colours of the page do.
 * `options` must keep its identity; `frame` and `data` must keep theirs as long as nothing in them changed.
 */
export function usePlot<Frame>(
  element: RefObject<HTMLDivElement | null>,
  options: PlotOptions<Frame>,
  frame: Frame,
  data: uPlot.AlignedData,
): RefObject<uPlot | null> {
  const plot = useRef<uPlot | null>(null);
  const newest = useRef({ frame, data });

  useEffect(() => {
    newest.current = { frame, data };
    plot.current?.setData(data);
  }, [frame, data]);

  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = target;
      if (width === 0 || height === 0) return;
      if (plot.current === null)
        plot.current = new uPlot(
          options(() => newest.current.frame, width, height),
          newest.current.data,
          target,
        );
      else plot.current.setSize({ width, height });
    });
    observer.observe(target);
    const stopFollowing = onColorChange(() => plot.current?.redraw(false));
    return () => {
      observer.disconnect();
      stopFollowing();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [element, options]);

  return plot;
}

/** The theme of the system, its contrast, or the page's own choice. */
function onColorChange(listener: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', listener);
  const themes = new MutationObserver(listener);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    themes.disconnect();
    for (const query of queries) query.removeEventListener('change', listener);
  };
}
