import { type ChannelSettings, channelSettings } from '../../../shared/model/channels.ts';
import { expectationOf } from '../../schema-fault.ts';
import { pathText } from '../parse-rules.ts';

export type ReadChannel =
  | { readonly settings: ChannelSettings }
  | {
      /** As far as it has one. */
      readonly id: string | null;
      /** What was expected where. Not what was found: somebody may have written a secret there. */
      readonly problem: string;
    };

/** One channel's settings, whatever they are. */
export function readChannel(value: unknown): ReadChannel {
  const parsed = channelSettings.safeParse(value);
  if (parsed.success) return { settings: parsed.data };
  const problems = parsed.error.issues.map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys.join(', ')] : issue.path;
    const expected = issue.code === 'unrecognized_keys' ? 'no such key' : expectationOf(issue);
    return `${path.length === 0 ? 'the channel' : pathText(path)}: expected ${expected}, got something else`;
  });
  const { id } = (typeof value === 'object' && value !== null ? value : {}) as { readonly id?: unknown };
  return { id: typeof id === 'string' ? id.slice(0, 64) : null, problem: problems.join('; ') };
}
