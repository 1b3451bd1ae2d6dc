import { powerMonitor } from 'electron';
import type { Disposer } from '../../core/ports.ts';
import type { Engine } from '../../core/engine-types.ts';

export interface PowerParts {
  readonly engine: Pick<Engine, 'setConditions' | 'resumed'>;
  /** The system goes down: quit in time. */
  readonly onShutdown: () => void;
}

/** Tells the engine of battery, lock and sleep for as long as it is not disposed. */
export function followPower({ engine, onShutdown }: PowerParts): Disposer {
  let locked = false;
  const tell = (): void => engine.setConditions({ lowPower: powerMonitor.isOnBatteryPower(), locked });
  const setLocked = (value: boolean) => (): void => {
    locked = value;
    tell();
  };
  const listeners = [
    ['on-battery', tell],
    ['on-ac', tell],
    ['lock-screen', setLocked(true)],
    ['unlock-screen', setLocked(false)],
    ['resume', () => engine.resumed()],
    ['shutdown', onShutdown],
  ] as const;
  for (const [name, listener] of listeners) powerMonitor.on(name as 'resume', listener);
  tell();
  return () => {
    for (const [name, listener] of listeners) powerMonitor.removeListener(name as 'resume', listener);
  };
}
