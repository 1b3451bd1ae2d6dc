import type { AlertLevel } from '../../../shared/model/alert.ts';
import type { ChannelOf } from '../../../shared/model/channels.ts';
import { post } from './http-post.ts';
import { bodyText, escapeMarkup, isGoodNews, oneLine, thresholdOf, timeText, valueOf } from './message.ts';
import { type ChannelMessage, DeliveryError, type Send } from './send.ts';
import type { SenderParts } from './sender-parts.ts';

const COLORS: Readonly<Record<AlertLevel, string>> = { info: 'good', warning: 'warning', error: 'danger', critical: 'danger' };

/** Posts to a Slack incoming webhook (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
export function createSlackSender({ url, channel }: ChannelOf<'slack'>, { clock, secrets, fetch, hostname, version }: SenderParts): Send {
  return async (message, signal) => {
    const address = await secrets.read(url);
    if (!URL.canParse(address) || !/^https?:/i.test(address))
      throw new DeliveryError(`${url}: expected the address of an incoming webhook, got something else`, { permanent: true });
    const body = JSON.stringify(slackMessage(message, hostname, channel));
    const headers = { 'User-Agent': `Headroom/${version}`, 'Idempotency-Key': message.notice.idempotencyKey };
    return await post(fetch, { url: address, headers, body }, signal, () => clock.now());
  };
}

function slackMessage(message: ChannelMessage, hostname: string, channel: string | undefined): object {
  const { notice } = message;
  const title = escapeMarkup(oneLine(notice.title));
  return {
    ...(channel === undefined ? {} : { channel }),
    text: `${isGoodNews(notice) ? '✅' : '🚨'} Resource Alert: ${title}`,
    attachments: [
      {
        color: isGoodNews(notice) ? 'good' : COLORS[notice.severity],
        fallback: escapeMarkup(oneLine(notice.summary)),
        text: escapeMarkup(bodyText(message)),
        fields: [
          { title: 'Resource', value: escapeMarkup(oneLine(notice.resource)), short: true },
          { title: 'Value', value: valueOf(notice), short: true },
          { title: 'Threshold', value: thresholdOf(notice), short: true },
          { title: 'Time', value: timeText(notice.at), short: true },
        ],
        footer: escapeMarkup(oneLine(`${hostname} · ${notice.idempotencyKey}`)),
      },
    ],
  };
}
