import { RateLimit } from '../local/rate-limit';
import { TokenSource } from '../local/token-source';
import type { Gate } from '../ports/gate';
import { Telemetry } from '../ports/telemetry';
import type { SignIn, Tokens } from '../ports/tokens';
import { mostAttempts } from './retry/retry-policy';
import type { Limits } from './settings/settings';

/** What a connection is handed: shared with others, or its own. */
export interface ConnectionParts {
  /** What every request passes. */
  gate: Gate;
  /** Makes what keeps the token. */
  tokens(signIn: SignIn): Tokens;
  /** What the connection tells of its work. */
  telemetry: Telemetry;
  /** How often a request is attempted at most. */
  mostAttempts: number;
}

/** The parts of a connection that is alone, in this process. */
export function localParts(limits: Limits): ConnectionParts {
  return {
    gate: new RateLimit(limits),
    tokens: (signIn) => new TokenSource(signIn, limits.clock),
    telemetry: new Telemetry(),
    mostAttempts,
  };
}
