/** What a sign-in brought. */
export interface TokenAnswer {
  value: string;
  /** Seconds it is valid for. */
  expiresIn: number;
  /** The scopes that it was granted, as the tenant wrote them; OAuth lets a tenant leave them out. */
  scope?: string;
}

/** Asks the tenant for a token, and ends by itself: nobody who waits can stop it. @throws {CoupaError} when there is none. */
export type SignIn = () => Promise<TokenAnswer>;

/** A token, and what experience with it says. */
export interface Token {
  readonly value: string;
  /** Monotonic milliseconds. */
  readonly obtainedAt: number;
  /** Milliseconds from then on. */
  readonly lifetime: number;
  /** Whether the tenant has taken it at least once. */
  accepted: boolean;
}

/** Keeps one OAuth token for all requests of a connection, and signs in where there is none. */
export interface Tokens {
  /**
   * The token to use now.
   *
   * @throws {CoupaError} when the sign-in fails, or failed a moment ago.
   * @throws the signal's reason, as soon as it is aborted.
   */
  current(signal: AbortSignal): Promise<Token>;
  /** The tenant took it. */
  accept(token: Token): void;
  /**
   * The tenant answered 401 to it. May wait until it is old enough to be blamed.
   *
   * @returns whether another attempt makes sense, with the token that `current` then gives.
   * @throws the signal's reason, as soon as it is aborted.
   */
  reject(token: Token, signal: AbortSignal): Promise<boolean>;
}
