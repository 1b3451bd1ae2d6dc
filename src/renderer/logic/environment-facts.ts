import { escapeControl } from '../../shared/escape-control.ts';
import { countQuantity, formatQuantity, memoryQuantity } from '../../shared/format.ts';
import type { Environment } from '../../shared/model/environment.ts';
import { strings } from '../strings.ts';

const words = strings.environment;
const names = words.names;

type Fact = readonly [name: string, value: string];

/** Facts under one head; what is not known is left out. */
interface FactGroup {
  readonly id: string;
  readonly title: string;
  readonly facts: readonly Fact[];
}

function known(...pairs: readonly (readonly [name: string, value: string | null | undefined])[]): Fact[] {
  return pairs.flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [[name, escapeControl(value)] as const],
  );
}

const yesNo = (flag: boolean | null): string | null => (flag === null ? null : flag ? words.yes : words.no);
const joined = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(' ');

function containerFacts({ container }: Environment): Fact[] {
  const { present, runtime, flavor, id, name, image, nestedIn, rootless, lxcfs, systemdUnit } = container;
  const unit = known([names.unit, systemdUnit]);
  if (!present) return [[words.runtime, words.none], ...unit];
  return [
    ...known(
      [words.runtime, runtime],
      [names.product, flavor],
      [names.name, name],
      [names.image, image],
      [names.nestedIn, nestedIn],
      [names.rootless, yesNo(rootless)],
      [names.lxcfs, yesNo(lxcfs)],
      [names.id, id],
    ),
    ...unit,
  ];
}

function orchestrationFacts({ container }: Environment): Fact[] {
  const { orchestrator, namespace, podName, podUid, qos, containerName, sandboxId } = container;
  return known(
    [names.orchestrator, orchestrator],
    [names.namespace, namespace],
    [names.pod, podName],
    [names.qos, qos],
    [names.containerName, containerName],
    [names.podUid, podUid],
    [names.sandbox, sandboxId],
  );
}

function virtualizationFacts({ virtualization }: Environment): Fact[] {
  const { type, mode, product, cloud, hypervisor, hostOf, guest, hints } = virtualization;
  return known(
    [names.virtualization, type === 'none' ? words.none : type],
    [names.mode, mode],
    [names.product, product],
    [names.cloud, cloud],
    [names.below, hypervisor],
    [names.hostOf, hostOf],
    [names.guestMemory, guest === null || guest.memoryLimitBytes === null ? null : formatQuantity(memoryQuantity(guest.memoryLimitBytes))],
    [names.guestCpus, guest === null || guest.cpuCount === null ? null : String(guest.cpuCount)],
    [names.hints, hints.join(', ')],
  );
}

function machineFacts({ hostname, osName, osVersion, kernel, arch, cpuModel, coreCount, totalMemoryBytes }: Environment): Fact[] {
  return known(
    [names.hostname, hostname],
    [names.os, joined(osName, osVersion)],
    [names.kernel, joined(kernel, arch)],
    [names.processor, cpuModel],
    [names.cores, coreCount === null ? null : countQuantity(coreCount).value],
    [names.memory, totalMemoryBytes === null ? null : formatQuantity(memoryQuantity(totalMemoryBytes))],
  );
}

function cgroupFacts({ cgroup }: Environment): Fact[] {
  if (cgroup === null) return [];
  const { mode, namespace, controllers, paths } = cgroup;
  const folders = Object.entries(paths).flatMap(([controller, path]) => (path === null ? [] : [{ controller, path }]));
  const same = new Set(folders.map(({ path }) => path));
  const [only] = same;
  return known(
    [names.cgroups, mode],
    [names.cgroupNamespace, namespace === null ? null : words.namespaces[namespace]],
    [names.controllers, controllers.join(', ')],
    ...(same.size === 1
      ? [[names.path, only] as const]
      : folders.map(({ controller, path }) => [`${names.path} (${controller})`, path] as const)),
  );
}

/** What is known of the place, in groups; without those that have nothing to say. */
export function environmentFacts(environment: Environment): FactGroup[] {
  const groups: readonly FactGroup[] = [
    { id: 'container', title: words.container, facts: containerFacts(environment) },
    { id: 'orchestration', title: words.orchestration, facts: orchestrationFacts(environment) },
    { id: 'virtualization', title: names.virtualization, facts: virtualizationFacts(environment) },
    { id: 'machine', title: words.machine, facts: machineFacts(environment) },
    { id: 'cgroups', title: names.cgroups, facts: cgroupFacts(environment) },
  ];
  return groups.filter(({ facts }) => facts.length > 0);
}
