import type { ChannelKind, ChannelOf, ChannelSettings } from '../../../shared/model/channels.ts';
import { createCommandSender } from './command.ts';
import { createEmailSender } from './email.ts';
import { oneLine } from './message.ts';
import { createNativeSender } from './native.ts';
import type { SenderParts } from './sender-parts.ts';
import { DeliveryError, type Send, toDeliveryError } from './send.ts';
import { createSlackSender } from './slack.ts';
import { createWebhookSender } from './webhook.ts';

const creators: { readonly [K in ChannelKind]: (settings: ChannelOf<K>, parts: SenderParts) => Send } = {
  native: createNativeSender,
  email: createEmailSender,
  slack: createSlackSender,
  webhook: createWebhookSender,
  command: createCommandSender,
};

/** How a channel delivers. Nothing that it says, or fails with, has a secret in it, or a second line. */
export function createSender(settings: ChannelSettings, parts: SenderParts): Send {
  const create = creators[settings.kind] as (settings: ChannelSettings, parts: SenderParts) => Send;
  const send = create(settings, parts);
  const shown = (text: string): string => oneLine(parts.secrets.hide(text));
  return async (message, signal) => {
    try {
      return shown(await send(message, signal));
    } catch (thrown) {
      const { message, permanent, retryAfterMs } = toDeliveryError(thrown);
      throw new DeliveryError(shown(message), { permanent, retryAfterMs });
    }
  };
}
