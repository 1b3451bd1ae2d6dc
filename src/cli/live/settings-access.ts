import type { CommandInput, CommandOutput } from '../../shared/ipc/contract.ts';
import type { SettingsState } from '../../shared/model/settings.ts';
import type { CliContext } from '../command.ts';
import { findInstance, valueOf } from './instance.ts';
import { settingsStoreOf, openSettings } from './settings.ts';

/** The settings, wherever they are kept at this moment. */
export interface SettingsAccess {
  state(): Promise<SettingsState>;
  change(changes: CommandInput<'changeSettings'>['changes']): Promise<SettingsState>;
  import(input: CommandInput<'importSettings'>): Promise<CommandOutput<'importSettings'>>;
  close(): void;
}

/** Through the running Headroom, which then applies a change at once and shows it; on the file when none runs. */
export async function settingsAccess(context: CliContext): Promise<SettingsAccess> {
  const client = await findInstance(context);
  if (client !== null) {
    return {
      state: async () => valueOf(await client.call('getSettings', {})),
      change: async (changes) => valueOf(await client.call('changeSettings', { changes })),
      import: async (input) => valueOf(await client.call('importSettings', input)),
      close: () => client.close(),
    };
  }
  const store = settingsStoreOf(context);
  const service = openSettings(context, store);
  return {
    state: async () => service.state,
    async change(changes) {
      await store.prepare();
      return service.change(changes);
    },
    async import(input) {
      await store.prepare();
      return service.import(input);
    },
    close: () => {},
  };
}
