import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/feedback.css';
import './styles/overview.css';
import './styles/owners.css';
import './styles/views.css';
import './styles/wide.css';
import { App } from './app.tsx';
import { createBridge } from './bridge.ts';
import { ErrorScreen } from './components/error-screen.tsx';
import { SessionProvider } from './context.tsx';
import { createSession } from './session.ts';

const session = createSession(createBridge(), {
  isVisible: () => document.visibilityState === 'visible',
  onVisibility(listener) {
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  },
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
});
session.start();

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
