import { phrase } from '../../base/text/phrase';
import type { BatchReport } from '../../write/carry-out';
import { refusedBy } from '../../write/outcome';
import { asCoupaError } from '../../write/request-failure';
import { readItem } from '../model/item';
import { recordPath } from '../model/target';
import { expectedRecord } from '../work/expected-record';
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
  const path = `${recordPath(target, id)}${queryOf([...fieldsOf(work), ...work.parameters])}`;
  const purpose = phrase`getting ${target.resource} ${id}`;
  const answer = await ask(work, 'get', { path, purpose });
  const { statusCode } = answer;
  const payload = expectedRecord(answer, id, purpose);
  return {
    outcomes: [{ applied: { how: 'unchanged', id, payload, statusCode } }],
    result: [],
    statusCode,
  };
}
