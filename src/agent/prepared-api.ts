import type { ClientPort, Connection } from '../core/api/connection.ts';
import { err, toError } from '../shared/result.ts';

/** Commands that write settings. */
const WRITERS: ReadonlySet<string> = new Set(['changeSettings', 'importSettings']);

export interface Connectable {
  connect(client: ClientPort): Connection;
}

/**
 * The same API, which waits for the settings store to be able to write before it runs what writes. A store that cannot is the caller's
 * `permission-denied`.
 */
export function preparedApi(api: Connectable, store: { prepare(): Promise<void> }): Connectable {
  return {
    connect(client) {
      const connection = api.connect(client);
      return {
        async call(command, input) {
          if (WRITERS.has(command) && client.right === 'control') {
            try {
              await store.prepare();
            } catch (thrown) {
              return err('permission-denied', `The settings cannot be written: ${toError(thrown).message}`);
            }
          }
          return connection.call(command, input);
        },
        close: () => connection.close(),
      };
    },
  };
}
