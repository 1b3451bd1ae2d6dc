import type { ChannelOf } from '../../../shared/model/channels.ts';
import { readBoundedFile } from '../../bounded-file.ts';
import { plainWords } from '../../plain-fault.ts';
import { bodyText, oneLine, thresholdOf, timeText, valueOf } from './message.ts';
import { type ChannelMessage, DeliveryError, type Send } from './send.ts';
import type { SenderParts } from './sender-parts.ts';

const MAX_CA_BYTES = 1_000_000;

/** Sends a mail by SMTP. Every try has a connection of its own; TLS is always verified. */
export function createEmailSender(settings: ChannelOf<'email'>, { secrets, hostname }: SenderParts): Send {
  const { host, port, security, user, password, from, to, caFile } = settings;
  return async (message, signal) => {
    const auth = user === undefined || password === undefined ? {} : { auth: { user, pass: await secrets.read(password) } };
    const tls = caFile === undefined ? {} : { tls: { ca: certificates(caFile) } };
    // Loaded when it is needed: 270 kB that most never use.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      disableFileAccess: true,
      disableUrlAccess: true,
      ...auth,
      ...tls,
    });
    try {
      const { response } = await transport.sendMail({
        ...mailOf(message, from, hostname),
        from: { name: 'Headroom', address: from },
        to: [...to],
        signal,
      });
      return response;
    } catch (thrown) {
      throw refusal(thrown);
    } finally {
      transport.close();
    }
  };
}

function certificates(path: string): string {
  try {
    return readBoundedFile(path, MAX_CA_BYTES);
  } catch (thrown) {
    throw new DeliveryError(`${path}: expected a file of certificates, got ${plainWords(thrown)}`);
  }
}

/** What comes from outside becomes one line each, so that it forges neither a header nor a line of the text. */
function mailOf(message: ChannelMessage, from: string, hostname: string) {
  const { notice } = message;
  const title = oneLine(notice.title);
  const lines = [
    `Resource Alert: ${title}`,
    `Severity: ${notice.severity}`,
    `Resource: ${oneLine(notice.resource)}`,
    `Value: ${valueOf(notice)}`,
    `Threshold: ${thresholdOf(notice)}`,
    `Time: ${timeText(notice.at)}`,
    '',
    bodyText(message),
    '',
    `Machine: ${oneLine(hostname)}`,
    `Rule: ${oneLine(notice.ruleName)}`,
    `Key: ${oneLine(notice.idempotencyKey)}`,
  ];
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const idOf = (sequence: number): string => `<${notice.incidentId}.${sequence}@${domain}>`;
  return {
    subject: `Resource Alert: ${title}`,
    text: `${lines.join('\n')}\n`,
    // The same for every try; a mail program shows what belongs to one alert as one conversation.
    messageId: idOf(notice.sequence),
    ...(notice.sequence > 1 ? { inReplyTo: idOf(1), references: [idOf(1)] } : {}),
    headers: {
      // RFC 3834: no program is to answer it.
      'Auto-Submitted': 'auto-generated',
      'X-Headroom-Key': oneLine(notice.idempotencyKey),
    },
  };
}

interface SmtpFault {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
}

/**
 * A 5yz reply is for good (RFC 5321, 4.2.1); everything else may go better next time. So may a failed STARTTLS, whatever the reply: it can be
 * somebody on the way who wants to read along.
 */
function refusal(thrown: unknown): DeliveryError {
  const { code, responseCode, response } = thrown as SmtpFault;
  if (typeof response !== 'string' || code === 'ETLS') return new DeliveryError(plainWords(thrown));
  return new DeliveryError(response, { permanent: typeof responseCode === 'number' && responseCode >= 500 });
}
