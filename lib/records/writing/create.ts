import { isJsonObject, type JsonObject } from '../../base/json';
import { memberOf } from '../../base/spelling';
import { type Phrase, phrase } from '../../base/text/phrase';
import { findOperation } from '../../catalogue/write-operations';
import type { Answer } from '../../ports/requester';
import { lookBack } from '../../write/carry-out';
import { isApplied } from '../../write/outcome';
import { idOf, recordIn, shownIdOf } from '../../write/record-in';
import { saidButYes, saysYes } from '../../write/said-instead';
import type { Item } from '../model/item';
import { type Identity, identityOf, shownIdentity } from '../model/key';
import { findByKey, type Hits } from '../reading/find';
import { fieldsOf } from '../work/fields';
import type { OwnWrite } from '../work/own-writes';
import type { Plan, PlannedWrite, RecordOutcome, Sending } from '../work/plan';
import { turnsOf } from '../work/turns';
import { noteIgnored } from '../work/verify';
import { queryOf, type Work } from '../work/work';
import { createComesAgain, madeSince, unlessSentBefore } from './comes-again';

/**
 * A new record. It is sent again only if it surely was not carried out; where that is unknown it is looked for by its key, and one that
 * was made since then is its result. One that comes again is looked for first.
 */
export async function planCreate(work: Work, item: Item): Promise<Plan> {
  const outcome = await createComesAgain(work, item);
  if (outcome !== undefined) return { settled: outcome };
  const plan = newRecord(work, item);
  // What has no key cannot be looked for.
  return 'fault' in identityOf(work.keys, item.object)
    ? unlessSentBefore(work, item.given, plan, true)
    : plan;
}

/** The request that creates a record of which it is known that it is not there. */
export function newRecord(work: Work, item: Item): PlannedWrite {
  const { target } = work;
  const method = findOperation(target.resource, 'create')?.methods[0] ?? 'POST';
  const path = `${target.path}${queryOf([...fieldsOf(work), ...work.parameters])}`;
  const creating: Creating = { item, keys: turnsOf(work, item) };
  return {
    request: { method, path, body: item.object },
    purpose: phrase`creating ${target.resource}`,
    as: 'create',
    repeatable: false,
    once: creating.keys,
    judge: (answer, own) => judge(work, creating, answer, own),
    findOut: (why, sending) => findOut(work, creating, why, sending),
  };
}

interface Creating {
  item: Item;
  keys: readonly string[];
}

async function judge(
  work: Work,
  creating: Creating,
  answer: Answer,
  own: OwnWrite | undefined,
): Promise<RecordOutcome> {
  const { body, statusCode, elapsed } = answer;
  const record = recordIn(body);
  if (record !== undefined) return created(work, creating, record);
  const said = saidButYes(phrase`creating ${work.target.resource}`, answer);
  const why =
    said ?? phrase`Creating ${work.target.resource}: the tenant answered HTTP ${statusCode} without a record`;
  const outcome = await findOut(work, creating, why, { begunAt: work.clock.monotonic() - elapsed, own });
  if (isApplied(outcome) || statusCode !== 201 || said !== undefined || !isBareYes(creating, body))
    return outcome;
  return { applied: { how: 'created', payload: isJsonObject(body) ? body : null } };
}

/** Whether it says that it was created, and not which one it is: `return_object=none`, or a response filter that hides the id. */
function isBareYes({ item }: Creating, body: unknown): boolean {
  if (typeof body !== 'object' || body === null || saysYes(body)) return true;
  const names = Object.keys(body);
  return (
    !Array.isArray(body) &&
    (names.length === 0 || names.some((name) => memberOf(item.object, name) !== undefined))
  );
}

function created(work: Work, { item, keys }: Creating, record: JsonObject): RecordOutcome {
  const id = idOf(record) ?? '';
  work.ownWrites.made(work.target.path, id, keys);
  noteIgnored(work, item, record);
  return { applied: { how: 'created', id, payload: record } };
}

/** Looks whether the record is there: it is the result if it alone has the key and was made after the request began. */
async function findOut(
  work: Work,
  creating: Creating,
  why: Phrase,
  sending: Sending,
): Promise<RecordOutcome> {
  const { item } = creating;
  const head = phrase`Unknown outcome: ${why}`;
  const reading = identityOf(work.keys, item.object);
  if ('fault' in reading) {
    const reason = phrase`${head}. It cannot be looked for, since it ${reading.fault}. Look in Coupa before sending it again.`;
    return { object: item.given, outcome: 'unknown', reason };
  }
  const { identity } = reading;
  const [outcome] = await lookBack(
    [item.given],
    () => findByKey(work, identity),
    (hits) => [judgeHits(work, creating, { ...sending, head, identity, hits })],
    (error) => ({ reason: phrase`${head}. Looking for it failed: ${error}` }),
  );
  return outcome ?? { object: item.given, outcome: 'unknown', reason: head };
}

interface Search extends Sending {
  head: Phrase;
  identity: Identity;
  hits: Hits;
}

function judgeHits(work: Work, creating: Creating, search: Search): RecordOutcome {
  const { head, identity, hits, begunAt, own } = search;
  const fresh = own?.isOneOfSeveral() ? [] : madeSince(work, hits, begunAt);
  const [only, ...others] = fresh;
  if (only !== undefined && others.length === 0 && !hits.byCase) return created(work, creating, only);
  const found = hits.records.map((record) => idOf(record) ?? '');
  const seen =
    found.length === 0
      ? phrase`Nothing with ${shownIdentity(identity)} was there just now; it may still appear`
      : phrase`With ${shownIdentity(identity)} there is now: ${hits.records.map(shownIdOf).join(', ')}`;
  return { object: creating.item.given, outcome: 'unknown', reason: phrase`${head}. ${seen}.`, found };
}
