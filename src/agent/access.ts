import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock, Disposer } from '../core/ports.ts';
import type { Right } from '../shared/ipc/contract.ts';
import type { SessionStore } from './session-file.ts';

const SECRET_BYTES = 32;
/** 32 bytes in base64url. */
const SECRET_PATTERN = /^[\w-]{43}$/;
export const TOKEN_LIFE_MS = 600_000;
/** A page that was not opened for this long needs a new link. */
export const SESSION_LIFE_MS = 30 * 86_400_000;
/** A session that is used lasts longer; so much of its life must be gone until that is written down again. */
const RENEW_AFTER_MS = 86_400_000;
/** More than people make; beyond it the oldest go, so that asking for links without end costs nothing. */
const MAX_TOKENS = 64;
const MAX_SESSIONS = 256;

interface Grant {
  /** Of the secret, which itself is kept nowhere. */
  readonly digest: Buffer;
  readonly right: Right;
}

interface Token extends Grant {
  /** Monotonic milliseconds. */
  readonly expiresMs: number;
  readonly stopTimer: Disposer;
  /** Takes away what was made for it. */
  readonly onGone: () => void;
}

interface Session extends Grant {
  /** Epoch milliseconds: it outlives the agent, whose monotonic time begins anew. */
  expiresAt: number;
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
  /** Takes up the sessions that the agent before left. To be called once nobody else writes them. */
  restore(): void;
}

export interface AccessOptions {
  /** Where sessions outlive the agent; without it they end with it. */
  readonly store?: SessionStore;
  /** No page has more than this, whatever its link was for. */
  readonly most?: Right;
}

const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** The grant of a secret. Every one is compared, each in constant time. */
function find<G extends Grant>(list: readonly G[], secret: string): G | null {
  if (!SECRET_PATTERN.test(secret)) return null;
  const digest = digestOf(secret);
  let found: G | null = null;
  for (const grant of list) if (timingSafeEqual(grant.digest, digest)) found = grant;
  return found;
}

/** Who may look and who may control. Links end with the agent; of the sessions a store keeps the digests. */
export function createAccess(clock: Clock, { store, most = 'control' }: AccessOptions = {}): Access {
  const tokens: Token[] = [];
  const programs: Grant[] = [];
  let sessions: Session[] = [];

  function dropToken(token: Token | undefined): void {
    if (token === undefined) return;
    tokens.splice(tokens.indexOf(token), 1);
    token.stopTimer();
    token.onGone();
  }

  const isLive = ({ expiresAt }: Session): boolean => expiresAt > clock.now();

  function keep(): void {
    sessions = sessions.filter(isLive).slice(-MAX_SESSIONS);
    store?.write(sessions.map(({ digest, right, expiresAt }) => ({ digest: digest.toString('hex'), right, expiresAt })));
  }

  function sessionRight(secret: string): Right | null {
    const session = find(sessions, secret);
    if (session === null || !isLive(session)) return null;
    const renewed = clock.now() + SESSION_LIFE_MS;
    if (renewed - session.expiresAt >= RENEW_AFTER_MS) {
      session.expiresAt = renewed;
      keep();
    }
    return most === 'view' ? 'view' : session.right;
  }

  return {
    issueToken(right, onGone = () => {}) {
      const secret = newSecret();
      const token: Token = {
        digest: digestOf(secret),
        right,
        expiresMs: clock.monotonicMs() + TOKEN_LIFE_MS,
        stopTimer: clock.setTimer(() => dropToken(token), TOKEN_LIFE_MS),
        onGone: () => onGone(secret),
      };
      tokens.push(token);
      if (tokens.length > MAX_TOKENS) dropToken(tokens[0]);
      return secret;
    },
    issueProgramSecret(right) {
      const secret = newSecret();
      programs.push({ digest: digestOf(secret), right });
      return secret;
    },
    redeem(text) {
      const token = find(tokens, text);
      if (token === null || token.expiresMs <= clock.monotonicMs()) return null;
      dropToken(token);
      const secret = newSecret();
      sessions.push({ digest: digestOf(secret), right: token.right, expiresAt: clock.now() + SESSION_LIFE_MS });
      keep();
      return secret;
    },
    rightOf: (secret) => sessionRight(secret) ?? find(programs, secret)?.right ?? null,
    restore() {
      const latest = clock.now() + SESSION_LIFE_MS;
      const kept = store?.read() ?? [];
      // A clock that was wrong before must not make a session last for ever.
      const known = kept.map(({ digest, right, expiresAt }) => ({
        digest: Buffer.from(digest, 'hex'),
        right,
        expiresAt: Math.min(expiresAt, latest),
      }));
      sessions = [...known, ...sessions].filter(isLive).slice(-MAX_SESSIONS);
    },
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
