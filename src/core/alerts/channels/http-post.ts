import { plainWords } from '../../plain-fault.ts';
import { oneLine } from './message.ts';
import { DeliveryError } from './send.ts';

/** The part of `fetch` that is used here. */
export type Fetch = (
  url: string,
  init: {
    readonly method: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What of an answer is read: enough for a person to see what is wrong. */
const MAX_ANSWER_BYTES = 1_024;
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);
const MOVED_FOR_GOOD: ReadonlySet<number> = new Set([301, 308]);

/**
 * Posts JSON and answers with the status: "204 No Content". Redirects are not followed: what was signed for one place is not sent to another.
 * Rejects with a DeliveryError: permanent for 4xx (but 408, 425 and 429) and for what has moved for good.
 *
 * @param now epoch milliseconds, for a `Retry-After` that is a date
 */
export async function post(fetch: Fetch, { url, headers, body }: PostRequest, signal: AbortSignal, now: () => number): Promise<string> {
  const response = await answerTo(() =>
    fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body, redirect: 'manual', signal }),
  );
  const status = oneLine(`${response.status} ${response.statusText}`);
  if (response.ok) {
    // It was taken; what else is said does not matter, nor how it ends.
    response.body?.cancel().catch(() => {});
    return status;
  }
  const said = oneLine(await beginningOf(response));
  const permanent = MOVED_FOR_GOOD.has(response.status) || (isClientError(response.status) && !NOT_NOW.has(response.status));
  throw new DeliveryError(said === '' ? status : `${status}: ${said}`, {
    permanent,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), now()),
  });
}

function isClientError(status: number): boolean {
  return status >= 400 && status < 500;
}

async function answerTo(request: () => Promise<Response>): Promise<Response> {
  try {
    return await request();
  } catch (thrown) {
    // "fetch failed" says nothing: its cause does.
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
    throw new DeliveryError(plainWords(cause));
  }
}

/** The first bytes of an answer; what there is of them when it breaks off. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  let readBytes = 0;
  try {
    while (readBytes < MAX_ANSWER_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, MAX_ANSWER_BYTES - readBytes);
      readBytes += part.length;
      text += decoder.decode(part, { stream: true });
    }
  } catch {
    // The status alone decides.
  }
  reader.cancel().catch(() => {});
  return text;
}

/** "120" or an HTTP date (RFC 9110, 10.2.3) → milliseconds from now; null when it is neither, or past. */
function retryAfterMs(text: string | null, nowMs: number): number | null {
  if (text === null) return null;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
