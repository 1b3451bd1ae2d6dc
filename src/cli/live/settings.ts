import { homedir } from 'node:os';
import type { SettingsService } from '../../core/engine-types.ts';
import { type ConfStore, configFolder, createConfStore } from '../../core/settings/conf-store.ts';
import { createSettingsService } from '../../core/settings/settings-service.ts';
import type { CliContext } from '../command.ts';
import { commandLogger } from './logger.ts';

/** The settings file of this user. */
export function settingsStoreOf({ env, platform, clock }: CliContext): ConfStore {
  return createConfStore(configFolder({ platform, env, home: homedir() }), () => clock.now());
}

/** The settings on the file, without a running Headroom. @param store prepared, when something is to be changed */
export function openSettings(context: CliContext, store = settingsStoreOf(context)): SettingsService {
  return createSettingsService({ store, environment: context.env, logger: commandLogger(context) });
}
