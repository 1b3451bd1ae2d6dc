import type { Clock } from '../ports.ts';
import { ProbeError } from '../probes/absence.ts';
import type { Probe, ReadRequest } from '../probes/probe.ts';
import type { SensorsRaw } from '../probes/raw.ts';

/** Some firmware answers a sensor in a tenth of a second, and stalls the machine meanwhile. Such sensors are not worth their cost. */
const TOO_SLOW_MS = 50;

/** The sensors' probe behind a switch: off until the user wants it, and off by itself when a read is slow. */
export class SensorSwitch implements Probe<SensorsRaw> {
  readonly #probe: Probe<SensorsRaw>;
  readonly #clock: Clock;
  #enabled = false;
  #tookMs = 0;

  constructor(probe: Probe<SensorsRaw>, clock: Clock) {
    this.#probe = probe;
    this.#clock = clock;
  }

  setEnabled(enabled: boolean): void {
    this.#enabled = enabled;
    this.#tookMs = 0;
  }

  async read(request: ReadRequest): Promise<SensorsRaw> {
    if (!this.#enabled) throw new ProbeError('switched-off', 'Sensors are off: switch them on in the settings (monitor.sensors).');
    if (this.#tookMs > TOO_SLOW_MS) {
      throw new ProbeError('switched-off', `A read of the sensors took ${Math.round(this.#tookMs)} ms: switched off until set again.`);
    }
    const startedMs = this.#clock.monotonicMs();
    const raw = await this.#probe.read(request);
    this.#tookMs = this.#clock.monotonicMs() - startedMs;
    return raw;
  }

  dispose(): void {
    this.#probe.dispose();
  }
}
