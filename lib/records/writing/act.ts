import type { JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { findOperation, type WriteOperation } from '../../catalogue/write-operations';
import type { Answer } from '../../ports/requester';
import { idOf, recordIn } from '../../write/record-in';
import { saidButYes } from '../../write/said-instead';
import type { Item } from '../model/item';
import { recordPath, type Target } from '../model/target';
import { lookAt } from '../reading/look-at';
import { fieldsOf } from '../work/fields';
import type { Plan, PlannedWrite, RecordOutcome } from '../work/plan';
import { queryOf, type Work } from '../work/work';
import { unlessSentBefore } from './comes-again';

/** Whether an action is done to one record, or has no id (`requisitions/submit_for_approval`). What nobody knows is done to a record. */
export function isOfRecord(target: Target, action: string): boolean {
  return findOperation(target.resource, 'action', action)?.ofRecord ?? true;
}

/**
 * An action: submit, void, add to a business group. It is sent again after an answer was lost only where the catalogue says that a second
 * one changes nothing; of the others the record is read, and its status told. So it is where nothing but a message is answered, which may be a
 * yes or a no: no record shows which.
 */
export function planAction(work: Work, item: Item): Plan {
  const { target, action } = work;
  const known = findOperation(target.resource, 'action', action);
  const parent = item.id === undefined ? target.path : recordPath(target, item.id);
  const path = `${parent}/${action}${queryOf([...fieldsOf(work), ...work.parameters])}`;
  const body = Object.keys(item.object).length === 0 ? {} : { body: item.object };
  const purpose = phrase`doing ${action} on ${target.resource} ${item.id ?? ''}`;
  const look = (why: Phrase) => findOut(work, item, phrase`Unknown outcome: ${why}`);
  const plan: PlannedWrite = {
    request: { method: known?.methods[0] ?? 'PUT', path, ...body },
    purpose,
    as: 'action',
    repeatable: isRepeatable(known),
    judge: (answer) => {
      const said = saidButYes(purpose, answer);
      return said === undefined ? judge(item, answer) : look(said);
    },
    findOut: look,
  };
  return unlessSentBefore(work, item.given, plan, known?.repetition === 'adds');
}

function isRepeatable(known: WriteOperation | undefined): boolean {
  return known?.repetition === 'safe';
}

/** What Coupa answers may be another record than the one that was acted on: an approval answers what it approves. */
function judge(item: Item, { body }: Answer): RecordOutcome {
  const record = recordIn(body);
  const id = item.id ?? (record === undefined ? undefined : idOf(record));
  const payload = body ?? (id === undefined ? null : { id });
  return { applied: { how: 'done', payload, ...(id === undefined ? {} : { id }) } };
}

async function findOut(work: Work, item: Item, head: Phrase): Promise<RecordOutcome> {
  const { id } = item;
  if (id === undefined) {
    const reason = phrase`${head}. Look in Coupa before sending it again.`;
    return { object: item.given, outcome: 'unknown', reason };
  }
  return lookAt(work, item, id, head, (record) => {
    const reason = phrase`${head}. Its status is now ${statusOf(record)}.`;
    return { object: item.given, outcome: 'unknown', reason, found: [id] };
  });
}

function statusOf({ status }: JsonObject): string {
  return typeof status === 'string' && status !== '' ? status : '–';
}
