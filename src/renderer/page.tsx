import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { ErrorScreen } from './components/error-screen.tsx';
import { SessionProvider } from './context.tsx';
import type { Session } from './session.ts';

/** Draws the page into index.html's `#root`. Throws when there is none. */
export function showPage(session: Session): void {
  const root = document.querySelector('#root');
  if (root === null) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <ErrorScreen>
        <SessionProvider value={session}>
          <App />
        </SessionProvider>
      </ErrorScreen>
    </StrictMode>,
  );
}
