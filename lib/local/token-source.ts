import { type Clock, pause } from '../base/clock';
import { CoupaError } from '../base/errors';
import { phrase } from '../base/text/phrase';
import { unlessAborted } from '../base/unless-aborted';
import type { SignIn, Token, Tokens } from '../ports/tokens';
import { isRefusal, pauseAfterRefusals } from './refused-sign-in';

/** Coupa's documentation: a token may be refused during its first five seconds. Milliseconds. */
export const freshForMs = 5_000;

/** Coupa's documentation: renew after 20 hours of 24. Until it expires, the old one goes on serving. */
const renewAt = 20 / 24;

/** Milliseconds, a tenth of the lifetime at most, by which a token is given up before it expires. */
const expiryMargin = 30_000;

interface Refusal {
  error: CoupaError;
  /** Monotonic milliseconds. */
  until: number;
}

/**
 * Keeps one OAuth token for all requests of a connection.
 *
 * However many ask, one sign-in is under way; it is renewed ahead of its time, in the background. After a refused
 * sign-in everybody gets the same error, the same object, until a pause is over that grows with each refusal: a wrong
 * secret must neither lock the client nor flood the log.
 */
export class TokenSource implements Tokens {
  readonly #signIn: SignIn;
  readonly #clock: Clock;
  #token: Token | undefined;
  #underWay: Promise<Token> | undefined;
  #refusal: Refusal | undefined;
  #refusals = 0;
  /** Tokens in a row that were replaced without ever having been taken. */
  #useless = 0;

  constructor(signIn: SignIn, clock: Clock) {
    this.#signIn = signIn;
    this.#clock = clock;
  }

  async current(signal: AbortSignal): Promise<Token> {
    const token = this.#token;
    if (token === undefined || this.#age(token) >= token.lifetime - margin(token)) {
      return unlessAborted(this.#renew(), signal);
    }
    if (this.#age(token) >= token.lifetime * renewAt) this.#renewBehind();
    return token;
  }

  accept(token: Token): void {
    token.accepted = true;
    this.#useless = 0;
  }

  /** Waits while the token is too fresh to be blamed, gives it up if it may have expired. */
  async reject(token: Token, signal: AbortSignal): Promise<boolean> {
    if (token !== this.#token) return true;
    const age = this.#age(token);
    if (age < freshForMs) {
      await this.#ripen(token, signal);
      return true;
    }
    if (!token.accepted && age < pauseAfterRefusals(this.#useless + 1)) return false;
    if (!token.accepted) this.#useless += 1;
    this.#token = undefined;
    return true;
  }

  /** A timer may fire a moment early, and an attempt that comes too soon is lost. */
  async #ripen(token: Token, signal: AbortSignal): Promise<void> {
    for (let age = this.#age(token); age < freshForMs; age = this.#age(token)) {
      await pause(this.#clock, freshForMs - age, signal);
    }
  }

  #age(token: Token): number {
    return this.#clock.monotonic() - token.obtainedAt;
  }

  #renewBehind(): void {
    // The token at hand still works. If this fails, the sign-in at its end will say so.
    this.#renew().catch(() => undefined);
  }

  #renew(): Promise<Token> {
    if (this.#refusal !== undefined && this.#clock.monotonic() < this.#refusal.until) {
      return Promise.reject(this.#refusal.error);
    }
    this.#underWay ??= this.#obtain().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #obtain(): Promise<Token> {
    const { value, expiresIn } = await this.#signIn().catch((error: unknown) => {
      throw isAbort(error) ? error : this.#judge(asCoupaError(error));
    });
    this.#refusal = undefined;
    this.#refusals = 0;
    const obtainedAt = this.#clock.monotonic();
    this.#token = { value, obtainedAt, lifetime: expiresIn * 1000, accepted: false };
    return this.#token;
  }

  #judge(error: CoupaError): CoupaError {
    if (!isRefusal(error.code)) return error.with({ outcome: 'not sent' });
    this.#refusals += 1;
    const wait = pauseAfterRefusals(this.#refusals);
    const refusal = refused(error, wait, new Date(this.#clock.now() + wait));
    this.#refusal = { error: refusal, until: this.#clock.monotonic() + wait };
    return refusal;
  }
}

/** Nobody was asked, so nobody refused. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Whatever went wrong, to go on asking would not mend it: what nobody foresaw is waited out like a refusal. */
function asCoupaError(error: unknown): CoupaError {
  if (error instanceof CoupaError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new CoupaError('COUPA_RESPONSE', phrase`Signing in: the answer could not be used (${why}).`);
}

function refused(error: CoupaError, wait: number, retryAt: Date): CoupaError {
  const at = retryAt.toISOString();
  return error.with({
    phrase: phrase`${error.phrase} The next sign-in is tried at ${at}.`,
    outcome: 'not sent',
    retryAfter: wait / 1000,
    details: { retryAt: at },
  });
}

function margin(token: Token): number {
  return Math.min(expiryMargin, token.lifetime / 10);
}
