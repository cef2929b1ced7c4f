import type { JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { findOperation } from '../../catalogue/write-operations';
import { parseIso } from '../../dates/coupa-date';
import type { Answer } from '../../ports/requester';
import { type BatchReport, lookBack } from '../../write/carry-out';
import { isApplied } from '../../write/outcome';
import { idOf, recordIn } from '../../write/record-in';
import { mayStillHappen } from '../../write/request-failure';
import { saidInstead } from '../../write/said-instead';
import type { Item } from '../model/item';
import { type Identity, identityOf, shownIdentity } from '../model/key';
import { findByKey, type Hits } from '../reading/find';
import { fieldsOf } from '../work/fields';
import { appearsWithin, type OwnCreate } from '../work/own-creates';
import type { Done, Plan, RecordOutcome, Sending } from '../work/plan';
import { turnsOf } from '../work/turns';
import { noteIgnored } from '../work/verify';
import { queryOf, type Work } from '../work/work';

/**
 * A new record. It is sent again only if it surely was not carried out; where that is unknown it is looked for by its key, and one that
 * was made since then is its result.
 */
export function planCreate(work: Work, item: Item): Plan {
  const { target } = work;
  const method = findOperation(target.resource, 'create')?.methods[0] ?? 'POST';
  const path = `${target.path}${queryOf([...fieldsOf(work), ...work.parameters])}`;
  const creating: Creating = { item, keys: turnsOf(work, item), own: undefined };
  return {
    request: { method, path, body: item.object },
    purpose: phrase`creating ${target.resource}`,
    as: 'create',
    repeatable: false,
    begins: () => {
      creating.own = work.creates.begin(creating.keys);
    },
    judge: (answer) => judge(work, creating, answer),
    findOut: (why, sending) => findOut(work, creating, why, sending),
    ended: (report) => ended(work, creating, report),
  };
}

interface Creating {
  item: Item;
  keys: readonly string[];
  /** Since it was sent. */
  own: OwnCreate | undefined;
}

function ended({ clock }: Work, { own }: Creating, report: BatchReport<Done, unknown> | undefined): void {
  const [outcome] = report?.outcomes ?? [];
  const isOpen = outcome === undefined || (!isApplied(outcome) && outcome.outcome === 'unknown');
  const isOver = report?.error !== undefined && !mayStillHappen(report.error);
  if (isOpen) own?.leftOpen(clock.monotonic() + (isOver ? 0 : appearsWithin * 60_000));
  else own?.settled();
}

function judge(work: Work, creating: Creating, answer: Answer): RecordOutcome | Promise<RecordOutcome> {
  const record = recordIn(answer.body);
  if (record !== undefined) return created(work, creating, record);
  const why =
    saidInstead(phrase`creating ${work.target.resource}`, answer) ??
    phrase`Creating ${work.target.resource}: the tenant answered HTTP ${answer.statusCode} without a record`;
  return findOut(work, creating, why, { begunAt: work.clock.monotonic() - answer.elapsed });
}

function created(work: Work, { item, keys }: Creating, record: JsonObject): RecordOutcome {
  const id = idOf(record) ?? '';
  work.creates.made(work.target.path, id, keys);
  noteIgnored(work, item, record);
  return { applied: { how: 'created', id, payload: record } };
}

/** Looks whether the record is there: it is the result if it alone has the key and was made after the request began. */
async function findOut(
  work: Work,
  creating: Creating,
  why: Phrase,
  { begunAt }: Pick<Sending, 'begunAt'>,
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
    (hits) => [judgeHits(work, creating, head, identity, hits, begunAt)],
    (error) => ({ reason: phrase`${head}. Looking for it failed: ${error}` }),
  );
  return outcome ?? { object: item.given, outcome: 'unknown', reason: head };
}

function judgeHits(
  work: Work,
  creating: Creating,
  head: Phrase,
  identity: Identity,
  hits: Hits,
  begunAt: number,
): RecordOutcome {
  const passed = work.clock.monotonic() - begunAt;
  const since = hits.date === undefined ? undefined : Math.floor((hits.date - passed) / 1000) * 1000;
  const fresh = creating.own?.isOneOfSeveral()
    ? []
    : hits.records.filter((record) => isFresh(work, record, since));
  const [only, ...others] = fresh;
  if (only !== undefined && others.length === 0 && !hits.byCase) return created(work, creating, only);
  const found = hits.records.map((record) => idOf(record) ?? '');
  const seen =
    found.length === 0
      ? phrase`Nothing with ${shownIdentity(identity)} was there just now; it may still appear`
      : phrase`With ${shownIdentity(identity)} there is now: ${found.join(', ')}`;
  return { object: creating.item.given, outcome: 'unknown', reason: phrase`${head}. ${seen}.`, found };
}

/** Whether a record may have been made by the request: by its creation date, and by nobody else's create. */
function isFresh(work: Work, record: JsonObject, since: number | undefined): boolean {
  if (since === undefined || work.creates.hasMade(work.target.path, idOf(record) ?? '')) return false;
  const createdAt = parseIso(String(record['created-at'] ?? record['created_at'] ?? ''));
  return createdAt >= since;
}
