import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';

/** Why a poll stopped without having failed. */
export function interruption(): CoupaError {
  return new CoupaError(
    'COUPA_STATE',
    phrase`The poll was interrupted by a command or a deploy; it is taken up again later.`,
    { reason: { kind: 'interrupted' } },
  );
}

export function isInterruption(error: unknown): boolean {
  return error instanceof CoupaError && error.reason?.kind === 'interrupted';
}

function connectionClosed(): CoupaError {
  return new CoupaError(
    'COUPA_NETWORK',
    phrase`The connection was closed, by a deploy perhaps. What was under way is taken up again over the connection that is there then.`,
  );
}

/** The error as flows know errors; anything else is a fault of this package and says so. */
export function toCoupaError(error: unknown): CoupaError {
  if (error instanceof CoupaError) return error;
  if (error instanceof Error && error.name === 'AbortError') return connectionClosed();
  const message = error instanceof Error ? error.message : String(error);
  return new CoupaError('COUPA_STATE', phrase`Unexpected failure of the poll engine: ${message}`, {
    cause: error,
  });
}
