import { CONTAINER_ID } from './cgroup-identity.ts';

/** `/run/.containerenv`: empty where Podman has no reason to say more. */
export interface PodmanMarker {
  readonly id: string | null;
  readonly name: string | null;
  readonly image: string | null;
  readonly rootless: boolean | null;
}

/** Lines such as `name="web"` and `rootless=1`. Never throws. */
export function parsePodmanMarker(text: string): PodmanMarker {
  const value = (key: string): string | null => new RegExp(`^${key}="?([^"\\n]{0,512}?)"?\\s*$`, 'm').exec(text)?.[1]?.trim() || null;
  const id = value('id');
  const rootless = value('rootless');
  return {
    id: id !== null && CONTAINER_ID.test(id) ? id : null,
    name: value('name'),
    image: value('image'),
    rootless: rootless === null ? null : rootless === '1',
  };
}
