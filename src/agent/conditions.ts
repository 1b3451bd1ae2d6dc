import type { Engine } from '../core/engine-types.ts';
import type { Clock, Disposer, Logger } from '../core/ports.ts';

/** A machine that has a battery is asked this often whether it runs on it. */
const BATTERY_INTERVAL_MS = 60_000;
/** The wall clock ran ahead of the monotonic one by more than this: the machine slept (or the time was set, which does no harm). */
const SLEEP_JUMP_MS = 15_000;

/**
 * What the app hears from Electron and the agent has to find out: running on battery makes the engine read less often, and waking up makes it
 * begin anew, without a rate across the sleep.
 */
export function followConditions(engine: Engine, clock: Clock, logger: Logger): Disposer {
  let lowPower = false;
  let offsetMs = clock.now() - clock.monotonicMs();
  let stopTimer: Disposer = () => {};
  let disposed = false;

  const stopListening = engine.onSnapshot(({ battery }) => {
    const offsetNowMs = clock.now() - clock.monotonicMs();
    const jumpedMs = offsetNowMs - offsetMs;
    offsetMs = offsetNowMs;
    if (jumpedMs > SLEEP_JUMP_MS) {
      logger.info('agent', 'woke up', { sleptMs: Math.round(jumpedMs) });
      engine.resumed();
    }
    const onBattery = battery?.onBattery ?? false;
    if (onBattery === lowPower) return;
    lowPower = onBattery;
    engine.setConditions({ lowPower, locked: false });
  });

  async function askBattery(): Promise<void> {
    const { battery } = await engine.fresh(['battery']);
    // Without one now, there will hardly be one later.
    if (battery !== null && !disposed) stopTimer = clock.setTimer(() => void askBattery(), BATTERY_INTERVAL_MS);
  }
  void askBattery();

  return () => {
    disposed = true;
    stopListening();
    stopTimer();
  };
}
