import { useCallback, useEffect, useState } from 'react';
import type { CommandOutput } from '../../shared/ipc/contract.ts';
import { useConnection, useSession, useSettings, useSnapshot } from '../context.tsx';

const LOG_ENTRIES = 100;

export interface AlertsData {
  readonly alerts: CommandOutput<'getAlerts'> | null;
  readonly setup: CommandOutput<'getChannels'> | null;
  /** Asks again: after something was done. */
  readonly refresh: () => void;
}

/** What fires and fired, the rules and the channels: asked when the view opens, and whenever what fires or is set has changed. */
export function useAlerts(): AlertsData {
  const { api } = useSession().bridge;
  const firing = useSnapshot((snapshot) => snapshot.alerts);
  const settings = useSettings(({ state }) => state?.settings.alerts ?? null);
  const isOpen = useConnection() === 'open';
  const [alerts, setAlerts] = useState<AlertsData['alerts']>(null);
  const [setup, setSetup] = useState<AlertsData['setup']>(null);
  const refresh = useCallback(() => {
    void api.getAlerts({ limit: LOG_ENTRIES, before: null }).then((answer) => answer.ok && setAlerts(answer.value));
    void api.getChannels({}).then((answer) => answer.ok && setSetup(answer.value));
  }, [api]);
  useEffect(() => {
    // Whatever they are now, they are not what was asked for last.
    if (isOpen && firing !== undefined && settings !== undefined) refresh();
  }, [refresh, firing, settings, isOpen]);
  return { alerts, setup, refresh };
}
