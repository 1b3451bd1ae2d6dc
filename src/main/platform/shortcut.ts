import { globalShortcut } from 'electron';
import type { Disposer, Logger } from '../../core/ports.ts';
import { toError } from '../../shared/result.ts';

export interface Shortcut {
  /** The accelerator wanted from now on, empty for none. Answers why it cannot be had, or null. */
  set(accelerator: string): string | null;
  dispose: Disposer;
}

export function createShortcut(onPress: () => void, logger: Logger): Shortcut {
  let registered = '';
  const release = (): void => {
    if (registered !== '') globalShortcut.unregister(registered);
    registered = '';
  };
  return {
    set(accelerator) {
      if (accelerator === registered) return null;
      release();
      if (accelerator === '') return null;
      const fault = register(accelerator, onPress);
      if (fault === null) registered = accelerator;
      else logger.warn('shortcut', 'not registered', { accelerator, why: fault });
      return fault;
    },
    dispose: release,
  };
}

function register(accelerator: string, onPress: () => void): string | null {
  try {
    if (globalShortcut.register(accelerator, onPress)) return null;
    return `The shortcut ${accelerator} is taken by another program, or this desktop allows none. Choose another in Settings.`;
  } catch (thrown) {
    // Electron throws for what it cannot read as an accelerator.
    return `The shortcut ${JSON.stringify(accelerator)} is not one ("CommandOrControl+Shift+H" would be): ${toError(thrown).message}`;
  }
}
