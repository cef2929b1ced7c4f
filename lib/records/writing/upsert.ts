import type { JsonObject } from '../../base/json';
import { memberOf } from '../../base/spelling';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { BatchReport } from '../../write/carry-out';
import { readGivenId } from '../../write/id';
import type { Turn } from '../../write/key-turns';
import { idOf, shownIdOf } from '../../write/record-in';
import { differences } from '../checking/differences';
import { isSameDate } from '../checking/same-value';
import type { Item } from '../model/item';
import { type Identity, identityOf, shownIdentity } from '../model/key';
import { findByKey, hasAnotherKey, hasKey } from '../reading/find';
import { readOrNothing } from '../reading/look-at';
import { carryOutPlan, type Done, type Plan } from '../work/plan';
import { idTurn, keyTurn } from '../work/turns';
import type { Work } from '../work/work';
import { missingComesAgain } from './comes-again';
import { newRecord } from './create';
import { withoutHeldLines } from './held-lines';
import { planUpdate } from './update';

/** Finds out whether a record is there, by its id or its key, and creates or changes it. */
export async function upsert(work: Work, item: Item, turn: Turn): Promise<BatchReport<Done, unknown>> {
  const where = await locate(work, item);
  if ('refused' in where) return carryOutPlan(work, item.given, notSent(item, where.refused));
  if ('missing' in where) return carryOutPlan(work, item.given, whenMissing(work, item, where.missing));
  const { record, by } = where;
  const id = idOf(record);
  const fault = id === undefined ? undefined : faultOf(id);
  const plan =
    id === undefined || fault !== undefined
      ? withoutId(item, by, fault)
      : whenThere(work, item, id, record, by);
  if (plan !== undefined || id === undefined)
    return carryOutPlan(work, item.given, plan ?? withoutId(item, by));
  // Found by a key: somebody else may be writing to it by its id.
  if (item.id === undefined) await turn.also(idTurn(work, id));
  const asked = work.settings.onUnchanged === 'skip' ? withoutHeldLines(work, item, record) : item;
  return carryOutPlan(work, item.given, await planUpdate(work, asked, id));
}

function withoutId(item: Item, by: string, fault?: Phrase): Plan {
  return notSent(
    item,
    fault === undefined
      ? phrase`What was found by ${by} has no id, so it cannot be changed.`
      : phrase`What was found by ${by} cannot be changed: its id ${fault}.`,
  );
}

/** Why an id that the tenant gave cannot stand in a path: `..` would be another path, and half of a character is none. */
function faultOf(id: string): Phrase | undefined {
  const reading = readGivenId(id);
  return 'fault' in reading ? reading.fault : undefined;
}

type Located = { record: JsonObject; by: string } | { missing: Identity } | { refused: Phrase };

async function locate(work: Work, item: Item): Promise<Located> {
  if (item.id !== undefined) return locateById(work, item, item.id);
  const reading = identityOf(work.keys, item.object);
  if ('fault' in reading) return { refused: phrase`Not sent, since it ${reading.fault}.` };
  return locateByKey(work, item, reading.identity);
}

async function locateById(work: Work, item: Item, id: string): Promise<Located> {
  const record = await readOrNothing(work, id);
  if (record === undefined) {
    const refused = phrase`There is no ${work.target.resource} ${id}: leave out the id to have a record created.`;
    return { refused };
  }
  const reading = identityOf(work.keys, item.object);
  const refused =
    'identity' in reading ? await namesAnother(work, item, { id, record, ...reading }) : undefined;
  return refused === undefined ? { record, by: `id ${id}` } : { refused };
}

/** A record that an id names, and what the key beside it says. */
interface Named {
  id: string;
  record: JsonObject;
  identity: Identity;
}

/**
 * An id may be one that the message has from a node before, or that the record has in another tenant: where its key says something else,
 * it has to say of nobody else. A record of another tenant tells itself by when it was created.
 *
 * @returns why nothing is to be written
 */
