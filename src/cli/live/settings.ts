import { homedir } from 'node:os';
import { type AgentSettingsStore, configFolder, createAgentSettingsStore } from '../../agent/settings-store.ts';
import type { SettingsService } from '../../core/engine-types.ts';
import { createSettingsService } from '../../core/settings/settings-service.ts';
import type { CliContext } from '../command.ts';
import { commandLogger } from './logger.ts';

/** The settings file of this user. */
export function agentSettingsStore({ env, platform, clock }: CliContext): AgentSettingsStore {
  return createAgentSettingsStore(configFolder({ platform, env, home: homedir() }), () => clock.now());
}

/** The settings on the file, without a running Headroom. @param store prepared, when something is to be changed */
export function openSettings(context: CliContext, store = agentSettingsStore(context)): SettingsService {
  return createSettingsService({ store, environment: context.env, logger: commandLogger(context) });
}
