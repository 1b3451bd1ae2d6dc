import type { OwnCgroup } from '../../shared/model/cgroup.ts';

/** "sda" of a "major:minor", where the cgroup's readings name it. */
export function deviceName(device: string, cgroup: OwnCgroup | null): string {
  return cgroup?.io?.find((one) => one.device === device)?.name ?? device;
}
