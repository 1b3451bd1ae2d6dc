import { variableOf } from '../../shared/setting-variable.ts';
import { nearest } from '../suggest.ts';
import { settingPaths } from './paths.ts';

const PREFIX = 'HEADROOM_';

/** What an alert's command is told: it may call Headroom itself. */
const OF_ALERTS = 'HEADROOM_ALERT_';

/** The variables that stand for no setting. */
const OTHERS = [
  'HEADROOM_CONFIG_DIR',
  'HEADROOM_RUNTIME_DIR',
  'HEADROOM_ROOTFS',
  'HEADROOM_LOG',
  'HEADROOM_CHECK_OUTPUTS',
  // Of the tests and benchmarks, which start the command with their own environment.
  'HEADROOM_FIXTURES',
  'HEADROOM_CHROMIUM',
  'HEADROOM_BENCH_FILE',
  'HEADROOM_OUT',
];

/**
 * A sentence for each HEADROOM_ variable that nothing reads, with the one that was probably meant: a misspelled one would change nothing, and
 * nobody would know why. Their values are not in it: they may be secret.
 */
export function unknownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = [...settingPaths.map(variableOf), ...OTHERS];
  const suffixes = known.map((name) => name.slice(PREFIX.length));
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !name.startsWith(OF_ALERTS) && !known.includes(name))
    .sort()
    .map((name) => {
      // Without what they all have in common, which would make any two alike.
      const meant = nearest(name.slice(PREFIX.length), suffixes);
      return `${name}: no such variable, it changes nothing.${meant === null ? '' : ` Did you mean ${PREFIX}${meant}?`}`;
    });
}
