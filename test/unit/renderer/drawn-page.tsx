import { renderToStaticMarkup } from 'react-dom/server';
import { createStore } from 'zustand/vanilla';
import { App } from '../../../src/renderer/app.tsx';
import type { Bridge } from '../../../src/renderer/bridge.ts';
import { SessionProvider } from '../../../src/renderer/context.tsx';
import { createSession } from '../../../src/renderer/session.ts';
import type { Info } from '../../../src/shared/ipc/contract.ts';
import type { Snapshot } from '../../../src/shared/model/snapshot.ts';
import { ok } from '../../../src/shared/result.ts';
import type { PageView } from '../../../src/shared/views.ts';
import { emptySnapshot } from '../../fakes/snapshots.ts';

/** Epoch milliseconds of the snapshot that is drawn. */
export const NOW = 100_000;

/** The page as it is drawn from a snapshot. @param open what is open in the overview, as the page's state has it */
export async function pageOf(
  parts: Partial<Snapshot>,
  info: Partial<Info> = {},
  view: PageView = 'overview',
  open: readonly string[] = [],
): Promise<string> {
  const connection = createStore(() => ({ state: 'open' as const }));
  const bridge = { api: { on: () => () => {} }, connection, retry() {}, close() {} } as unknown as Bridge;
  const session = createSession(bridge, { isVisible: () => true, onVisibility: () => () => {}, setTimer: () => () => {} });
  await session.replica.load(() => Promise.resolve(ok({ seq: 1, snapshot: { ...emptySnapshot, at: NOW, ...parts } })));
  session.ui.setState({
    view,
    open: new Set(open),
    info: { right: 'control', shell: 'agent', notices: [], newLink: null, ...info } as Info,
  });
  // Drawn without a browser, a store shows what it began with.
  for (const store of [session.replica, session.ui]) store.getInitialState = store.getState as never;
  return renderToStaticMarkup(
    <SessionProvider value={session}>
      <App />
    </SessionProvider>,
  );
}
