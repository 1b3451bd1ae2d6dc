import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const REPO = join(import.meta.dirname, '../../..');
const sourcesIn = (pattern: string): string[] => globSync(pattern, { cwd: REPO }).map((path) => readFileSync(join(REPO, path), 'utf8'));

/** What a file takes from `electron` as values; types are gone in the bundle. */
function electronValues(source: string): string[] {
  const names = [...source.matchAll(/^import \{([^}]*)\} from 'electron';$/gm)].flatMap(([, list = '']) => list.split(','));
  return names
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.split(' ')[0] ?? '');
}

describe('the stand-in for Electron', () => {
  it('has exactly what the shell takes from Electron', () => {
    const used = new Set(sourcesIn('src/main/**/*.ts').flatMap(electronValues));
    const [standIn = ''] = sourcesIn('test/standin/electron.ts');
    const listed = [...standIn.matchAll(/^export const (\w+) = (?:strict|ipc|Window|StandIn)/gm)].map(([, name]) => name);
    expect(new Set([...listed, 'app'])).toEqual(used);
  });

  it('is known to nothing under src', () => {
    const importsOfTests = sourcesIn('src/**/*.{ts,tsx}').flatMap((source) => source.match(/from '[^']*(?:\/test\/|standin)[^']*'/g) ?? []);
    expect(importsOfTests).toEqual([]);
  });
});
