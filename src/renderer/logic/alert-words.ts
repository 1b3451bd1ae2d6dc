import { coresQuantity, countQuantity, formatPercent, formatQuantity, memoryQuantity, rateQuantity } from '../../shared/format.ts';
import type { AlertLevel, AlertRule } from '../../shared/model/alert.ts';
import type { ChannelState } from '../../shared/model/channels.ts';
import type { SettingValue } from '../actions.ts';
import { strings } from '../strings.ts';

const words = strings.alerts;
const levelOrder: readonly AlertLevel[] = ['info', 'warning', 'error', 'critical'];

function valueText({ condition, resource }: AlertRule, value: number): string {
  if (condition.type === 'usagePercent') return formatPercent(value);
  if (condition.type === 'timeToLimit') return `${Math.round(value / 60_000)} min`;
  if (condition.type === 'anomaly') return String(value);
  if (resource === 'memory' || resource === 'swap' || resource === 'disk') return formatQuantity(memoryQuantity(value));
  if (resource === 'network' || resource === 'diskIo') return formatQuantity(rateQuantity(value));
  if (resource === 'cpu') return formatQuantity(coresQuantity(value));
  if (/Pressure$|Throttled$/.test(resource)) return formatPercent(value);
  return formatQuantity(countQuantity(value));
}

/** "warning above 85 % for 1m, critical above 95 % for 15s". */
export function ruleSentence(rule: AlertRule): string {
  const { condition } = rule;
  if (condition.type === 'event') return words.event;
  const [side, levels] = condition.above === undefined ? (['below', condition.below] as const) : (['above', condition.above] as const);
  const lasting = (level: AlertLevel): string => {
    const text = typeof rule.for === 'string' ? rule.for : (rule.for[level] ?? '0s');
    return text === '0s' ? '' : ` ${words.lasting(text)}`;
  };
  return levelOrder
    .flatMap((level) => {
      const value = levels?.[level];
      return value === undefined ? [] : [`${words[side](words.levels[level], valueText(rule, value))}${lasting(level)}`];
    })
    .join(', ');
}

/** How a channel is doing, in a line. */
export function channelText({ problem, queued, delivered, lost, enabled }: ChannelState): string {
  if (problem !== null) return problem;
  if (!enabled) return words.off;
  const parts = [
    queued > 0 ? words.waiting(queued) : '',
    delivered > 0 ? words.delivered(delivered) : '',
    lost > 0 ? words.lost(lost) : '',
  ].filter((text) => text !== '');
  return parts.length === 0 ? words.on : parts.join(', ');
}

/** The rules with one switched on or off: what `alerts.rules` is set to. */
export function withRule(rules: readonly AlertRule[], id: string, enabled: boolean): SettingValue {
  // Rules came as JSON: they go as JSON.
  return rules.map((rule) => (rule.id === id ? { ...rule, enabled } : rule)) as unknown as SettingValue;
}
