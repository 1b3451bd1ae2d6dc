import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RawOfGroup } from '../../../../../src/core/probes/probe.ts';
import { createKernelFiles, type KernelFiles } from '../../../../../src/core/probes/linux/kernel-files.ts';

export type Content = string | Buffer | { readonly link: string };

export interface FixtureRoot {
  readonly dir: string;
  readonly files: KernelFiles;
  readonly write: (path: string, content: Content) => void;
  readonly remove: (path: string) => void;
}

/** A folder that stands for `/`, removed after the test. A path that ends in `/` is an empty folder. */
export function fixtureRoot(contents: Readonly<Record<string, Content>> = {}): FixtureRoot {
  const dir = mkdtempSync(join(tmpdir(), 'headroom-root-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const write = (path: string, content: Content): void => {
    const place = `${dir}${path}`;
    if (path.endsWith('/')) {
      mkdirSync(place, { recursive: true });
      return;
    }
    mkdirSync(dirname(place), { recursive: true });
    if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, place);
    else writeFileSync(place, content);
  };
  for (const [path, content] of Object.entries(contents)) write(path, content);
  return { dir, files: createKernelFiles(dir), write, remove: (path) => unlinkSync(`${dir}${path}`) };
}

export const briefly = { detail: false } as const;
export const inDetail = { detail: true } as const;

/** The reading of a probe that answers at once. */
export function now<Raw extends RawOfGroup[keyof RawOfGroup]>(answer: Raw | Promise<Raw>): Raw {
  if (answer instanceof Promise) throw new Error('expected an answer at once, got a promise');
  return answer;
}
