import { type RefObject, useEffect } from 'react';
import { useSession, useUi } from '../context.tsx';

const SETTLE_MS = 60;
/** A list that scrolls by itself takes all the height that a popover may have. */
const FULL_HEIGHT_PX = 640;

/** In the app the window follows its content: tells the height that everything would need, once it has settled. */
export function usePopoverHeight(frame: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>): void {
  const { actions } = useSession();
  const inApp = useUi(({ info }) => info?.shell === 'app');
  const full = useUi(({ view }) => view === 'processes' || view === 'containers');
  useEffect(() => {
    const [outer, inner] = [frame.current, content.current];
    if (!inApp || outer === null || inner === null) return undefined;
    if (full) {
      actions.resize(FULL_HEIGHT_PX);
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    let told = 0;
    const observer = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        // What is around the content (verdict, footer) plus the content at its full height.
        const around = outer.clientHeight - (inner.parentElement?.clientHeight ?? 0);
        const height = Math.ceil(around + inner.scrollHeight);
        if (height === told || height < 80) return;
        told = height;
        actions.resize(Math.min(height, 4_000));
      }, SETTLE_MS);
    });
    observer.observe(inner);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [actions, inApp, full, frame, content]);
}
