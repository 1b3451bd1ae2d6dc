import type { ContainerHealth, ContainerIdentity, ContainerState } from '../../../shared/model/container.ts';
import { containerHealths, containerStates } from '../../../shared/model/container.ts';
import { ProbeError } from '../absence.ts';
import { excerpt } from '../portable/text.ts';
import type { ContainerGrantRaw } from '../raw-containers.ts';
import { grantOf } from './grant.ts';
import { type Fields, amountOf, fieldsOf, integerOf, listOf, textOf, timeOf } from './json-values.ts';

// A container as the engine's list and its inspection tell it.

/** Docker's and Podman's ids have 64 digits; an answer may abbreviate them. */
const ID = /^[0-9a-f]{6,64}$/;
const MAX_NAME_LENGTH = 256;
const MAX_IMAGE_LENGTH = 512;
const MAX_LABELS = 64;
const MAX_LABEL_NAME_LENGTH = 256;
const MAX_LABEL_LENGTH = 1024;

/** Podman's own words for states that Docker calls otherwise. */
const STATE_OF_WORD: Readonly<Record<string, ContainerState>> = {
  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
};

export function isContainerId(text: string): boolean {
  return ID.test(text);
}

/** One item of `GET /containers/json`. Throws ProbeError('malformed') when it has no id. */
export function identityOfListed(item: unknown, engine: string): ContainerIdentity {
  const fields = fieldsOf(item);
  const names = (listOf(fields['Names']) ?? []).map((name) => textOf(name, MAX_NAME_LENGTH));
  const created = amountOf(fields['Created']);
  return {
    id: idOf(fields),
    engine,
    // A linked container also has its names in the others: "/web/db".
    name: nameOf(names.find((name) => name.lastIndexOf('/') <= 0) ?? names[0] ?? '', fields),
    image: textOf(fields['Image'], MAX_IMAGE_LENGTH),
    state: stateOf(fields['State']),
    // "Up 2 hours (healthy)": the list has no field for it.
    health: healthOf(/\((?:health: )?(starting|healthy|unhealthy)\)$/.exec(textOf(fields['Status'], MAX_NAME_LENGTH))?.[1]),
    ...labelsOf(fields['Labels']),
    createdAt: created === null ? null : created * 1000,
    startedAt: null,
    finishedAt: null,
    exitCode: null,
    restarts: null,
    oomKilled: null,
    pid: null,
    ...networkOf(fields['HostConfig']),
  };
}

export interface Inspected {
  readonly identity: ContainerIdentity;
  readonly grant: ContainerGrantRaw;
}

/** `GET /containers/{id}/json`. Throws ProbeError('malformed') when it has no id. */
export function inspectedOf(answer: unknown, engine: string): Inspected {
  const fields = fieldsOf(answer);
  const state = fieldsOf(fields['State']);
  const config = fieldsOf(fields['Config']);
  const host = fieldsOf(fields['HostConfig']);
  const pid = amountOf(state['Pid']);
  const finishedAt = wholeMsOf(state['FinishedAt']);
  const identity: ContainerIdentity = {
    id: idOf(fields),
    engine,
    name: nameOf(textOf(fields['Name'], MAX_NAME_LENGTH), fields),
    image: textOf(config['Image'], MAX_IMAGE_LENGTH),
    state: stateOf(state['Status']),
    health: healthOf(fieldsOf(state['Health'])['Status']),
    ...labelsOf(config['Labels']),
    createdAt: wholeMsOf(fields['Created']),
    startedAt: wholeMsOf(state['StartedAt']),
    finishedAt,
    // While it runs an engine says 0, whatever its last end was.
    exitCode: finishedAt === null || amountOf(state['Pid']) !== 0 ? null : integerOf(state['ExitCode']),
    restarts: amountOf(fields['RestartCount']),
    oomKilled: typeof state['OOMKilled'] === 'boolean' ? state['OOMKilled'] : null,
    pid: pid === 0 ? null : pid,
    ...networkOf(host),
  };
  return { identity, grant: grantOf(host) };
}

function idOf(fields: Fields): string {
  const id = textOf(fields['Id'], 128);
  if (!isContainerId(id)) throw new ProbeError('malformed', `container: expected an id of hexadecimal digits, got ${excerpt(id)}`);
  return id;
}

function wholeMsOf(value: unknown): number | null {
  const ms = timeOf(value);
  return ms === null ? null : Math.floor(ms);
}

/** The API writes "/name". */
function nameOf(name: string, fields: Fields): string {
  return name.replace(/^\//, '') || idOf(fields).slice(0, 12);
}

function stateOf(word: unknown): ContainerState {
  const lower = textOf(word, 32).toLowerCase();
  return containerStates.find((state) => state === lower) ?? STATE_OF_WORD[lower] ?? 'unknown';
}

function healthOf(word: unknown): ContainerHealth {
  return containerHealths.find((health) => health === word) ?? 'none';
}

function networkOf(host: unknown): Pick<ContainerIdentity, 'hostNetwork' | 'sharedNetwork'> {
  const mode = textOf(fieldsOf(host)['NetworkMode'], MAX_NAME_LENGTH);
  // "container:<id>"; Podman also "ns:<path>".
  return { hostNetwork: mode === 'host', sharedNetwork: /^(?:container|ns):/.test(mode) };
}

function labelsOf(value: unknown): Pick<ContainerIdentity, 'labels' | 'labelsLeftOut' | 'project' | 'service'> {
  const labels = fieldsOf(value);
  const names = Object.keys(labels);
  const composeLabel = (key: string): string | null => textOf(labels[`com.docker.compose.${key}`], MAX_NAME_LENGTH) || null;
  return {
    labels: names
      .slice(0, MAX_LABELS)
      .map((name) => ({ name: textOf(name, MAX_LABEL_NAME_LENGTH), value: textOf(labels[name], MAX_LABEL_LENGTH) })),
    labelsLeftOut: Math.max(0, names.length - MAX_LABELS),
    project: composeLabel('project') ?? (textOf(labels['io.podman.compose.project'], MAX_NAME_LENGTH) || null),
    service: composeLabel('service'),
  };
}
