import type { ContainersProbe } from '../probe.ts';
import { type ContainerEngines, type ContainerEnginesOptions, createContainerEngines } from './container-engines.ts';

/** The engines as a probe: looked for from the first read on, let go when it is disposed. */
export function createContainersProbe(options: ContainerEnginesOptions): ContainersProbe {
  const engines: ContainerEngines = createContainerEngines(options);
  return {
    read(request) {
      engines.start();
      return engines.read(request);
    },
    dispose: () => engines.stop(),
    onChange: (listener) => engines.onChange(listener),
    act: (id, action) => engines.act(id, action),
  };
}
