import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../base/json';
import { memberOf } from '../../base/spelling';
import { inOneLine } from '../../base/text/in-one-line';
import { type Phrase, phrase } from '../../base/text/phrase';
import { addingMembers } from '../../catalogue/members/adding-members';
import { parseIso } from '../../dates/coupa-date';
import { idOf } from '../../write/record-in';
import { differences } from '../checking/differences';
import { valueKey } from '../checking/same-value';
import type { Item } from '../model/item';
import { type Identity, identityOf, shownIdentity } from '../model/key';
import { findByKey, type Hits } from '../reading/find';
import { readOrNothing } from '../reading/look-at';
import { addsWithin, happensWithin } from '../work/own-writes';
import { type Plan, type PlannedWrite, type RecordOutcome, shownRequest } from '../work/plan';
import { idTurn, keyTurn } from '../work/turns';
import type { Work } from '../work/work';
import { tellingApart } from './payments';

/**
 * What becomes of a create when nobody knows what became of an earlier one with its key: sent again, it might be there twice.
 *
 * @returns `undefined` where it is to be sent
 */
export async function createComesAgain(work: Work, item: Item): Promise<RecordOutcome | undefined> {
  const reading = identityOf(work.keys, item.object);
  if ('fault' in reading) return undefined;
  const { identity } = reading;
  const since = work.ownWrites.openSince(keyTurn(work, identity), work.clock.monotonic());
  if (since === undefined) return undefined;
  const made = madeSince(work, await findByKey(work, identity), since).map((record) => idOf(record) ?? '');
  if (made.length === 0) return missingComesAgain(work, item, identity);
  const reason = phrase`Unknown outcome: nobody knows what became of an earlier request that was to create the one with ${shownIdentity(identity)}, and it may be what is there now: ${made.join(', ')}. Nothing was sent now.`;
  return unknown(item, reason, made);
}

/** The same where nothing with the key is there. */
export function missingComesAgain(work: Work, item: Item, identity: Identity): RecordOutcome | undefined {
  if (!mayHappen(work, keyTurn(work, identity))) return undefined;
  const reason = phrase`Unknown outcome: nobody knows what became of an earlier request that was to create the one with ${shownIdentity(identity)}, and it may still appear. Nothing was sent now. Send it again when ${happensWithin} minutes have passed: then it is created if it is not there.`;
  return unknown(item, reason);
}

/**
 * What a change that adds something is known by when it comes again: all of it, and each payment.
 *
 * @param body what of it is sent
 */
export function changeKeys(work: Work, { object }: Item, id: string, body: JsonObject): string[] {
  const { payments } = body;
  const alone = Array.isArray(payments) ? payments.filter(isJsonObject).map(saidOfPayment) : [];
  return [object, ...alone].map((one) => `${idTurn(work, id)} ${fingerprint(one)}`);
}

function saidOfPayment(payment: JsonObject): unknown {
  const [amount, day, notes] = tellingApart.map((name) => memberOf(payment, name)?.value ?? '');
  return [valueKey(amount), String(day).slice(0, 10), inOneLine(String(notes))];
}

function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64');
}

/**
 * What becomes of a change that adds something when nobody knows what became of an earlier one that was to add the same.
 *
 * @param body what of it would be sent
 * @returns `undefined` where it is to be sent
 */
export async function changeComesAgain(
  work: Work,
  item: Item,
  id: string,
  body: JsonObject,
): Promise<RecordOutcome | undefined> {
  const keys = changeKeys(work, item, id, body);
  const now = work.clock.monotonic();
  if (keys.every((key) => work.ownWrites.openSince(key, now) === undefined)) return undefined;
  const { resource } = work.target;
  const record = await readOrNothing(work, id);
  if (record !== undefined && hasWhatIsAdded(work, body, record)) {
    const reason = phrase`Unknown outcome: nobody knows what became of an earlier change of ${resource} ${id} that was to add the same, and the record has it. Nothing was sent now, so that it is not there twice.`;
    return unknown(item, reason, [id]);
  }
  if (!keys.some((key) => mayHappen(work, key))) return undefined;
  const reason = phrase`Unknown outcome: nobody knows what became of an earlier change of ${resource} ${id} that was to add the same, and it may still be carried out. Nothing was sent now, so that nothing is there twice. Send it again when ${happensWithin} minutes have passed.`;
  return unknown(item, reason, [id]);
}

/** Whether a record has all that a change adds; its other members may have been ignored, or changed since then. */
function hasWhatIsAdded({ target }: Work, body: JsonObject, record: JsonObject): boolean {
  const open = differences(target.resource, body, record, { absent: 'all' });
  return addingMembers(target.resource, body).every(
    (path) => !open.some((one) => isWithin(one, path) || isWithin(path, one)),
  );
}

function isWithin(path: string, whole: string): boolean {
  return path === whole || path.startsWith(`${whole}.`) || path.startsWith(`${whole}[`);
}

/**
 * A plan as it is, or settled as unknown where nobody knows what became of an equal request before, which may still be carried out: another
 * attachment, another requisition. What Coupa holds the same after the second is not asked.
 *
 * @param object as it is told
 * @param adds whether each one makes another, which Coupa does not refuse
 */
export function unlessSentBefore(work: Work, object: unknown, plan: PlannedWrite, adds: boolean): Plan {
  if (plan.repeatable) return plan;
  const key = fingerprint(shownRequest(plan.request));
  const within = adds ? addsWithin : happensWithin;
  if (!work.ownWrites.mayHappenAfterAll(key, work.clock.monotonic()))
    return { ...plan, once: [key], ...(adds ? { within } : {}) };
  const reason = phrase`Unknown outcome: nobody knows what became of the same request before: it may have been carried out, or still be. Nothing was sent now. Look in Coupa, and send it again when ${within} minutes have passed.`;
  return { settled: { object, outcome: 'unknown', reason } };
}

/** Those of the records found that a request may have made which was begun then: by their creation date, and by nobody else's create. */
export function madeSince(work: Work, { records, date }: Hits, begunAt: number): JsonObject[] {
  const passed = work.clock.monotonic() - begunAt;
  const since = date === undefined ? undefined : Math.floor((date - passed) / 1000) * 1000;
  return records.filter((record) => isFresh(work, record, since));
}

function isFresh(work: Work, record: JsonObject, since: number | undefined): boolean {
  if (since === undefined || work.ownWrites.hasMade(work.target.path, idOf(record) ?? '')) return false;
  const createdAt = parseIso(String(record['created-at'] ?? record['created_at'] ?? ''));
  return createdAt >= since;
}

function mayHappen({ ownWrites, clock }: Work, key: string): boolean {
  return ownWrites.mayHappen(key, clock.monotonic());
}

function unknown(item: Item, reason: Phrase, found?: string[]): RecordOutcome {
  return { object: item.given, outcome: 'unknown', reason, ...(found === undefined ? {} : { found }) };
}
