import { homedir } from 'node:os';
import { configFolder, createAgentSettingsStore } from '../../agent/settings-store.ts';
import type { SettingsService } from '../../core/engine-types.ts';
import type { SettingsStore } from '../../core/ports.ts';
import { createSettingsService } from '../../core/settings/settings-service.ts';
import type { CliContext } from '../command.ts';
import { commandLogger } from './logger.ts';

/** The settings file of this user. */
export function agentSettingsStore({ env, platform, clock }: CliContext): SettingsStore {
  return createAgentSettingsStore(configFolder({ platform, env, home: homedir() }), () => clock.now());
}

/** The settings on the file, without a running Headroom. */
export function openSettings(context: CliContext): SettingsService {
  return createSettingsService({ store: agentSettingsStore(context), environment: context.env, logger: commandLogger(context) });
}
