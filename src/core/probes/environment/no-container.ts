import type { ContainerFacts } from '../../../shared/model/environment.ts';
import type { Notes } from './notes.ts';
import type { Variables } from './environ.ts';

const NONE: ContainerFacts = {
  present: false,
  runtime: null,
  id: null,
  name: null,
  image: null,
  flavor: null,
  orchestrator: null,
  podName: null,
  namespace: null,
  podUid: null,
  qos: null,
  containerName: null,
  sandboxId: null,
  rootless: null,
  lxcfs: null,
  ownCgroup: null,
  nestedIn: null,
  systemdUnit: null,
};

/** macOS runs no containers: those on a Mac are in a Linux guest. */
export const noContainer = (): ContainerFacts => NONE;

/** A container of Windows has this variable; what runs it leaves no other mark. */
export function windowsContainer(variables: Variables, notes: Notes): ContainerFacts {
  const name = 'CONTAINER_SANDBOX_MOUNT_POINT';
  if (!variables[name]) return NONE;
  notes.add('container', `variable ${name}`, 'set', 'a container of an unknown runtime');
  const inPod = Boolean(variables['KUBERNETES_SERVICE_HOST']);
  if (inPod) notes.add('orchestrator', 'variable KUBERNETES_SERVICE_HOST', 'set', 'kubernetes');
  return { ...NONE, present: true, orchestrator: inPod ? 'kubernetes' : null };
}
