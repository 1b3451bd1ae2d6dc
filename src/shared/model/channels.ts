import { z } from 'zod';
import { alertLevel } from './alert.ts';
import { durationText } from './duration-text.ts';
import { subjectId } from './reading.ts';

/** The id of a channel: rules name it, and its outbox lies in a file of that name. */
const channelId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, { error: 'an id of a-z, 0-9 and "-", such as "ops-mail"' });

/** Where a secret lies. The settings never hold the secret itself: they are shown, exported and logged. */
const secretReference = z
  .string()
  .regex(/^secret:[a-z0-9][a-z0-9-]{0,63}$/, { error: 'a reference such as "secret:ops-mail", never the secret itself' });

/** Text for one line of a message's head. */
const headText = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, { error: 'one line without control characters' });

const common = {
  id: channelId,
  enabled: z.boolean().default(true),
  /** Alerts below it are not told here. What ends an alert is told where its beginning was. */
  minSeverity: alertLevel.default('info'),
  /** Subjects that are told here: ids, or globs such as "container:*". */
  subjects: z.array(subjectId).min(1).max(64).readonly().default(['*']),
  /** The time limit of one try. */
  timeout: durationText('1s', '2m').default('15s'),
};

const nativeChannel = z.strictObject({ ...common, kind: z.literal('native') });

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;
const emailChannel = z
  .strictObject({
    ...common,
    kind: z.literal('email'),
    host: headText(253),
    port: z.int().min(1).max(65_535).default(587),
    /** `tls` from the first byte (port 465), `starttls` or nothing at all (port 587), `none` for a server of this machine. */
    security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
    /** A file with the certificates (PEM) of those who may sign the server's; default: the system's. */
    caFile: z.string().min(1).max(4096).optional(),
    user: headText(256).optional(),
    password: secretReference.optional(),
    from: z.email(),
    to: z.array(z.email()).min(1).max(20).readonly(),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    error: '"user" and "password", or neither',
    path: ['password'],
  })
  .refine(({ security, password, host }) => security !== 'none' || password === undefined || LOOPBACK.test(host), {
    error: '"tls" or "starttls" where there is a password: it would cross the network readable for all',
    path: ['security'],
  });

const slackChannel = z.strictObject({
  ...common,
  kind: z.literal('slack'),
  /** The incoming webhook's address: who has it can post. */
  url: secretReference,
  /** "#alerts"; default: the webhook's own channel. */
  channel: headText(80).optional(),
});

/** Authority without "name:password@". */
const NO_CREDENTIALS = /^https?:\/\/[^/?#@\s]+([/?#]|$)/i;
const webhookUrl = z
  .url({ protocol: /^https?$/, error: 'an address that begins with "https://" or "http://"' })
  .max(2048)
  .regex(NO_CREDENTIALS, { error: 'an address without a name or password in it: use "authorization"' });
const webhookChannel = z.strictObject({
  ...common,
  kind: z.literal('webhook'),
  url: webhookUrl,
  /** Signs every request; default: no signature. */
  signingSecret: secretReference.optional(),
  /** The whole value of the header "Authorization", such as "Bearer …". */
  authorization: secretReference.optional(),
});

const argument = z
  .string()
  .max(4096)
  .regex(/^[^\0]*$/, { error: 'text without NUL' });
const commandChannel = z.strictObject({
  ...common,
  kind: z.literal('command'),
  /** It runs a program: somebody has to say so. */
  enabled: z.boolean().default(false),
  /** The program and its arguments, as they are: no shell reads them. */
  command: z.tuple([argument.min(1)], argument).refine((argv) => argv.length <= 64, { error: 'at most 64 parts' }),
});

/** One channel as a person writes it. */
export const channelSettings = z.discriminatedUnion('kind', [nativeChannel, emailChannel, slackChannel, webhookChannel, commandChannel]);
export type ChannelSettings = z.infer<typeof channelSettings>;
export type ChannelKind = ChannelSettings['kind'];
export type ChannelOf<K extends ChannelKind> = Extract<ChannelSettings, { kind: K }>;

export const MAX_CHANNELS = 32;

/** The end of one try. */
const channelTry = z
  .object({
    ok: z.boolean(),
    /** One line: what the receiver said, or why it failed. */
    detail: z.string(),
    /** Epoch milliseconds. */
    at: z.number(),
  })
  .readonly();
export type ChannelTry = z.infer<typeof channelTry>;

/** How a channel is doing: for who looks at it. */
export const channelState = z
  .object({
    id: z.string(),
    /** Null when its settings cannot be used. */
    kind: z.enum(['native', 'email', 'slack', 'webhook', 'command']).nullable(),
    enabled: z.boolean(),
    /** Why its settings, or its outbox, cannot be used; null when they can. */
    problem: z.string().nullable(),
    /** Messages that wait. */
    queued: z.int(),
    /** Epoch milliseconds of the next try; null when none is put off. */
    nextTryAt: z.number().nullable(),
    last: channelTry.nullable(),
    /** Since the start. */
    delivered: z.int(),
    /** Messages given up since the start: refused for good, older than a day, or one too many. */
    lost: z.int(),
  })
  .readonly();
export type ChannelState = z.infer<typeof channelState>;
