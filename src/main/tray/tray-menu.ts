import { formatQuantity, rateQuantity } from '../../shared/format.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { figures, verdictLine } from './tray-state.ts';

export type TrayAction =
  | 'open'
  | 'processes'
  | 'containers'
  | 'alerts'
  | 'environment'
  | 'settings'
  | 'pause'
  | 'resume'
  | 'mute'
  | 'unmute'
  | 'quit';

/** A line is text only; an action can be chosen. */
export type TrayMenuItem =
  | { readonly kind: 'line'; readonly label: string }
  | { readonly kind: 'action'; readonly label: string; readonly action: TrayAction }
  | { readonly kind: 'separator' };

const SEPARATOR: TrayMenuItem = { kind: 'separator' };

const line = (label: string): TrayMenuItem => ({ kind: 'line', label });
const action = (label: string, action: TrayAction): TrayMenuItem => ({ kind: 'action', label, action });

/** Everything the popover can do, as menu: on some desktops the menu is all a person gets. */
export function trayMenuOf(
  snapshot: Snapshot,
  settings: { readonly appearance: Pick<Settings['appearance'], 'networkUnit'> },
): readonly TrayMenuItem[] {
  const { paused, mutedUntil } = snapshot.sampling;
  const muted = mutedUntil !== null && mutedUntil > snapshot.at;
  return [
    line(paused ? 'Paused' : verdictLine(snapshot)),
    ...figures(snapshot).map(line),
    ...networkLine(snapshot, settings.appearance.networkUnit),
    SEPARATOR,
    action('Open Headroom', 'open'),
    action('Processes', 'processes'),
    action('Containers', 'containers'),
    action('Alerts', 'alerts'),
    action('Environment', 'environment'),
    action('Settings…', 'settings'),
    SEPARATOR,
    paused ? action('Resume', 'resume') : action('Pause', 'pause'),
    muted ? action('Unmute', 'unmute') : action('Mute for 1 h', 'mute'),
    SEPARATOR,
    action('Quit Headroom', 'quit'),
  ];
}

function networkLine({ network }: Snapshot, unit: Settings['appearance']['networkUnit']): TrayMenuItem[] {
  if (network === null || network.bytesReceivedPerSec === null || network.bytesSentPerSec === null) return [];
  const received = formatQuantity(rateQuantity(network.bytesReceivedPerSec, unit));
  const sent = formatQuantity(rateQuantity(network.bytesSentPerSec, unit));
  return [line(`Network ↓ ${received} ↑ ${sent}`)];
}
