import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/shared/model/snapshot.ts';
import { emptySnapshot } from '../../fakes/snapshots.ts';
import { NOW, pageOf } from './drawn-page.tsx';

describe('the age of the owners', () => {
  // Without a CPU figure the snapshot's own time stands for it.
  const owners = (at: number): Partial<Snapshot> => ({
    owners: { at, cpuCores: null, memoryBytes: null, approximate: false, list: [] },
  });

  it('is told where they are older than the CPU figure beside them', async () => {
    expect(await pageOf(owners(NOW - 4_500))).toContain('4 s old');
  });

  it('is no news while they are about as old', async () => {
    expect(await pageOf(owners(NOW - 2_000))).not.toContain(' old<');
  });
});

describe('the verdict', () => {
  const held = { subject: 'host', resource: 'memory', severity: 'warning', detail: '', sinceMs: NOW - 20_000 } as const;

  it('says what waits for its time, and how many more do', async () => {
    const verdict = (...titles: readonly string[]): Partial<Snapshot> => ({
      verdict: { ...emptySnapshot.verdict, held: titles.map((title, index) => ({ ...held, title, leftMs: 39_100 + index })) },
    });
    expect(await pageOf(verdict('Memory tight'))).toContain('Memory tight: a warning in 40 s if it stays so<');
    expect(await pageOf(verdict('Memory tight', 'CPU short', 'Many processes'))).toContain('if it stays so, and 2 more<');
    expect(await pageOf({})).not.toContain('if it stays so');
  });
});

describe('a page that may only look', () => {
  const buttons = (html: string, label: string): string | undefined => new RegExp(`<button[^>]*>${label}</button>`).exec(html)?.[0];

  it('says so, names the command, and its controls cannot be pressed', async () => {
    const html = await pageOf({}, { right: 'view', newLink: { command: 'bin/headroom open', control: true } });
    expect(html).toContain('Read-only');
    expect(html).toContain('<code>bin/headroom open</code>');
    for (const label of ['Pause', 'Mute 1 h']) expect(buttons(html, label)).toMatch(/aria-disabled="true" title="[^"]*bin\/headroom open"/);
  });

  it('is not one that may control', async () => {
    const html = await pageOf({});
    expect(html).not.toContain('Read-only');
    expect(buttons(html, 'Pause')).not.toContain('aria-disabled');
  });
});
