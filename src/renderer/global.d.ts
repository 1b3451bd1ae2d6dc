import type { Api } from '../shared/ipc/contract.ts';

declare global {
  interface Window {
    /** What the preload exposes in the app; absent in the agent's page. */
    readonly api?: Api;
  }
}
