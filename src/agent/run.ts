import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { createDesktopNotifier } from '../core/alerts/channels/desktop/desktop-notifier.ts';
import type { ShellActions } from '../core/api/connection.ts';
import { serveLocalSocket } from '../core/api/local-socket.ts';
import { createApi } from '../core/api/router.ts';
import { localSocketPath, runtimeFolder } from '../core/api/runtime-paths.ts';
import { runtimePlace } from '../core/api/this-machine.ts';
import { hasDisplay } from '../core/browser.ts';
import { createEngine } from '../core/engine.ts';
import { createStreamLogger, logLevels } from '../core/logger.ts';
import { linkFolder, openLink, removeLinkFile, removeLinkFiles } from '../core/open-link.ts';
import { ownCommandInProject } from '../core/own-command.ts';
import { readOwnUsage } from '../core/own-usage.ts';
import { rootPlaceOf } from '../core/root-place.ts';
import { createSecretsFile } from '../core/secrets-file.ts';
import { configFolder, createConfStore } from '../core/settings/conf-store.ts';
import { createSystemClock } from '../core/system-clock.ts';
import { createCommandRunner } from '../core/system-commands.ts';
import type { Info, Right } from '../shared/ipc/contract.ts';
import { AppError } from '../shared/result.ts';
import { createAccess } from './access.ts';
import type { AgentOptions } from './agent-options.ts';
import { followConditions } from './conditions.ts';
import { healthOf } from './health.ts';
import { FIRST_PORT } from './listen.ts';
import { preparedApi } from './prepared-api.ts';
import { writeProgramToken } from './program-token.ts';
import { createSessionFile } from './session-file.ts';
import { createStopper } from './stopper.ts';
import { version } from './version.ts';
import { startWeb } from './web.ts';

export interface AgentStreams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/**
 * Runs the agent until SIGINT, SIGTERM or `quit`. Prints one line with the URL when it is ready. Resolves with the exit code; throws an
 * ExitError or an AppError when it cannot start.
 */
export async function runAgent(options: AgentOptions, { stdout, stderr }: AgentStreams): Promise<number> {
  const { env, platform: machine } = process;
  const { rootDir, platform, processControl } = rootPlaceOf(options.rootDir, machine);
  const clock = createSystemClock();
  const logger = createStreamLogger({ clock, minLevel: logLevels.find((level) => level === env['HEADROOM_LOG']) ?? 'warn' }, stderr);
  const stopper = createStopper(clock, logger, (code) => process.exit(code));
  const place = runtimePlace(env, machine);
  const access = createAccess(clock, {
    store: createSessionFile(runtimeFolder(place), logger),
    most: options.readOnly ? 'view' : 'control',
  });
  const folder = configFolder({ platform: machine, env, home: homedir() });
  const settingsStore = createConfStore(folder, () => clock.now());
  const commands = createCommandRunner(env);
  const notifier = createDesktopNotifier({ commands, logger, clock, environment: env, platform: machine });
  stopper.add('notifications', () => notifier.dispose());
  const engine = createEngine({
    clock,
    logger,
    commands,
    alerting: {
      notifier,
      secrets: createSecretsFile({ path: join(folder, 'secrets.json'), now: () => clock.now() }),
      stateFolder: join(folder, 'state'),
      hostname: hostname(),
      version,
    },
    settingsStore,
    processControl,
    ownUsage: readOwnUsage,
    environment: env,
    platform,
    rootDir,
  });

  let baseUrl = '';
  const links = linkFolder(place);
  const linkOf = (token: string): string => `${baseUrl}?token=${token}`;
  // Whether this process or the command opens it: the file that leads there goes with the token.
  const newLink = (right: Right): string => linkOf(access.issueToken(right, (token) => removeLinkFile(links, linkOf(token))));
  const router = createApi({
    engine,
    logger,
    clock,
    platform,
    shellKind: 'agent',
    version,
    hostname: hostname(),
    pid: process.pid,
    checkOutputs: env['HEADROOM_CHECK_OUTPUTS'] === '1',
    shell: shellActions({
      newLink: { command: `${ownCommandInProject()} open`, control: !options.readOnly },
      newUrl(right) {
        if (baseUrl === '') throw new AppError('timed-out', 'The agent is still starting.');
        if (right === 'control' && options.readOnly) throw new AppError('forbidden', 'This agent was started with --read-only.');
        return newLink(right);
      },
      quit: () => stopper.stop(),
    }),
  });

  const api = preparedApi(router, settingsStore);

  try {
    stopper.add('engine', () => engine.stop());
    const localSocket = await serveLocalSocket({ api, path: localSocketPath(place), logger, clock });
    stopper.add('local socket', () => localSocket.close());
    // Only now is this the one agent of this user.
    access.restore();
    const { agent: wanted } = engine.settings.state.settings;
    const port = options.port ?? (wanted.port === 0 ? null : wanted.port);
    const web = await startWeb({ agent: options, port, api, access, health: () => healthOf(engine, clock), clock, logger });
    stopper.add('web', () => web.close());
    stopper.add('token', writeProgramToken(runtimeFolder(place), access.issueProgramSecret('view'), logger));
    removeLinkFiles(links);
    stopper.add('links', () => removeLinkFiles(links));
    engine.start();
    stopper.add('conditions', followConditions(engine, clock, logger));
    baseUrl = web.url;

    if (web.moved) stderr.write(`Port ${FIRST_PORT} is taken: using ${web.port}.\n`);
    if (options.insecure) stderr.write('Without HTTPS: who can see this network can read along.\n');
    const url = newLink(options.readOnly ? 'view' : 'control');
    stdout.write(`Headroom: ${url}\n`);
    if (options.openBrowser && wanted.openBrowser && stdout.isTTY && hasDisplay(machine, env)) openLink(machine, links, url);
  } catch (thrown) {
    await stopper.undo();
    throw thrown;
  }
  return stopper.stopped;
}

interface AgentActions {
  readonly newLink: Info['newLink'];
  readonly newUrl: (right: 'view' | 'control') => string;
  readonly quit: () => void;
}

function shellActions({ newLink, newUrl, quit }: AgentActions): ShellActions {
  const noPopover = (): never => {
    throw new AppError('not-supported', 'There is no popover here: this is a page in a browser.');
  };
  return {
    info: () => ({ shell: 'agent', notices: [], newLink }),
    openLink() {
      throw new AppError('not-supported', 'The agent opens no links: it may run on another machine than this browser.');
    },
    closePopover: noPopover,
    resizePopover: noPopover,
    newAccessUrl: ({ right }) => ({ url: newUrl(right) }),
    // After the answer to who asked has been sent.
    quit: () => setImmediate(quit),
  };
}
