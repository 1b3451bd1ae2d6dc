import type { EngineKind } from '../../../shared/model/container.ts';
import { type Fields, amountOf, fieldsOf, listOf, textOf } from './json-values.ts';

// What an engine says of itself: `GET /version` and `GET /info`.

const MAX_TEXT_LENGTH = 128;
/** How Docker names the products that bring their own engine. */
const PRODUCTS = ['Docker Desktop', 'OrbStack', 'Rancher Desktop'] as const;

export interface EngineFacts {
  readonly kind: EngineKind;
  readonly name: string;
  readonly version: string;
  readonly cpuCount: number | null;
  readonly memoryBytes: number | null;
  readonly rootless: boolean;
  /** The same for two places that lead to one engine. */
  readonly identity: string;
  /** It is known to bring a VM for its containers. */
  readonly inVm: boolean;
  /** Its containers are Windows containers. */
  readonly windows: boolean;
}

export function engineFactsOf(version: unknown, info: unknown): EngineFacts {
  const said = fieldsOf(info);
  const components = (listOf(fieldsOf(version)['Components']) ?? []).map((part) => textOf(fieldsOf(part)['Name'], MAX_TEXT_LENGTH));
  const kind: EngineKind = components.some((name) => name.startsWith('Podman')) ? 'podman' : 'docker';
  const system = textOf(said['OperatingSystem'], MAX_TEXT_LENGTH);
  const product = PRODUCTS.find((name) => system.startsWith(name));
  const options = (listOf(said['SecurityOptions']) ?? []).map((option) => textOf(option, MAX_TEXT_LENGTH));
  return {
    kind,
    name: product ?? (kind === 'podman' ? 'Podman' : 'Docker'),
    version: textOf(fieldsOf(version)['Version'], MAX_TEXT_LENGTH) || textOf(said['ServerVersion'], MAX_TEXT_LENGTH),
    cpuCount: amountOf(said['NCPU']) || null,
    memoryBytes: amountOf(said['MemTotal']) || null,
    rootless: said['Rootless'] === true || options.includes('name=rootless'),
    identity: identityOf(kind, said),
    inVm: product !== undefined,
    windows: textOf(said['OSType'], MAX_TEXT_LENGTH) === 'windows',
  };
}

function identityOf(kind: EngineKind, said: Fields): string {
  const text = (key: string): string => textOf(said[key], MAX_TEXT_LENGTH * 4);
  // Podman makes up a new ID for every answer: its storage on its host is what stays. A cloned Docker machine keeps its ID, not its name.
  return JSON.stringify([kind, kind === 'podman' ? text('DockerRootDir') : text('ID'), text('Name')]);
}
