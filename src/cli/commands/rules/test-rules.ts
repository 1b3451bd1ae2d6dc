import type { AlertRule } from '../../../shared/model/alert.ts';
import { escapeControl } from '../../../shared/escape-control.ts';
import { formatNumber } from '../../../shared/format.ts';
import { defaultRules } from '../../../core/alerts/default-rules.ts';
import { parseRules, pathText } from '../../../core/alerts/parse-rules.ts';
import { replay } from '../../../core/alerts/replay.ts';
import type { AlertTransition } from '../../../core/alerts/work.ts';
import { readBoundedFile } from '../../../core/bounded-file.ts';
import { ExitError, exitCodeOfError, exitCodes } from '../../../core/exit-codes.ts';
import { jsonLineOf } from '../../../core/json-line.ts';
import { TextFault, parseJson, textFaultOf } from '../../../core/plain-fault.ts';
import { defaultsOf } from '../../../core/settings/defaults.ts';
import type { Arguments, CliContext } from '../../command.ts';
import { columnsOf, print, printJson, tell } from '../../output.ts';
import { renderTable } from '../../terminal/table.ts';
import { parseSeries } from './series-file.ts';

const MAX_RULES_BYTES = 4_000_000;
const MAX_SERIES_BYTES = 256_000_000;
const GRACE_MS = 90_000;

/** Reads a file and makes something of its text. Throws an ExitError (65, 66, 77) that names file, line, expected and got. */
function read<T>(path: string, maxBytes: number, what: string, parse: (text: string) => T): T {
  try {
    return parse(readBoundedFile(path, maxBytes));
  } catch (thrown) {
    const { line, expected, got } = textFaultOf(thrown, what);
    const code = thrown instanceof TextFault ? exitCodes.data : exitCodeOfError(thrown);
    const where = line === null ? path : `${path}: line ${line}`;
    throw new ExitError(code, escapeControl(`${where}: expected ${expected}, got ${got}`), { cause: thrown });
  }
}

function rulesOf(text: string): readonly AlertRule[] {
  const { rules, problems } = parseRules(parseJson(text));
  const [problem] = problems;
  if (problem === undefined) return rules;
  const { path, expected, got } = problem;
  const where = path.length === 0 ? '' : ` at ${pathText(path)}`;
  throw new TextFault(jsonLineOf(text, path), `${expected}${where}`, got);
}

const noticeText = ({ notified, reason }: AlertTransition): string => (notified ? 'told' : (reason ?? ''));

function tableOf(context: CliContext, events: readonly AlertTransition[]): string[] {
  const rows = events.map((event) => [
    new Date(event.at).toISOString(),
    escapeControl(event.rule),
    escapeControl(event.subject),
    escapeControl(event.resource),
    event.event,
    event.level,
    event.value === null ? '' : formatNumber(event.value),
    noticeText(event),
  ]);
  const titles = ['Time', 'Rule', 'Subject', 'Resource', 'Event', 'Level', 'Value', 'Notice'];
  const columns = titles.map((title) => (title === 'Value' ? { title, align: 'right' as const } : { title }));
  return renderTable(columns, rows, columnsOf(context));
}

/** A file of rows has used and limit: what is found out about a series over time is not in it. */
function tellUnknown(context: CliContext, rules: readonly AlertRule[]): void {
  for (const { id, enabled, condition } of rules) {
    if (!enabled || (condition.type !== 'timeToLimit' && condition.type !== 'anomaly')) continue;
    tell(context, `headroom rules: rule ${JSON.stringify(id)} cannot fire here: "${condition.type}" is not known from a file of rows`);
  }
}

/** Runs the rules of a file over the rows of another; an empty list of rules stands for those Headroom brings along. */
export async function testRules(context: CliContext, args: Arguments, rulesPath: string, seriesPath: string): Promise<number> {
  const given = read(rulesPath, MAX_RULES_BYTES, 'a file of rules that can be read', rulesOf);
  const rules = given.length === 0 ? defaultRules(defaultsOf('default').thresholds) : given;
  const items = read(seriesPath, MAX_SERIES_BYTES, 'a file of series that can be read', parseSeries);
  tellUnknown(context, given);
  const events = replay(items, rules, args.values['no-grace'] === true ? 0 : GRACE_MS);
  if (args.values['json'] === true) await printJson(context, events);
  else if (events.length === 0) await print(context, 'Nothing would have fired.');
  else await print(context, tableOf(context, events));
  return exitCodes.ok;
}
