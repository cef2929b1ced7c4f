import {
  count,
  type Form,
  flag,
  integer,
  isObject,
  listOf,
  Malformed,
  moment,
  objectOf,
  optional,
  orNull,
  passing,
  text,
} from '../../base/form';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { IdRange, IdSpan } from '../../scan/id-ranges';
import { isRecordId } from '../../scan/record-id';
import { removalsForm } from '../known/removals-form';
import { clockForm } from '../model/clock-state';
import { integrationForm } from '../model/integration-state';
import {
  type MemoryRow,
  newState,
  type PendingRow,
  type PollState,
  type StateIdentity,
} from '../model/state';
import type { StoredScan } from '../model/stored-scan';
import type { PollSummary } from '../model/summary';

/** The form that is written. What was written as format 1 had no checksum, and is still read. */
export const format = 2;

/** What came of reading a stored document. */
export type ReadDocument =
  /** `remark`: what the user should know of what was left behind. */
  | { kind: 'state'; state: PollState; remark?: Phrase }
  /** Nothing of it is believed; what its head says may be, see `salvage`. */
  | { kind: 'damaged'; why: Phrase }
  /** A later version of this package wrote it. */
  | { kind: 'newer'; format: number };

/**
 * The document that is stored. What comes before the first list or object is its head: what is needed to go on where nothing
 * else can be read.
 *
 * @param proven a moment up to which everything was delivered: unlike the position, it does not rely on unsettled
 * records, leftovers or a scan under way, which may be what was damaged. Epoch milliseconds.
 */
export function writeState(state: PollState, proven: number | undefined): object {
  const { tenant, path, position, paused, ...rest } = state;
  return { format, tenant, path, proven: proven ?? null, position: position ?? null, paused, ...rest };
}

/**
 * Reads a stored document for this identity. What is not of the form of a state as a whole is damaged: a row left out or a name
 * misspelt would lose records without a word.
 */
export function readDocument(document: unknown, identity: StateIdentity): ReadDocument {
  if (document === undefined) return { kind: 'state', state: newState(identity) };
  const version = isObject(document) ? document['format'] : undefined;
  if (typeof version === 'number' && version > format) return { kind: 'newer', format: version };
  if (!isObject(document) || (version !== 1 && version !== format))
    return { kind: 'damaged', why: phrase`it is no document of a position` };
  try {
    return stateFor(identity, readForm(version === 1 ? withoutSource(document) : document, ''));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return {
      kind: 'damaged',
      why: phrase`its member "${error.place}" is not of the form in which it was written`,
    };
  }
}

function stateFor(identity: StateIdentity, { format: _, proven: __, ...stored }: StoredForm): ReadDocument {
  // Whoever paused it paused the node, whatever list that reads.
  const anew = { ...newState(identity), paused: stored.paused };
  if (stored.tenant !== identity.tenant || stored.path !== identity.path)
    return { kind: 'state', state: anew, remark: otherList(stored, identity) };
  if (stored.filter === identity.filter) return { kind: 'state', state: stored };
  const { scan: ___, backfill, leftover, ...kept } = stored;
  // The position has passed what was left behind: it is asked for by its ids, as the URL is now.
  const behind = leftover && { leftover: { ...leftover, rendered: undefined } };
  return {
    kind: 'state',
    state: { ...kept, ...behind, filter: identity.filter },
    ...(backfill !== undefined && {
      remark: phrase`The URL was changed, so the back-fill that was under way is dropped. Ask for it again.`,
    }),
  };
}

/** A node that reads another list begins anew: told, where there was something to lose. */
function otherList(stored: PollState, { tenant, path }: StateIdentity): Phrase | undefined {
  const { position, pending } = stored;
  if (position === undefined && pending.length === 0) return undefined;
  const before = stored.tenant + stored.path;
  const at = position === undefined ? phrase`none` : new Date(position).toISOString();
  return phrase`The node reads ${tenant + path} now, no longer ${before}, and begins anew. Its position there was ${at}; records not acknowledged: ${pending.length}. They are dropped.`;
}

/** Format 1 also held what was known of the source: it was never read. */
function withoutSource(document: object): object {
  const ofSource = ['paging', 'dateParameter', 'byOwnDate', 'usesNow', 'usesMessage'];
  return Object.fromEntries(Object.entries(document).filter(([name]) => !ofSource.includes(name)));
}

const id = passing(isRecordId);

const range = objectOf<IdRange>({ after: optional(id), upTo: optional(id) });

const scan = objectOf<StoredScan>({
  poll: text,
  from: optional(moment),
  lower: moment,
  rendered: optional(passing((value): value is string => typeof value === 'string' && value.startsWith('/'))),
  to: optional(moment),
  startedAt: optional(moment),
  now: optional(moment),
  silentBefore: optional(moment),
  silentUndated: optional(flag),
  firstPageDate: optional(moment),
  ranges: listOf(range),
  span: optional(objectOf<IdSpan>({ first: id, last: id })),
  pages: count,
  records: count,
  created: count,
  updated: count,
  repeats: count,
  requests: count,
  retries: count,
  unreadable: count,
  leftBehind: listOf(range),
});

const pendingRow = objectOf<PendingRow>({
  id: text,
  identity: text,
  key: text,
  sequence: optional(integer),
  message: text,
  attempt: count,
  from: optional(moment),
  beside: optional(flag),
  handed: optional(flag),
  tries: optional(count),
});

/** A field that is added to the state is added here: what has none of it yet is read as well. */
const stateForm: Form<PollState> = {
  tenant: text,
  path: text,
  filter: text,
  position: orNull(moment),
  since: optional(moment),
  clock: optional(objectOf(clockForm)),
  restart: optional(passing(isRestart)),
  restartAt: optional(moment),
  last: optional(passing(isSummary)),
  paused: flag,
  scan: optional(scan),
  backfill: optional(scan),
  leftover: optional(scan),
  memory: listOf(passing(isMemoryRow)),
  pending: listOf(pendingRow),
  integration: optional(integrationForm),
  removals: optional(removalsForm),
  notices: listOf(text),
};

interface StoredForm extends PollState {
  format: number;
  proven?: number;
}

const readForm = objectOf<StoredForm>({ ...stateForm, format: count, proven: orNull(moment) });

function isRestart(value: unknown): value is NonNullable<PollState['restart']> {
  return value === 'now' || value === 'beginning' || (typeof value === 'number' && Number.isFinite(value));
}

function isSummary(value: unknown): value is PollSummary {
  if (!isObject(value)) return false;
  const { error } = value;
  return (
    ['resource', 'poll', 'startedAt'].every((name) => typeof value[name] === 'string') &&
    !Number.isNaN(Date.parse(String(value['finishedAt']))) &&
    ['created', 'updated'].every((name) => Number.isFinite(value[name])) &&
    (error === undefined || (isObject(error) && /^COUPA_[A-Z_]+$/.test(String(error['code']))))
  );
}

function isMemoryRow(row: unknown): row is MemoryRow {
  return (
    Array.isArray(row) &&
    row.length === 4 &&
    typeof row[0] === 'string' &&
    (row[1] === null || Number.isFinite(row[1])) &&
    typeof row[2] === 'string' &&
    (row[3] === 0 || row[3] === 1)
  );
}
