import type { ContainerAction, ContainerEngine, ContainerInfo, ContainerState } from '../../shared/model/container.ts';
import { strings } from '../strings.ts';

/** What an engine takes of a container in a state: it refuses the rest. A paused one can neither be asked to end nor be killed. */
const fitting: Readonly<Record<ContainerState, readonly ContainerAction[]>> = {
  created: ['start'],
  running: ['stop', 'restart', 'pause', 'kill'],
  paused: ['unpause'],
  restarting: ['stop'],
  removing: [],
  exited: ['start'],
  dead: [],
  unknown: [],
};

export function actionsFor({ state }: Pick<ContainerInfo, 'state'>): readonly ContainerAction[] {
  return fitting[state];
}

/** Why nothing can be done with it now; null when something can. */
export function actionBlocked(readOnly: string | null, engine: ContainerEngine | null): string | null {
  return readOnly ?? (engine?.state === 'connected' ? null : strings.containers.engineSilent);
}
