import { CoupaError } from '../base/errors';
import { phrase } from '../base/text/phrase';
import type { RecordOperation } from '../catalogue/record-operations';
import { scopesFor } from '../catalogue/write-scopes';

/** A refusal for want of a scope names the one that the operation needs; any other failure stays what it is. */
export function namingScope(
  error: unknown,
  resource: string,
  operation: RecordOperation,
  action?: string,
): unknown {
  if (!(error instanceof CoupaError) || error.code !== 'COUPA_FORBIDDEN') return error;
  const [scope] = scopesFor(resource, operation, action);
  if (scope === undefined) return error;
  return error.with({ phrase: phrase`${error.phrase} This needs the scope ${scope}.`, details: { scope } });
}