async function namesAnother(
  work: Work,
  item: Item,
  { id, record, identity }: Named,
): Promise<Phrase | undefined> {
  if (!hasAnotherKey(work, record, identity)) return undefined;
  const [at, given] = [createdAt(record), createdAt(item.object)];
  if (at !== '' && given !== '' && !isSameDate(at, given))
    return phrase`${work.target.resource} ${id} was created at ${at}, and the one that is given at ${given}: it is another one. Nothing was written: leave out the id.`;
  const by = shownIdentity(identity);
  const { records } = await findByKey(work, identity);
  const others = records.filter((one) => idOf(one) !== id).map(shownIdOf);
  if (others.length > 0)
    return phrase`The id says ${id}, and with ${by} there is ${others.join(', ')}. Nothing was written, since nobody knows which one is meant: leave out the id, or write to the record of the id by the operation "update".`;
  const message = phrase`${work.target.resource} ${id}, which the id names, had another key than ${by} before. If the id comes from a node before or from another tenant, it was not the record that you mean: leave out the id.`;
  work.remarks.add({ index: item.index, path: identity.key.members[0] ?? '', message });
  return undefined;
}

/** As it says; empty where it does not. */
function createdAt(record: JsonObject): string {
  return String(memberOf(record, 'created-at')?.value ?? '');
}

async function locateByKey(work: Work, item: Item, identity: Identity): Promise<Located> {
  const { records, byCase } = await findByKey(work, identity);
  const [record, ...others] = records;
  if (record === undefined) return locateOwn(work, identity);
  const by = shownIdentity(identity);
  if (others.length > 0) {
    const ids = records.map(shownIdOf).join(', ');
    return {
      refused: phrase`With ${by} there are ${records.length}: ${ids}. Nothing was written, since nobody knows which one is meant.`,
    };
  }
  if (byCase) {
    const message = phrase`What was found by ${by} differs in upper and lower case, or in blanks: ${shownIdOf(record)}.`;
    work.remarks.add({ index: item.index, path: identity.key.members[0] ?? '', message });
  }
  return { record, by };
}

/** A list may not show yet what this node has created a moment ago. */
async function locateOwn(work: Work, identity: Identity): Promise<Located> {
  const id = work.ownWrites.madeAs(keyTurn(work, identity));
  const record = id === undefined || faultOf(id) !== undefined ? undefined : await readOrNothing(work, id);
  if (record === undefined || !hasKey(work, record, identity)) return { missing: identity };
  return { record, by: shownIdentity(identity) };
}

function whenMissing(work: Work, item: Item, identity: Identity): Plan {
  const by = shownIdentity(identity);
  switch (work.settings.onMissing) {
    case 'create':
      return createMissing(work, item, identity);
    case 'skip':
      return { settled: { applied: { how: 'unchanged', payload: null } } };
    default:
      return notSent(item, phrase`There is none with ${by}, and the node is to create none.`);
  }
}

function createMissing(work: Work, item: Item, identity: Identity): Plan {
  const outcome = missingComesAgain(work, item, identity);
  return outcome === undefined ? newRecord(work, item) : { settled: outcome };
}

/** @returns `undefined` when it is to be changed */
function whenThere(work: Work, item: Item, id: string, record: JsonObject, by: string): Plan | undefined {
  const { onExisting, onUnchanged } = work.settings;
  if (onExisting === 'error')
    return notSent(item, phrase`With ${by} there is one already: ${id}. The node is to change none.`);
  if (onExisting === 'skip' || (onUnchanged === 'skip' && saysItAlready(work, item, record)))
    return { settled: { applied: { how: 'unchanged', id, payload: record } } };
  return undefined;
}

/** A record that is written comes back by the next poll, and a flow that writes what it polls would never come to rest. */
function saysItAlready({ target }: Work, { object }: Item, record: JsonObject): boolean {
  return differences(target.resource, object, record, { absent: 'all' }).length === 0;
}

function notSent(item: Item, reason: Phrase): Plan {
  return { settled: { object: item.given, outcome: 'not sent', reason } };
}
