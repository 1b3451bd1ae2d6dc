import { type FocusEvent, useState } from 'react';
import { type CalmOrder, calmOrder } from '../logic/calm-order.ts';

/** Put these on the list's element: they hold the order while pointer or focus is inside. */
export interface HoldProps {
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
  readonly onFocus: () => void;
  readonly onBlur: (blur: FocusEvent<HTMLElement>) => void;
}

/**
 * An order that rows keep while someone reads or points at them.
 *
 * @param by names what it is sorted by: when that changes, it sorts at once
 * @param nowMs the time of the data, in milliseconds
 */
export function useCalmOrder(
  wanted: readonly string[],
  by: string,
  nowMs: number,
): { readonly order: readonly string[]; readonly hold: HoldProps } {
  const [state, setState] = useState<CalmOrder | null>(null);
  const [pointer, setPointer] = useState(false);
  const [focus, setFocus] = useState(false);
  const next = calmOrder(state, wanted, by, nowMs, pointer || focus);
  if (next !== state) setState(next);
  return {
    order: next.order,
    hold: {
      onPointerEnter: () => setPointer(true),
      onPointerLeave: () => setPointer(false),
      onFocus: () => setFocus(true),
      onBlur: (blur) => setFocus(blur.currentTarget.contains(blur.relatedTarget)),
    },
  };
}
