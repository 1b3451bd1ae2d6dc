import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { App } from '../../../src/renderer/app.tsx';
import type { Bridge } from '../../../src/renderer/bridge.ts';
import { SessionProvider } from '../../../src/renderer/context.tsx';
import { createSession } from '../../../src/renderer/session.ts';
import type { ConnectionState } from '../../../src/renderer/socket-api.ts';
import { strings } from '../../../src/renderer/strings.ts';

function markup(state: ConnectionState): string {
  const connection = createStore(() => ({ state }));
  const bridge = { api: { on: () => () => {} }, connection, retry() {}, close() {} } as unknown as Bridge;
  const session = createSession(bridge, { isVisible: () => true, onVisibility: () => () => {}, setTimer: () => () => {} });
  return renderToStaticMarkup(
    <SessionProvider value={session}>
      <App />
    </SessionProvider>,
  );
}

describe('the page before the first answer', () => {
  it('has its shape and no number', () => {
    const html = markup('connecting');
    expect(html).toContain(strings.verdict.waiting);
    expect(html.match(/class="skeleton /g)).toHaveLength(2);
    for (const title of [strings.owners.title, strings.timeline.title, strings.facts.title]) expect(html).toContain(title);
    expect(html).not.toMatch(/>0(%| B| c)?</);
  });

  it('says how to get access when it has none, and nothing else', () => {
    const html = markup('refused');
    expect(html).toContain(strings.connection.refusedCommand);
    expect(html).not.toContain(strings.owners.title);
  });
});
