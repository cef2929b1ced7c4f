import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import type { BatchReport } from '../../write/carry-out';
import { refusedBy } from '../../write/outcome';
import { recordIn } from '../../write/record-in';
import { asCoupaError } from '../../write/request-failure';
import { saidInstead } from '../../write/said-instead';
import { readItem } from '../model/item';
import { recordPath } from '../model/target';
import { fieldsOf } from '../work/fields';
import type { Done } from '../work/plan';
import { ask, queryOf, type Work } from '../work/work';

/** Gets one record by its id. */
export async function getOne(
  work: Work,
  given: unknown,
  index: number,
  messageId: unknown,
): Promise<BatchReport<Done, unknown>> {
  const reading = readItem(given, index, 'id', messageId);
  if ('fault' in reading) {
    const reason = phrase`Not asked for, since it ${reading.fault}.`;
    return { outcomes: [{ object: given, outcome: 'not sent', reason }], result: [] };
  }
  const id = reading.item.id ?? '';
  try {
    return await get(work, id);
  } catch (thrown) {
    const error = asCoupaError(thrown);
    const { statusCode } = error;
    const outcomes = [refusedBy(given, error)];
    return { outcomes, result: [], error, ...(statusCode === undefined ? {} : { statusCode }) };
  }
}

async function get(work: Work, id: string): Promise<BatchReport<Done, unknown>> {
  const { target } = work;
  const path = `${recordPath(target, id)}${queryOf(fieldsOf(work))}`;
  const purpose = phrase`getting ${target.resource} ${id}`;
  const answer = await ask(work, 'get', { path, purpose });
  const { body, statusCode } = answer;
  const record = recordIn(body, id);
  if (record === undefined) {
    const what =
      saidInstead(purpose, answer) ??
      phrase`Getting ${target.resource} ${id}: the tenant answered HTTP ${statusCode} without that record`;
    throw new CoupaError('COUPA_RESPONSE', phrase`${what}. ${checkBoth}`, { statusCode });
  }
  return {
    outcomes: [{ applied: { how: 'unchanged', id, payload: record, statusCode } }],
    result: [],
    statusCode,
  };
}

const checkBoth = phrase`Check the resource and the id.`;
