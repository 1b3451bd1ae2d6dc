import { type FocusEvent, useRef } from 'react';
import { type CalmOrder, calmOrder } from '../logic/calm-order.ts';

/** Put these on the list's element: they hold the order while pointer or focus is inside. */
export interface HoldProps {
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
  readonly onFocus: () => void;
  readonly onBlur: (blur: FocusEvent<HTMLElement>) => void;
}

/** An order that rows keep while someone reads or points at them. `by` names what it is sorted by: when that changes, it sorts at once. */
export function useCalmOrder(wanted: readonly string[], by: string): { readonly order: readonly string[]; readonly hold: HoldProps } {
  const state = useRef<CalmOrder | null>(null);
  const pointer = useRef(false);
  const focus = useRef(false);
  state.current = calmOrder(state.current, wanted, by, performance.now(), pointer.current || focus.current);
  return {
    order: state.current.order,
    hold: {
      onPointerEnter: () => {
        pointer.current = true;
      },
      onPointerLeave: () => {
        pointer.current = false;
      },
      onFocus: () => {
        focus.current = true;
      },
      onBlur: (blur) => {
        focus.current = blur.currentTarget.contains(blur.relatedTarget);
      },
    },
  };
}
