import { homedir } from 'node:os';
import { configFolder, createAgentSettingsStore } from '../../agent/settings-store.ts';
import type { SettingsService } from '../../core/engine-types.ts';
import { createSettingsService } from '../../core/settings/settings-service.ts';
import type { CliContext } from '../command.ts';
import { commandLogger } from './logger.ts';

/** The settings file of this user, without a running Headroom. */
export function openSettings(context: CliContext): SettingsService {
  const { env, platform, clock } = context;
  return createSettingsService({
    store: createAgentSettingsStore(configFolder({ platform, env, home: homedir() }), () => clock.now()),
    environment: env,
    logger: commandLogger(context),
  });
}
