import { useState } from 'react';
import { escapeControl } from '../../shared/escape-control.ts';
import type { AlertRule } from '../../shared/model/alert.ts';
import type { ChannelState } from '../../shared/model/channels.ts';
import { useBlocked, useSession, useSettings } from '../context.tsx';
import { channelText, ruleSentence, withRule } from '../logic/alert-words.ts';
import { strings } from '../strings.ts';
import { ActionButton } from './action-button.tsx';
import { DataTable } from './data-table.tsx';
import { Section } from './section.tsx';

const words = strings.alerts;

/** The rules in force, each with its switch. */
export function AlertRules({ rules }: { readonly rules: readonly AlertRule[] }) {
  const { actions } = useSession();
  const blocked = useBlocked();
  const isOwn = useSettings(({ state }) => state?.settings.alerts.rules != null);
  const fault = useSettings(({ faults }) => faults.get('alerts.rules') ?? null);
  const aside = isOwn ? (
    <ActionButton kind="quiet" blocked={blocked} onPress={() => void actions.set('alerts.rules', null)}>
      {words.toDefault}
    </ActionButton>
  ) : null;
  return (
    <Section title={words.rules} aside={aside}>
      <p className="quiet">{isOwn ? words.ownRules : words.rulesNote}</p>
      {fault === null ? null : <p role="alert">{fault}</p>}
      <DataTable
        caption={words.rules}
        head={words.rulesHead}
        rows={rules.map((rule) => {
          const name = escapeControl(rule.name ?? rule.id);
          return {
            key: rule.id,
            quiet: !rule.enabled,
            cells: [
              name,
              <input
                key="on"
                type="checkbox"
                checked={rule.enabled}
                disabled={blocked !== null}
                aria-label={words.switchRule(name)}
                onChange={() => void actions.set('alerts.rules', withRule(rules, rule.id, !rule.enabled))}
              />,
              `${escapeControl(rule.subject)} ${escapeControl(rule.resource)}: ${ruleSentence(rule)}`,
            ],
          };
        })}
      />
    </Section>
  );
}

interface ChannelsProps {
  readonly channels: readonly ChannelState[];
  readonly onDone: () => void;
}

/** The channels with how they are doing; a test message can be sent by each. */
export function AlertChannels({ channels, onDone }: ChannelsProps) {
  const { actions } = useSession();
  const blocked = useBlocked();
  const [testing, setTesting] = useState<string | null>(null);
  async function test(id: string): Promise<void> {
    setTesting(id);
    await actions.testChannel(id);
    setTesting(null);
    onDone();
  }
  return (
    <Section title={words.channels}>
      <p className="quiet">{words.channelsNote}</p>
      <DataTable
        caption={words.channels}
        head={words.channelsHead}
        rows={channels.map((channel) => ({
          key: channel.id,
          quiet: !channel.enabled,
          cells: [
            escapeControl(channel.id),
            escapeControl(channelText(channel)),
            channel.last === null ? words.never : escapeControl(channel.last.detail),
            <ActionButton
              key="test"
              kind="quiet"
              blocked={blocked ?? (testing === null ? null : words.testing)}
              label={`${words.test} ${escapeControl(channel.id)}`}
              onPress={() => void test(channel.id)}
            >
              {testing === channel.id ? words.testing : words.test}
            </ActionButton>,
          ],
        }))}
      />
    </Section>
  );
}
