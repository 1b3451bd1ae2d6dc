import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock, Disposer } from '../core/ports.ts';
import type { Right } from '../shared/ipc/contract.ts';

const SECRET_BYTES = 32;
/** 32 bytes in base64url. */
const SECRET_PATTERN = /^[\w-]{43}$/;
export const TOKEN_LIFE_MS = 600_000;
/** More than people make; beyond it the oldest go, so that asking for links without end costs nothing. */
const MAX_TOKENS = 64;
const MAX_SESSIONS = 256;

interface Grant {
  /** Of the secret, which itself is kept nowhere. */
  readonly digest: Buffer;
  readonly right: Right;
  /** Monotonic milliseconds; infinite for a session, which ends with the agent. */
  readonly expiresMs: number;
  readonly stopTimer: Disposer;
  /** Takes away what was made for it. */
  readonly onGone: () => void;
}

export interface Access {
  /** A token for a link: good once, for ten minutes. `onGone` is called once, when it is good no more. */
  issueToken(right: Right, onGone?: (token: string) => void): string;
  /** Takes a token and gives a session's secret; null when it is unknown, used or too old. */
  redeem(token: string): string | null;
  /** The right of a session's secret; null for any other text. */
  rightOf(secret: string): Right | null;
  /** A secret that lives as long as the agent and is not pushed out by newer ones: for programs. */
  issueProgramSecret(right: Right): string;
}

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Who may look and who may control. Kept in memory: with the agent all access ends. */
export function createAccess(clock: Clock): Access {
  const tokens: Grant[] = [];
  const sessions: Grant[] = [];
  const programs: Grant[] = [];

  function issue(
    list: Grant[],
    max: number,
    right: Right,
    lifeMs = Number.POSITIVE_INFINITY,
    onGone: (secret: string) => void = () => {},
  ): string {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const expiresMs = clock.monotonicMs() + lifeMs;
    const stopTimer = lifeMs === Number.POSITIVE_INFINITY ? () => {} : clock.setTimer(() => drop(list, grant), lifeMs);
    const grant: Grant = { digest: digestOf(secret), right, expiresMs, stopTimer, onGone: () => onGone(secret) };
    list.push(grant);
    if (list.length > max) drop(list, list[0]);
    return secret;
  }

  function drop(list: Grant[], grant: Grant | undefined): void {
    if (grant === undefined) return;
    list.splice(list.indexOf(grant), 1);
    grant.stopTimer();
    grant.onGone();
  }

  /** Every entry is compared, each in constant time. */
  function find(list: readonly Grant[], secret: string): Grant | null {
    if (!SECRET_PATTERN.test(secret)) return null;
    const digest = digestOf(secret);
    const nowMs = clock.monotonicMs();
    let found: Grant | null = null;
    for (const grant of list) {
      if (timingSafeEqual(grant.digest, digest) && grant.expiresMs > nowMs) found = grant;
    }
    return found;
  }

  return {
    issueToken: (right, onGone) => issue(tokens, MAX_TOKENS, right, TOKEN_LIFE_MS, onGone),
    issueProgramSecret: (right) => issue(programs, MAX_SESSIONS, right),
    redeem(token) {
      const grant = find(tokens, token);
      if (grant === null) return null;
      drop(tokens, grant);
      return issue(sessions, MAX_SESSIONS, grant.right);
    },
    rightOf: (secret) => (find(sessions, secret) ?? find(programs, secret))?.right ?? null,
  };
}

/** The value of one cookie of a Cookie header; the first when there are several. */
export function cookieValue(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerValue(header: string | undefined): string | null {
  return /^bearer +([\w-]{1,128}) *$/i.exec(header ?? '')?.[1] ?? null;
}
