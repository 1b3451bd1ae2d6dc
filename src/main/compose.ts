import { hostname } from 'node:os';
import { join } from 'node:path';
import { Menu, app, ipcMain, protocol, safeStorage, session, shell as desktop } from 'electron';
import { serveLocalSocket } from '../core/api/local-socket.ts';
import { createApi } from '../core/api/router.ts';
import { localSocketPath } from '../core/api/runtime-paths.ts';
import { runtimePlace } from '../core/api/this-machine.ts';
import { createEngine } from '../core/engine.ts';
import { ownCommand } from '../core/own-command.ts';
import { rootDirOf, rootPlaceOf } from '../core/root-place.ts';
import { createSystemClock } from '../core/system-clock.ts';
import { createCommandRunner } from '../core/system-commands.ts';
import { AppError, toError } from '../shared/result.ts';
import type { PageView } from '../shared/views.ts';
import { AT_LOGIN_SWITCH, applyAppSettings, loginItemOf } from './app-settings.ts';
import type { CrashHandling } from './crash.ts';
import { serveIpc } from './ipc/ipc.ts';
import { createDisposers } from './lifecycle.ts';
import { openLog } from './log.ts';
import { createNotifier } from './notifications/notifier.ts';
import { linkOf } from './platform/links.ts';
import { createNotices } from './platform/notices.ts';
import { createAppUsage } from './platform/own-usage.ts';
import { followPower } from './platform/power.ts';
import { createAppSettingsStore } from './platform/settings-store.ts';
import { NO_TRAY_NOTICE, findTrayHost } from './platform/tray-host.ts';
import { type Anchor, NO_ANCHOR, Popover } from './popover/popover.ts';
import { isWayland } from './popover/window-options.ts';
import { denyNavigation, denyPermissions } from './security/lockdown.ts';
import { createSealedSecrets } from './secrets/sealed-secrets.ts';
import { APP_SCHEME } from './security/origin.ts';
import { createBundleHandler } from './security/protocol.ts';
import type { TrayAction } from './tray/tray-menu.ts';
import { startTray } from './tray/start-tray.ts';

const MUTE_MS = 3_600_000;

export interface ComposeParts {
  /** The folder that holds `main`, `preload` and `renderer`. */
  readonly outDir: string;
  readonly crash: CrashHandling;
}

