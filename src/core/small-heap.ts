import { setFlagsFromString } from 'node:v8';

// Measured with Node 24 over a minute with nobody looking: 15 MB less, and a little less CPU.
const FLAGS = [
  // A program that works for a millisecond in a second never gets back what compiling for speed takes. Its simple compiler stays.
  '--no-opt',
  '--no-maglev',
  // Each helper thread of the collector keeps memory of its own.
  '--single-threaded-gc',
  // What is young stays in the first megabyte instead of growing to 16.
  '--semi-space-growth-factor=1',
] as const;

/**
 * Tells V8 to prefer a small heap to speed, in the running process: it holds however the agent is started. To be called before most of it is
 * loaded.
 */
export function preferSmallHeap(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
