import { expect, test, vi } from 'vitest';
import { agent } from '../../../src/cli/commands/agent.ts';
import type { CliContext } from '../../../src/cli/command.ts';

const steps = vi.hoisted((): string[] => []);
vi.mock('../../../src/core/small-heap.ts', () => ({ preferSmallHeap: () => void steps.push('small heap') }));
vi.mock('../../../src/agent/run.ts', () => {
  steps.push('agent loaded');
  return {
    async runAgent() {
      steps.push('agent run');
      return 0;
    },
  };
});

test('the agent that the command runs is as small as one that was started by itself', async () => {
  expect(await agent({ env: {} } as CliContext, ['--no-open'])).toBe(0);
  expect(steps).toEqual(['small heap', 'agent loaded', 'agent run']);
});
