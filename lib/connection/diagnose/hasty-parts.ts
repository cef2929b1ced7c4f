import { type Clock, pause } from '../../base/clock';
import { unlessAborted } from '../../base/unless-aborted';
import { freshForMs } from '../../local/token-source';
import type { Gate } from '../../ports/gate';
import type { SignIn, Token, Tokens } from '../../ports/tokens';
import type { ConnectionParts } from '../parts';

/**
 * The parts of a connection without patience, for somebody who is watching: each request is made once and at once, and a refused
 * sign-in is told as it is, since nobody asks again.
 */
export function hastyParts(clock: Clock): Partial<ConnectionParts> {
  return { gate: openGate, tokens: (signIn) => new OneToken(signIn, clock), mostAttempts: 1 };
}

const openGate: Gate = {
  enter: async (signal) => {
    signal.throwIfAborted();
    return () => undefined;
  },
  pause: () => undefined,
  pausedFor: 0,
};

/** Milliseconds after which a token that is too fresh is tried again first. */
const soon = 1_000;

/** A token that is asked for once. */
class OneToken implements Tokens {
  private token: Promise<Token> | undefined;

  constructor(
    private readonly signIn: SignIn,
    private readonly clock: Clock,
  ) {}

  current(signal: AbortSignal): Promise<Token> {
    this.token ??= this.obtain();
    return unlessAborted(this.token, signal);
  }

  accept(): void {}

  /** Coupa may refuse a token that it has just given: it is tried again after a second, and when it is fresh no more. */
  async reject({ obtainedAt }: Token, signal: AbortSignal): Promise<boolean> {
    const age = this.clock.monotonic() - obtainedAt;
    if (age >= freshForMs) return false;
    await pause(this.clock, age < soon ? soon : freshForMs - age, signal);
    return true;
  }

  private async obtain(): Promise<Token> {
    const { value, expiresIn } = await this.signIn();
    const obtainedAt = this.clock.monotonic();
    return { value, obtainedAt, lifetime: expiresIn * 1000, accepted: false };
  }
}
