import { vi } from 'vitest';
import type { ContainerEngine, ContainerInfo, TriedPlace } from '../../../src/shared/model/container.ts';
import { machineOf } from '../../../src/core/probes/engines/ceilings.ts';
import { type ContainerEngines, createContainerEngines } from '../../../src/core/probes/engines/container-engines.ts';
import { containerInfoOf } from '../../../src/core/probes/engines/figures.ts';
import { createKernelFiles } from '../../../src/core/probes/linux/kernel-files.ts';
import { createSystemClock } from '../../../src/core/system-clock.ts';
import { MemoryLogger } from '../../fakes/logger.ts';

const WAIT_MS = 20_000;

export interface Watched {
  readonly engines: ContainerEngines;
  /** What a person would see now. */
  look(): {
    readonly engines: readonly ContainerEngine[];
    readonly containers: readonly ContainerInfo[];
    readonly tried: readonly TriedPlace[];
  };
  container(id: string): ContainerInfo | undefined;
  /** Waits until a container is as it should be; answers with it. */
  when(id: string, check: (container: ContainerInfo) => boolean): Promise<ContainerInfo>;
}

/** Our side of the test: this machine's clock and files, and only the engines that are named. */
export function watch(env: Readonly<Record<string, string>>, platform = 'linux'): Watched {
  const clock = createSystemClock();
  const files = createKernelFiles('/');
  // No home and no folders of users: only what the test started is found. The usual places outside of them have no engine in a test machine.
  const engines = createContainerEngines({
    clock,
    logger: new MemoryLogger(),
    random: Math.random,
    files,
    platform,
    homeDir: '/nonexistent',
    userId: 1_000_000,
    env: { XDG_RUNTIME_DIR: '/nonexistent', ...env },
  });
  const look: Watched['look'] = () => {
    const raw = engines.read({ detail: true });
    const machines = new Map(raw.engines.map((engine) => [engine.id, machineOf(engine)]));
    return { ...raw, containers: raw.containers.map((one) => containerInfoOf(one, machines.get(one.identity.engine)!)) };
  };
  const container: Watched['container'] = (id) => look().containers.find((one) => one.id === id);
  return {
    engines,
    look,
    container,
    async when(id, check) {
      let seen: ContainerInfo | undefined;
      await vi.waitFor(
        () => {
          seen = container(id);
          if (seen === undefined || !check(seen)) throw new Error(`container ${id}: last seen as ${JSON.stringify(seen)}`);
        },
        { timeout: WAIT_MS, interval: 100 },
      );
      return seen!;
    },
  };
}

/** Waits until something holds. */
export function until(what: string, check: () => boolean): Promise<void> {
  return vi.waitFor(
    () => {
      if (!check()) throw new Error(`not within ${WAIT_MS} ms: ${what}`);
    },
    { timeout: WAIT_MS, interval: 100 },
  );
}
