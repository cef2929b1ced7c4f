import { CoupaError } from '../../base/errors';
import type { JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { Answer } from '../../ports/requester';
import { recordIn } from '../../write/record-in';
import { saidInstead } from '../../write/said-instead';

/**
 * The record that was asked for by its id. What answers 2xx with anything else, a message or another record, says neither what it is nor that
 * it is not there: only a 404 does.
 *
 * @param purpose what was being done, as `reading invoices 17`
 * @throws {CoupaError} `COUPA_RESPONSE` when the answer is not that record
 */
export function expectedRecord(answer: Answer, id: string, purpose: Phrase): JsonObject {
  const record = recordIn(answer.body, id);
  if (record !== undefined) return record;
  const { statusCode } = answer;
  const what =
    saidInstead(purpose, answer) ??
    phrase`${purpose.atStart()}: the tenant answered HTTP ${statusCode} without that record`;
  throw new CoupaError('COUPA_RESPONSE', phrase`${what}. ${checkBoth}`, { statusCode });
}

const checkBoth = phrase`Check the resource and the id.`;
