import { setFlagsFromString } from 'node:v8';

/**
 * Tells V8 to prefer a small heap to speed: 6 MB less for a program that works for a millisecond in a second. A flag of the running process,
 * so that it holds however the agent is started.
 */
export function preferSmallHeap(): void {
  setFlagsFromString('--optimize-for-size');
}
