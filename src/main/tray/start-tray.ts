import type { Engine } from '../../core/engine-types.ts';
import type { Clock, Disposer, Logger } from '../../core/ports.ts';
import { toError } from '../../shared/result.ts';
import type { Anchor } from '../popover/popover.ts';
import type { TrayAction } from './tray-menu.ts';
import { createTray } from './tray.ts';

export interface StartTrayParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly platform: string;
  readonly logger: Logger;
  readonly toggle: (anchor: Anchor) => void;
  readonly choices: Readonly<Record<TrayAction, (anchor: Anchor) => void>>;
}

/** Makes the tray item and keeps it up to date with the engine; null where the platform refuses one. */
export function startTray({ engine, clock, platform, logger, toggle, choices }: StartTrayParts): Disposer | null {
  try {
    const tray = createTray({
      clock,
      platform,
      snapshot: engine.latest,
      settings: engine.settings.state.settings,
      actions: { toggle, choose: (action, anchor) => choices[action](anchor) },
    });
    const watch = engine.watch(['tray']);
    const update = (): void => tray.update(engine.latest, engine.settings.state.settings);
    const stops = [engine.onSnapshot(update), engine.settings.onChange(update)];
    return () => {
      for (const stop of stops) stop();
      watch.dispose();
      tray.dispose();
    };
  } catch (thrown) {
    logger.error('tray', 'no tray item', { cause: toError(thrown).message });
    return null;
  }
}
