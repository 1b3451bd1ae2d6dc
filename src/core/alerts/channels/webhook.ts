import { createHmac } from 'node:crypto';
import type { ChannelOf } from '../../../shared/model/channels.ts';
import { post } from './http-post.ts';
import { payloadOf } from './payload.ts';
import type { Send } from './send.ts';
import type { SenderParts } from './sender-parts.ts';

/**
 * Posts the alert as JSON. The signature is that of Standard Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks), for which
 * receivers have libraries: HMAC-SHA256 over "<id>.<seconds>.<body>".
 */
export function createWebhookSender(
  { url, signingSecret, authorization }: ChannelOf<'webhook'>,
  { clock, secrets, fetch, hostname, version }: SenderParts,
): Send {
  return async (message, signal) => {
    const id = message.notice.idempotencyKey;
    const body = JSON.stringify(payloadOf(message, hostname));
    const seconds = String(Math.floor(clock.now() / 1_000));
    const headers: Record<string, string> = {
      'User-Agent': `Headroom/${version}`,
      'Idempotency-Key': id,
      'Webhook-Id': id,
      'Webhook-Timestamp': seconds,
    };
    if (signingSecret !== undefined) {
      const key = signingKey(await secrets.read(signingSecret));
      headers['Webhook-Signature'] = `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
    }
    if (authorization !== undefined) headers['Authorization'] = await secrets.read(authorization);
    return await post(fetch, { url, headers, body }, signal, () => clock.now());
  };
}

const ENCODED = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/** A key in the form of Standard Webhooks, "whsec_" and base64, or any text as it is. */
function signingKey(secret: string): Buffer {
  const encoded = ENCODED.exec(secret)?.[1];
  return encoded === undefined ? Buffer.from(secret) : Buffer.from(encoded, 'base64');
}
