import { type Phrase, phrase } from '../../base/text/phrase';
import { addingMembers } from '../../catalogue/members/adding-members';
import { findOperation } from '../../catalogue/write-operations';
import type { Answer } from '../../ports/requester';
import { recordIn } from '../../write/record-in';
import { saidButYes } from '../../write/said-instead';
import { differences } from '../checking/differences';
import type { Item } from '../model/item';
import { recordPath } from '../model/target';
import { lookAt } from '../reading/look-at';
import { fieldsOf } from '../work/fields';
import type { Plan, RecordOutcome } from '../work/plan';
import { noteIgnored } from '../work/verify';
import { queryOf, type Work } from '../work/work';
import { changeComesAgain, changeKeys } from './comes-again';
import { type Guarded, guardPayments } from './payments';

/**
 * A change of one record. Coupa merges, so plain members may be sent again after an answer was lost; lines without ids may not, since
 * they would be added again, and an equal change that comes again is looked for first. Payments that the invoice has are not sent at all.
 */
export async function planUpdate(work: Work, item: Item, id: string): Promise<Plan> {
  const guarded = await guardPayments(work, item, id);
  if ('settled' in guarded) return guarded;
  const { target } = work;
  const method = findOperation(target.resource, 'update')?.methods[0] ?? 'PUT';
  const path = `${recordPath(target, id)}${queryOf([...fieldsOf(work), ...work.parameters])}`;
  const change: Change = { ...guarded, id, adds: addingMembers(target.resource, guarded.body).length > 0 };
  const again = change.adds ? await changeComesAgain(work, item, id, change.body) : undefined;
  if (again !== undefined) return { settled: again };
  return {
    request: { method, path, body: change.body },
    purpose: phrase`updating ${target.resource} ${id}`,
    as: 'update',
    repeatable: !change.adds,
    ...(change.adds ? { once: changeKeys(work, item, id, change.body) } : {}),
    judge: (answer) => judge(work, item, change, answer),
    findOut: (why) => findOut(work, item, change, why),
  };
}

interface Change extends Guarded {
  id: string;
  /** Whether Coupa would hold more after it was carried out twice. */
  adds: boolean;
}

function judge(
  work: Work,
  item: Item,
  change: Change,
  answer: Answer,
): RecordOutcome | Promise<RecordOutcome> {
  const { id, body } = change;
  const record = recordIn(answer.body, id);
  if (record !== undefined) {
    noteIgnored(work, item, record, body);
    return { applied: { how: 'updated', id, payload: record } };
  }
  const said = saidButYes(phrase`updating ${work.target.resource} ${id}`, answer);
  if (said !== undefined) return findOut(work, item, change, said);
  const isOther = recordIn(answer.body) !== undefined;
  if (!work.settings.verify && !isOther)
    return { applied: { how: 'updated', id, payload: answer.body ?? { id } } };
  const why = phrase`Updating ${work.target.resource} ${id}: the tenant answered HTTP ${answer.statusCode} without the record`;
  return readAndVerify(work, item, change, why);
}

/** It was carried out; what of it Coupa ignored is seen in the record. */
function readAndVerify(work: Work, item: Item, { id, body }: Change, why: Phrase): Promise<RecordOutcome> {
  return lookAt(work, item, id, why, (record) => {
    noteIgnored(work, item, record, body);
    return { applied: { how: 'updated', id, payload: record } };
  });
}

function findOut(work: Work, item: Item, change: Change, why: Phrase): Promise<RecordOutcome> {
  const { id, body } = change;
  const head = phrase`Unknown outcome: ${why}`;
  return lookAt(work, item, id, head, (record) => {
    const open = differences(work.target.resource, body, record, { absent: 'all' });
    if (open.length === 0 && (!change.adds || change.isProof(record)))
      return { applied: { how: 'updated', id, payload: record } };
    return { object: item.given, outcome: 'unknown', reason: phrase`${head}. ${seen(open)}.`, found: [id] };
  });
}

/** @param open paths of what the record does not show */
function seen(open: readonly string[]): Phrase {
  if (open.length === 0) return phrase`It has what was sent, but may have had it before`;
  const areCommands = open.every((path) => /(?:^|\.)_[^.]*$/.test(path));
  return areCommands
    ? phrase`It does not show whether this was carried out: ${open.join(', ')}`
    : phrase`It does not have as sent: ${open.join(', ')}`;
}
