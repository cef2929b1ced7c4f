import { CoupaError } from '../../base/errors';
import { isJsonObject, type JsonObject } from '../../base/json';
import { valueAt } from '../../base/spelling';
import { phrase } from '../../base/text/phrase';
import { listRefusal } from '../../connection/failures/list-refusal';
import { emptied } from '../../scan/page';
import { afterId } from '../../scan/paging-parameters';
import { compareIds } from '../../scan/record-id';
import { filter } from '../../write/filters';
import { idOf, shownIdOf } from '../../write/record-in';
import { saidInstead } from '../../write/said-instead';
import { isSameDate } from '../checking/same-value';
import { conditionsOf, type Identity, isAskedWhole, shownIdentity, spelling } from '../model/key';
import { ask, queryOf, type Work } from '../work/work';
import { readList } from './list';

/** Coupa gives 50 records at most; of those that are all meant, two are too many already. */
const pageSize = 50;

/** What a key finds. */
export interface Hits {
  /** Records that have the key exactly, or, where none has, those that differ from it in upper and lower case or in blanks. */
  records: JsonObject[];
  /** Whether they differ in that. */
  byCase: boolean;
  /** The tenant's time when it answered last, epoch milliseconds, whole seconds; `undefined` if it does not say. */
  date?: number;
}

/**
 * Looks for the records of a key. What Coupa cannot be asked for is compared here, and so is everything that it answers: a filter that it
 * does not know it may ignore.
 *
 * @throws {CoupaError} when the list cannot be read, or does not show the members of the key.
 */
export async function findByKey(work: Work, identity: Identity): Promise<Hits> {
  const { records, date } = isAskedWhole(identity)
    ? await firstPage(work, identity)
    : await readList(work, conditionsOf(identity));
  const judged = records.map((record) => ({ record, likeness: likenessOf(work, record, identity) }));
  const of = (wanted: Likeness) =>
    judged.filter(({ likeness }) => likeness === wanted).map(({ record }) => record);
  const exact = of('same');
  const hits = exact.length > 0 ? exact : of('case');
  if (hits.length === 0 && isAskedWhole(identity)) await checkThatAllWereSeen(work, identity, records);
  return { records: hits, byCase: exact.length === 0, ...(date === undefined ? {} : { date }) };
}

/**
 * Whether a record has a key, but for upper and lower case, and blanks.
 *
 * @throws {CoupaError} when it does not show the members of the key.
 */
export function hasKey(work: Work, record: JsonObject, identity: Identity): boolean {
  return likenessOf(work, record, identity) !== 'different';
}

/** Whether a record shows another key. */
export function hasAnotherKey(work: Work, record: JsonObject, identity: Identity): boolean {
  const { members } = identity.key;
  const isShown = members.every((member) => valueAt(record, member) !== undefined);
  return isShown && likenessOf(work, record, identity) === 'different';
}

/**
 * Whoever is answered with others alone was not heard, and the one that is looked for may stand behind them: that it is not there is only
 * known where nothing stands behind them.
 *
 * @throws {CoupaError} `COUPA_RESPONSE` where something does.
 */
async function checkThatAllWereSeen(
  work: Work,
  identity: Identity,
  others: readonly JsonObject[],
): Promise<void> {
  if (others.length === 0) return;
  const ids = others.map(idOf).filter((id) => id !== undefined);
  const last = ids.reduce((one, other) => (compareIds(one, other) < 0 ? other : one), '');
  const isFull = others.length >= pageSize || last === '';
  const behind = isFull ? undefined : await firstPage(work, identity, [filter(afterId, last)]);
  if (behind?.records.length === 0) return;
  const first = others.map(shownIdOf).find(Boolean) ?? '–';
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`Looking for ${work.target.resource} by ${shownIdentity(identity)}: the tenant answers with others, such as ${first}, so it ignores the filter, and nobody knows whether it is there. Name fields in the node's "Key" that Coupa can be asked by.`,
    { details: { found: first } },
  );
}

async function firstPage(
  work: Work,
  identity: Identity,
  further: readonly string[] = [],
): Promise<{ records: JsonObject[]; date?: number | undefined }> {
  const parameters = [...conditionsOf(identity), ...further, `limit=${pageSize}`];
  const path = `${work.target.path}${queryOf(parameters)}`;
  const purpose = phrase`looking for ${work.target.resource} by ${shownIdentity(identity)}`;
  const answer = await ask(work, 'list', { path, purpose });
  const { body, statusCode, date } = answer;
  if (body === undefined && statusCode === 204) return { records: [], date };
  if (body === undefined) throw emptied(answer);
  const refusal = Array.isArray(body) ? listRefusal(answer) : undefined;
  if (refusal !== undefined) throw refusal;
  // What is no record may be the one that is looked for, in another form.
  if (Array.isArray(body) && body.every(isJsonObject)) return { records: body, date };
  const what =
    saidInstead(purpose, answer) ??
    phrase`Looking for ${work.target.resource} by ${shownIdentity(identity)}: the tenant answered with something that is not a list of records`;
  throw new CoupaError('COUPA_RESPONSE', phrase`${what}. Check the resource.`, { statusCode });
}

type Likeness = 'same' | 'case' | 'different';

function likenessOf(work: Work, record: JsonObject, identity: Identity): Likeness {
  let likeness: Likeness = 'same';
  for (const [index, member] of identity.key.members.entries()) {
    const wanted = identity.values[index] ?? '';
    const value = valueAt(record, member);
    if (value === undefined) throw hidden(work, member, record);
    const held = value === null ? '' : String(value);
    if (held === wanted || isSameDate(held, wanted)) continue;
    if (spelling(held) !== spelling(wanted)) return 'different';
    likeness = 'case';
  }
  return likeness;
}

/** A record that may be the one, or not: neither "found" nor "not there" would be true. */
function hidden({ target }: Work, member: string, record: JsonObject): CoupaError {
  return new CoupaError(
    'COUPA_RESPONSE',
    phrase`Looking for ${target.resource}: the tenant's answer does not show ${member} of ${shownIdOf(record) || phrase`a record`}, so nobody knows whether it is the one. A response filter of the API user may hide it.`,
    { details: { member } },
  );
}
