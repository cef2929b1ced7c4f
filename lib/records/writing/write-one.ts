import type { CoupaError } from '../../base/errors';
import { inSeries, type Phrase, phrase } from '../../base/text/phrase';
import { validateRecord } from '../../catalogue/members/validate-record';
import type { BatchReport } from '../../write/carry-out';
import { emptiedByJson } from '../../write/emptied';
import { roundedNumbers } from '../../write/id';
import type { Turn } from '../../write/key-turns';
import { refusedBy } from '../../write/outcome';
import { asCoupaError } from '../../write/request-failure';
import { type Item, readItem, type Wanted } from '../model/item';
import { carryOutPlan, type Done, type Plan } from '../work/plan';
import { turnsOf } from '../work/turns';
import type { Work } from '../work/work';
import { isOfRecord, planAction } from './act';
import { planCreate } from './create';
import { planDelete } from './delete';
import { planMark } from './mark';
import { planUpdate } from './update';
import { upsert } from './upsert';

type Report = BatchReport<Done, unknown>;

/**
 * Writes one object of a message, and says what became of it. Whatever is wrong with it is its own: it keeps no other one back.
 *
 * @param messageId `msg.id`, where the payload is a single object.
 * @throws whatever is no `CoupaError`, an abort first of all.
 */
export async function writeOne(
  work: Work,
  given: unknown,
  index: number,
  messageId: unknown,
): Promise<Report> {
  const wanted = wantedBy(work);
  // A new record has no id, whatever the message had for the node before.
  const isNew = wanted === 'object' && work.operation !== 'upsert';
  const reading = readItem(given, index, wanted, isNew ? undefined : messageId);
  if ('fault' in reading) return notSent(given, phrase`Not sent, since it ${reading.fault}.`);
  const { item } = reading;
  const faults = check(work, item);
  if (faults.length > 0) return notSent(given, inSeries(faults));
  try {
    return await work.turns.take(turnsOf(work, item), (turn) => perform(work, item, turn));
  } catch (thrown) {
    // Reading before the write failed: nothing was changed.
    const error = asCoupaError(thrown);
    return { ...reported(error), outcomes: [{ ...refusedBy(given, error), outcome: 'not sent' }] };
  }
}

function reported(error: CoupaError): Omit<Report, 'outcomes'> {
  const { statusCode } = error;
  return { result: [], error, ...(statusCode === undefined ? {} : { statusCode }) };
}

async function perform(work: Work, item: Item, turn: Turn): Promise<Report> {
  if (work.operation === 'upsert') return upsert(work, item, turn);
  return carryOutPlan(work, item.given, await planOf(work, item));
}

function planOf(work: Work, item: Item): Plan | Promise<Plan> {
  const { id = '' } = item;
  switch (work.operation) {
    case 'create':
      return planCreate(work, item);
    case 'delete':
      return planDelete(work, item, id);
    case 'action':
      return planAction(work, item);
    case 'markExported':
      return planMark(work, item, id);
    default:
      return planUpdate(work, item, id);
  }
}

function wantedBy({ operation, target, action }: Work): Wanted {
  if (operation === 'create' || operation === 'upsert') return 'object';
  if (operation === 'update') return 'identified';
  return operation === 'action' && !isOfRecord(target, action) ? 'object' : 'id';
}

/** What speaks against sending it; everything else that was found is told and sent. */
function check(work: Work, { index, given, object }: Item): Phrase[] {
  const { validate } = work.settings;
  const { operation, target } = work;
  if (operation === 'delete' || operation === 'markExported') return [];
  if (operation === 'update' && Object.keys(object).length === 0)
    return [phrase`Not sent, since it has nothing to change beside its id.`];
  const [rounded] = roundedNumbers(object);
  if (rounded !== undefined) {
    const fault = phrase`has a number at ${rounded} that is too large for JavaScript, its last digits are already lost: give it as a text`;
    return [phrase`Not sent, since it ${fault}.`];
  }
  const emptied = emptiedByJson(given).filter(({ path }) => path !== 'id');
  if (emptied.length > 0)
    return emptied.map(({ path, what }) =>
      path === ''
        ? phrase`Not sent, since it is ${what}.`
        : phrase`Not sent, since it has at ${path} ${what}.`,
    );
  if (validate === 'off' || (operation === 'action' && Object.keys(object).length === 0)) return [];
  const findings = validateRecord(target.resource, operation, given);
  const faults = findings.filter(({ severity }) => severity === 'error' && validate === 'error');
  if (faults.length === 0)
    work.remarks.add(...findings.map(({ path, message }) => ({ index, path, message })));
  return faults.map(({ message }) => message);
}

function notSent(object: unknown, reason: Phrase): Report {
  return { outcomes: [{ object, outcome: 'not sent', reason }], result: [] };
}
