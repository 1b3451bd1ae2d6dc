import { useEffect, useRef } from 'react';
import { EmptyState } from './components/empty-state.tsx';
import { Footer } from './components/footer.tsx';
import { KeysDialog } from './components/keys-dialog.tsx';
import { Nav } from './components/nav.tsx';
import { ReadOnly } from './components/read-only.tsx';
import { Toast } from './components/toast.tsx';
import { Verdict } from './components/verdict.tsx';
import { useConnection, useSession, useSettings, useSnapshot, useUi } from './context.tsx';
import { usePopoverHeight } from './hooks/use-popover-height.ts';
import { useShortcuts } from './hooks/use-shortcuts.ts';
import { strings } from './strings.ts';
import { AlertsView } from './views/alerts.tsx';
import { Containers } from './views/containers.tsx';
import { EnvironmentView } from './views/environment.tsx';
import { Overview } from './views/overview.tsx';
import { Processes } from './views/processes.tsx';
import { SettingsView } from './views/settings.tsx';

const views = {
  overview: Overview,
  processes: Processes,
  containers: Containers,
  alerts: AlertsView,
  environment: EnvironmentView,
  settings: SettingsView,
} as const;

export function App() {
  useShortcuts(useSession());
  useTheme();
  return useConnection() === 'refused' ? <Refused /> : <Page />;
}

function Page() {
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  usePopoverHeight(frame, content);
  const view = useUi((state) => state.view);
  const shell = useUi(({ info }) => info?.shell ?? 'agent');
  const lost = useConnection() === 'lost';
  const View = views[view];
  return (
    <div ref={frame} className={`app shell-${shell} view-${view}${lost ? ' stale' : ''}`}>
      <header className="head">
        <Nav />
        <ReadOnly />
        <Verdict />
      </header>
      <main className="body">
        <div ref={content} className="content">
          <View />
        </div>
      </main>
      <Toast />
      <Footer />
      <KeysDialog />
    </div>
  );
}

function Refused() {
  const command = useUi(({ info }) => info?.newLink?.command ?? strings.connection.refusedCommand);
  return (
    <main className="app refused">
      <EmptyState title={strings.connection.refusedTitle} alone>
        <p>{strings.connection.refusedDetail}</p>
        <pre>
          <code>{command}</code>
        </pre>
      </EmptyState>
    </main>
  );
}

/** Light or dark as the settings say; without an attribute as the system says. The title tells the state to who has the page in a tab. */
function useTheme(): void {
  const theme = useSettings(({ state }) => state?.settings.appearance.theme ?? 'system');
  const title = useSnapshot(({ verdict }) => verdict.title);
  const lost = useConnection() === 'lost';
  const host = useUi(({ info }) => info?.hostname ?? null);
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
  }, [theme]);
  useEffect(() => {
    // A verdict that nobody renews is none.
    document.title = [lost ? strings.connection.lost : title, host, strings.app].filter((part) => part !== null).join(' · ');
  }, [title, host, lost]);
}
