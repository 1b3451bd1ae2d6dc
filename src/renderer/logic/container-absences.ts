import { escapeControl } from '../../shared/escape-control.ts';
import type { ContainerInfo } from '../../shared/model/container.ts';
import { strings } from '../strings.ts';
import { isPassing } from './absence-text.ts';
import { isUp } from './container-list.ts';

/** What could not be had of a container, and why, a line for each. That one which does not run has no figures is no news. */
export function absencesOf(container: ContainerInfo): string[] {
  const lines = container.absent
    .filter(({ part, reason }) => !isPassing(reason) && (isUp(container) || part !== 'figures'))
    .map(({ part, detail }) => {
      const what = strings.containers.parts[part] ?? part;
      return detail === '' ? what : `${what}: ${escapeControl(detail)}`;
    });
  return [...new Set(lines)];
}
