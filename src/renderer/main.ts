import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/feedback.css';
import './styles/overview.css';
import './styles/owners.css';
import './styles/views.css';
import './styles/alerts.css';
import './styles/containers.css';
import './styles/environment.css';
import './styles/wide.css';
import { createBridge } from './bridge.ts';
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

// The first snapshot is on its way while the larger part of the page is fetched and compiled.
const { showPage } = await import('./page.tsx');
showPage(session);
