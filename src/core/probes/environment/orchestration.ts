import type { ContainerFacts, Orchestrator, PodQos } from '../../../shared/model/environment.ts';
import { podOfCgroup } from './cgroup-identity.ts';
import { type ContainerSources, SERVICE_ACCOUNTS } from './container-sources.ts';
import type { Variables } from './environ.ts';
import type { Notes } from './notes.ts';

type Pod = Pick<ContainerFacts, 'orchestrator' | 'podName' | 'namespace' | 'podUid' | 'qos'>;

const NONE: Pod = { orchestrator: null, podName: null, namespace: null, podUid: null, qos: null };

/** The first variable that is set: of the process, else of the first process. */
function variableOf(sources: Pick<ContainerSources, 'variables' | 'initVariables'>, names: readonly string[]): string | null {
  const value = (from: Variables): string | undefined => names.map((name) => from[name]).find((one) => one !== undefined && one !== '');
  return (value(sources.variables) ?? value(sources.initVariables) ?? '').slice(0, 253) || null;
}

/** Names a variable that is set, for the evidence. */
function setVariable(sources: ContainerSources, names: readonly string[]): string | null {
  return names.find((name) => sources.variables[name] || sources.initVariables[name]) ?? null;
}

const POD_VARIABLE = ['KUBERNETES_SERVICE_HOST'] as const;

/**
 * Who started the container: by its cgroup, its mounts, the files and variables it was given. Any of them is enough.
 *
 * @param mountedPodUid the pod whose files the kubelet mounted into it
 */
export function judgeOrchestration(sources: ContainerSources, mountedPodUid: string | null, notes: Notes): Pod {
  const orchestrator = orchestratorOf(sources, mountedPodUid, notes);
  if (orchestrator !== 'kubernetes') return { ...NONE, orchestrator };
  const cgroup = sources.memberships.map(({ path }) => podOfCgroup(path)).find((pod) => pod !== null) ?? podOfCgroupMounts(sources);
  const qos: PodQos | null = cgroup?.qos ?? null;
  return {
    orchestrator,
    // A pod's host name is its name, unless it shares the network of its node.
    podName: variableOf(sources, ['POD_NAME', 'MY_POD_NAME', 'HOSTNAME']) ?? sources.hostname,
    namespace: variableOf(sources, ['POD_NAMESPACE', 'MY_POD_NAMESPACE']) ?? sources.serviceAccountNamespace,
    podUid: cgroup?.podUid ?? mountedPodUid ?? variableOf(sources, ['POD_UID', 'MY_POD_UID']),
    qos,
  };
}

function podOfCgroupMounts({ mounts }: ContainerSources): ReturnType<typeof podOfCgroup> {
  return (mounts ?? []).map(({ fsType, root }) => (fsType === 'cgroup' ? podOfCgroup(root) : null)).find((pod) => pod !== null) ?? null;
}

function orchestratorOf(sources: ContainerSources, mountedPodUid: string | null, notes: Notes): Orchestrator | null {
  const say = (orchestrator: Orchestrator, source: string, found: string): Orchestrator => {
    notes.add('orchestrator', source, found, orchestrator);
    return orchestrator;
  };
  const cgroup = sources.memberships.find(({ path }) => podOfCgroup(path) !== null);
  if (cgroup !== undefined) return say('kubernetes', '/proc/self/cgroup', cgroup.path);
  const variable = setVariable(sources, POD_VARIABLE);
  if (variable !== null) return say('kubernetes', `variable ${variable}`, 'set');
  if (sources.serviceAccount !== null) return say('kubernetes', sources.serviceAccount, 'a service account');
  const mount = sources.mounts?.find(({ mountPoint }) => SERVICE_ACCOUNTS.includes(mountPoint));
  if (mount !== undefined) return say('kubernetes', '/proc/self/mountinfo', mount.mountPoint);
  if (mountedPodUid !== null) return say('kubernetes', '/proc/self/mountinfo', `files of pod ${mountedPodUid}`);
  if (podOfCgroupMounts(sources) !== null) return say('kubernetes', '/proc/self/mountinfo', 'cgroup mounts of a pod');

  const ecs = setVariable(sources, ['ECS_CONTAINER_METADATA_URI_V4', 'ECS_CONTAINER_METADATA_URI']);
  if (ecs !== null) return say('ecs', `variable ${ecs}`, 'set');
  const task = sources.memberships.find(({ path }) => path.startsWith('/ecs/'));
  if (task !== undefined) return say('ecs', '/proc/self/cgroup', task.path);
  const nomad = setVariable(sources, ['NOMAD_ALLOC_ID']);
  return nomad === null ? null : say('nomad', `variable ${nomad}`, 'set');
}
