/** Which rows of a long list of equal rows are to be drawn: from `first` to `end` (exclusive). */
export interface WindowRange {
  readonly first: number;
  readonly end: number;
}

/**
 * @param scrollTopPx how far the list is scrolled
 * @param viewportPx the height that is seen
 * @param overscan rows drawn above and below, so that a small scroll shows no hole
 */
export function windowRange(scrollTopPx: number, viewportPx: number, rowPx: number, count: number, overscan: number): WindowRange {
  if (count <= 0 || rowPx <= 0) return { first: 0, end: 0 };
  const firstSeen = Math.floor(Math.max(0, scrollTopPx) / rowPx);
  const seen = Math.ceil(Math.max(0, viewportPx) / rowPx) + 1;
  const first = Math.max(0, Math.min(firstSeen, count - 1) - overscan);
  return { first, end: Math.min(count, Math.max(firstSeen, first) + seen + overscan) };
}

/** The scroll position that shows a row, nearest to the present one. */
export function scrollToShow(index: number, scrollTopPx: number, viewportPx: number, rowPx: number): number {
  const top = index * rowPx;
  if (top < scrollTopPx) return top;
  return top + rowPx > scrollTopPx + viewportPx ? top + rowPx - viewportPx : scrollTopPx;
}
