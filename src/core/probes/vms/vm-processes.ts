import type { Probe } from '../probe.ts';
import type { ProcessesRaw } from '../raw.ts';
import type { VmReader } from './vm-reader.ts';

/** The process list with the machines among it. */
export function withVms(processes: Probe<ProcessesRaw>, reader: VmReader): Probe<ProcessesRaw> {
  const add = (raw: ProcessesRaw): ProcessesRaw | Promise<ProcessesRaw> => {
    const found = reader.read(raw.list);
    return found instanceof Promise ? found.then((vms) => ({ ...raw, vms })) : { ...raw, vms: found };
  };
  return {
    read(request) {
      const raw = processes.read(request);
      return raw instanceof Promise ? raw.then(add) : add(raw);
    },
    dispose() {
      processes.dispose();
      reader.dispose();
    },
  };
}
