import { describe, expect, it } from 'vitest';
import { readImport } from '../../../src/core/settings/import.ts';
import { defaultsOf } from '../../../src/core/settings/defaults.ts';
import { settingPaths } from '../../../src/core/settings/paths.ts';
import { exportText, fields, formatOfFile, groups, parseInput, valueAt } from '../../../src/renderer/logic/setting-fields.ts';

describe('the settings page', () => {
  it('shows every setting once', () => {
    // Those of alerts have a view of their own.
    const shown = settingPaths.filter((path) => !path.startsWith('alerts.'));
    expect(groups.flatMap(({ paths }) => paths).sort()).toEqual(shown.sort());
  });

  it('finds a value for each, of the kind of its control', () => {
    const settings = defaultsOf('default');
    for (const { paths } of groups) {
      for (const path of paths) {
        const value = valueAt(settings, path);
        const { kind } = fields[path];
        expect(typeof value).toBe(kind === 'switch' ? 'boolean' : kind === 'number' || kind === 'percent' ? 'number' : 'string');
      }
    }
  });

  it('exports what the import takes whole', () => {
    const settings = { ...defaultsOf('production'), agent: { port: 4900, openBrowser: false } };
    const { changes, problems } = readImport(exportText(settings), 'json');
    expect(problems).toEqual([]);
    expect(Object.fromEntries(changes)).toMatchObject({ preset: 'production', 'agent.port': 4900, 'agent.openBrowser': false });
  });

  it('reads what was typed as what is saved', () => {
    expect(parseInput('duration', ' 30s ')).toBe('30s');
    expect(parseInput('percent', '80 %'.replace(' ', ''))).toBe(80);
    expect(parseInput('number', '4717')).toBe(4717);
    expect(parseInput('number', '')).toBeNull();
    expect(parseInput('number', 'many')).toBeNull();
    expect(formatOfFile('old.TOML')).toBe('toml');
    expect(formatOfFile('headroom-settings.json')).toBe('json');
  });
});