/** Puts the app together and starts it. Everything that starts goes onto the disposer stack; quitting undoes it in reverse. */
export async function compose({ outDir, crash }: ComposeParts): Promise<void> {
  const { platform, env } = process;
  const appPath = app.getAppPath();
  const iconPath = join(appPath, 'resources', 'icon.png');
  if (platform === 'darwin') app.setActivationPolicy('accessory');
  // Elsewhere the default menu would be a bar in our window; on macOS it is what makes copy and paste work.
  else Menu.setApplicationMenu(null);
  // Windows shows notifications only of programs that have said who they are.
  if (platform === 'win32') app.setAppUserModelId('io.github.headroom');

  const clock = createSystemClock();
  const log = openLog({ clock, toFile: app.isPackaged, folder: app.getPath('logs') });
  const { logger } = log;
  crash.useLogger(logger);
  const disposers = createDisposers(logger);
  disposers.add('log', log.close);

  denyNavigation(app, logger);
  denyPermissions(session.defaultSession);
  protocol.handle(APP_SCHEME, createBundleHandler(join(outDir, 'renderer')));

  const root = rootPlaceOf(rootDirOf(undefined, env), platform);
  const commands = createCommandRunner(env);
  const notifier = createNotifier({ iconPath, onClick: () => popover.open(NO_ANCHOR) });
  const userFolder = app.getPath('userData');
  const engine = createEngine({
    clock,
    logger,
    commands,
    alerting: {
      notifier,
      secrets: createSealedSecrets({ safeStorage, path: join(userFolder, 'sealed-secrets.json'), now: () => clock.now() }),
      stateFolder: join(userFolder, 'state'),
      hostname: hostname(),
      version: app.getVersion(),
    },
    settingsStore: createAppSettingsStore(userFolder, () => clock.now()),
    ownUsage: createAppUsage(app),
    environment: env,
    ...root,
  });
  disposers.add('engine', () => engine.stop());

  const notices = createNotices();
  const quit = (): void => {
    // After the answer to who asked has been sent.
    setImmediate(() => app.quit());
  };
  const api = createApi({
    engine,
    logger,
    clock,
    platform: root.platform,
    shellKind: 'app',
    version: app.getVersion(),
    hostname: hostname(),
    pid: process.pid,
    checkOutputs: env['HEADROOM_CHECK_OUTPUTS'] === '1',
    shell: {
      info: () => ({ shell: 'app', notices: [...notices.list()], newLink: null }),
      openLink({ id }) {
        desktop.openExternal(linkOf(id, appPath)).catch((thrown: unknown) => {
          logger.warn('app', 'a link was not opened', { id, cause: toError(thrown).message });
        });
      },
      closePopover: () => popover.hide(),
      resizePopover: ({ heightPx }) => popover.resize(heightPx),
      newAccessUrl: noAccessUrl,
      quit,
    },
  });

  try {
    const socket = await serveLocalSocket({ api, path: localSocketPath(runtimePlace(env, platform)), clock, logger });
    disposers.add('local socket', () => socket.close());
  } catch (thrown) {
    // The app is whole without it; only the command has nobody to talk to.
    notices.set('local-socket', toError(thrown).message);
  }
  const ipc = serveIpc({ ipcMain, api, logger });
  disposers.add('ipc', ipc.dispose);
  const popover = new Popover(
    {
      clock,
      logger,
      platform,
      iconPath,
      preloadPath: join(outDir, 'preload', 'index.cjs'),
      devTools: !app.isPackaged,
      onPage: ipc.attach,
    },
    isWayland(platform, env, app.commandLine.getSwitchValue('ozone-platform')) ? 'window' : 'popover',
  );
  disposers.add('popover', () => popover.dispose());
  const openView = (view: PageView, anchor: Anchor = NO_ANCHOR): void => {
    popover.open(anchor);
    if (popover.contents !== null) ipc.navigate(popover.contents, view);
  };
  const choices: Readonly<Record<TrayAction, (anchor: Anchor) => void>> = {
    open: (anchor) => popover.open(anchor),
    processes: (anchor) => openView('processes', anchor),
    containers: (anchor) => openView('containers', anchor),
    alerts: (anchor) => openView('alerts', anchor),
    environment: (anchor) => openView('environment', anchor),
    settings: (anchor) => openView('settings', anchor),
    pause: () => engine.setPaused(true),
    resume: () => engine.setPaused(false),
    mute: () => engine.mute(MUTE_MS),
    unmute: () => engine.mute(null),
    quit,
  };

  engine.start();
  disposers.add('power', followPower({ engine, onShutdown: quit }));
  disposers.add(
    'settings',
    applyAppSettings({
      settings: engine.settings,
      loginItem: loginItemOf(app, iconPath),
      notices,
      logger,
      onShortcut: () => popover.toggle(NO_ANCHOR),
    }),
  );
  const tray = startTray({ engine, clock, platform, logger, toggle: (anchor) => popover.toggle(anchor), choices });
  if (tray !== null) disposers.add('tray', tray);

  app.on('second-instance', () => popover.open(NO_ANCHOR));
  app.on('activate', () => popover.open(NO_ANCHOR));
  // Without a listener Electron quits with its last window; this app lives in the tray.
  app.on('window-all-closed', () => {});
  app.on('before-quit', () => popover.prepareToQuit());
  app.on('will-quit', (event) => {
    event.preventDefault();
    void disposers.disposeAll().finally(() => app.exit(0));
  });

  const tell = (title: string, body: string): void => {
    notifier.notify({ title, body, severity: 'warning' }).catch((thrown: unknown) => {
      logger.warn('notifications', 'not shown', { title, cause: toError(thrown).message });
    });
  };
  crash.onFirstRejection((message) => tell('Something went wrong in Headroom', `${message}. It goes on; the log says more.`));
  const [problem] = engine.settings.state.problems;
  if (problem !== undefined) tell('Some settings are not used', `${problem.key}: expected ${problem.expected}, got ${problem.got}.`);

  if (tray === null || (await findTrayHost(platform, env, commands)) === 'absent') {
    notices.set('tray', NO_TRAY_NOTICE);
    popover.mode = 'window';
    if (!process.argv.includes(AT_LOGIN_SWITCH)) popover.open(NO_ANCHOR);
  }
}

function noAccessUrl(): never {
  // Who asks is in a folder that is not known here.
  throw new AppError('not-supported', `The app serves no page for a browser. Start "${ownCommand('/')} agent" for that.`);
}
