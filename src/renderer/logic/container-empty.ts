import type { ContainerEngine, ContainerInfo, TriedPlace } from '../../shared/model/container.ts';
import type { Engines } from '../../shared/model/snapshot.ts';

/** Why there is no container to show. */
export type ContainersEmpty =
  | { readonly kind: 'no-containers'; readonly engines: readonly ContainerEngine[] }
  | { readonly kind: 'gone'; readonly engine: ContainerEngine }
  | { readonly kind: 'denied'; readonly place: TriedPlace }
  | { readonly kind: 'no-engine' };

/** Null while there are containers. */
export function whyEmpty(engines: Engines, containers: readonly ContainerInfo[]): ContainersEmpty | null {
  if (containers.length > 0) return null;
  const there = engines.list.filter(({ state }) => state !== 'absent');
  if (there.length > 0) return { kind: 'no-containers', engines: there };
  const [gone] = engines.list;
  if (gone !== undefined) return { kind: 'gone', engine: gone };
  const place = engines.tried.find(({ denied }) => denied === true);
  return place === undefined ? { kind: 'no-engine' } : { kind: 'denied', place };
}

/** The words and the command that give a person the right to use an engine there; the command is null where nobody can know it. */
type Remedy = 'docker-group' | 'own-podman' | 'ask';

/** @param platform of the machine: "linux", "darwin", "win32" */
export function remedyFor({ place }: TriedPlace, platform: string | null): Remedy {
  if (platform !== 'linux' || !place.startsWith('unix:')) return 'ask';
  return place.includes('podman') ? 'own-podman' : 'docker-group';
}
