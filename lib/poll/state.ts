import { CoupaError } from '../connection/errors';
import { type Phrase, phrase } from '../text/phrase';
import type { PendingRow } from './delivery';
import type { MemoryRow } from './memory';
import { type RecordId, readId } from './record-id';
import type { PollSummary } from './summary';

/** What a scan still has to read: ids above `after`, up to and including `upTo`; absent: no bound on that side. */
export interface IdRange {
  after?: RecordId;
  upTo?: RecordId;
}

/** How a scan pages. `id`: `id[gt]`. `offset`: offsets, repeated until two passes agree. `token`: a hub's page tokens. */
export type Paging = 'id' | 'offset' | 'token';

/** One reading of everything the template selects from `lower` on; it survives a restart in the middle. */
export interface Scan {
  /** Id of the poll, `msg.coupa.poll`. */
  poll: string;
  /** The position when it began; `undefined`: the beginning of time. Epoch milliseconds. */
  from?: number;
  /** The bound that was rendered into the URL. Epoch milliseconds. */
  lower: number;
  /** Path and query, where the template takes values from a message, which is gone after a restart. */
  rendered?: string;
  /** Upper bound of a back-fill: versions after it belong to the normal polls. Epoch milliseconds. */
  to?: number;
  /** The tenant's time at which it began; `undefined` until the first answer. Epoch milliseconds. */
  startedAt?: number;
  /** The moment rendered for `${now…}`. Epoch milliseconds, the tenant's. */
  now?: number;
  /** Versions before this instant are remembered without being sent: what was there before the first poll. */
  silentBefore?: number;
  /** With `silentBefore`: records without a date, too. */
  silentUndated?: boolean;
  /** Newest updated date on the first page, less the hour that may be ambiguous: a position that can be proven where the tenant sends no `Date`. */
  firstPageDate?: number;
  /** What is left to read. */
  ranges: IdRange[];
  /** First and last id, once asked for: what the share of a back-fill is reckoned from. */
  span?: { first: RecordId; last: RecordId };
  pages: number;
  records: number;
  created: number;
  updated: number;
  repeats: number;
  requests: number;
  retries: number;
  /** Records that could not be read. The position does not move past a scan that had any, unless it was a long one. */
  unreadable: number;
  /** Where they are, for a long scan to leave them behind and come back for them alone. */
  leftBehind: IdRange[];
}

/** All that a node has to know after a restart. */
export interface PollState {
  /** Origin of the tenant's site. */
  tenant: string;
  /** Path of the list that is polled. */
  path: string;
  /** The template, as configured: another one ends a scan under way, and keeps the position. */
  filter: string;
  /** Tenant's time up to which everything was read. Epoch milliseconds; `undefined`: no poll has ended yet. */
  position?: number;
  /** The position at which the node began. Epoch milliseconds. */
  since?: number;
  /** What asked for a start elsewhere than the node's `start`: the command `reset`. */
  restart?: 'now' | 'beginning' | number;
  /** With `restart: 'now'`: the tenant's time when it was asked for. Epoch milliseconds. */
  restartAt?: number;
  /** What the last poll came to, for statuses and reports. */
  last?: PollSummary;
  paused: boolean;
  scan?: Scan;
  backfill?: Scan;
  /** What a long scan left behind because it could not be read; tried again with each poll. */
  leftover?: Scan;
  memory: MemoryRow[];
  pending: PendingRow[];
  /** Keys of what the user was told once: an ignored order, a hidden field. */
  notices: string[];
}

/** What identifies the state: another tenant or path starts anew. */
export interface StateIdentity {
  tenant: string;
  path: string;
  filter: string;
}

/** What came of reading a stored document. */
export interface ReadState {
  state: PollState;
  /** Why the document was not taken as it was. */
  problem?: CoupaError;
  /** What the user should know of what was left behind. */
  remark?: Phrase;
}

const format = 1;

export function newState(identity: StateIdentity): PollState {
  return { ...identity, paused: false, memory: [], pending: [], notices: [] };
}

/**
 * The document that is stored. What is proven comes first, so that even a file cut short still tells it.
 *
 * @param proven a moment up to which everything was delivered: unlike the position, it does not rely on unsettled
 * records, leftovers or a scan under way, which may be what was cut off. Epoch milliseconds.
 */
export function writeState(state: PollState, proven: number | undefined): object {
  const { position, tenant, path, ...rest } = state;
  return { format, tenant, path, proven: proven ?? null, position: position ?? null, ...rest };
}

/** Where polling may begin again if the stored document keeps nothing but this. Epoch milliseconds; 0: the beginning. */
export function provenBy(
  state: PollState,
  unsettled: { from: number | undefined } | undefined,
): number | undefined {
  const { position, scan, leftover, restart, restartAt } = state;
  const behind = [unsettled, leftover].filter((one) => one !== undefined).map(({ from }) => from ?? 0);
  if (behind.length > 0) return Math.min(...behind);
  if (position !== undefined) return position;
  if (scan !== undefined) return scan.from ?? 0;
  return restart === 'beginning' ? 0 : restart === 'now' ? restartAt : restart;
}

/**
 * Reads a stored document for this identity. Nothing is believed that cannot be proven: what is not of the form of a
 * state gives a fresh one and a `COUPA_STATE` problem.
 */
export function readState(document: unknown, identity: StateIdentity): ReadState {
  if (document === undefined) return { state: newState(identity) };
  if (!isObject(document) || document['format'] !== format) {
    return { state: newState(identity), problem: unreadable(phrase`it is not a document of this version`) };
  }
  if (document['tenant'] !== identity.tenant || document['path'] !== identity.path) {
    return { state: newState(identity), remark: otherList(document, identity) };
  }
  const state = newState(identity);
  state.position = readNumber(document['position']);
  if (state.position === undefined && document['position'] !== null) {
    return {
      state,
      problem: unreadable(phrase`its position is no number, so the node starts as if it were new`),
    };
  }
  state.since = readNumber(document['since']);
  state.restart = readRestart(document['restart']);
  state.restartAt = readNumber(document['restartAt']);
  state.last = readSummary(document['last']);
  state.paused = document['paused'] === true;
  state.memory = readRows(document['memory'], isMemoryRow);
  state.pending = readRows(document['pending'], isPendingRow);
  state.notices = readRows(document['notices'], (value): value is string => typeof value === 'string');
  if (document['filter'] === identity.filter) {
    state.scan = readScan(document['scan']);
    state.backfill = readScan(document['backfill']);
    state.leftover = readScan(document['leftover']);
  } else if (document['backfill'] !== undefined) {
    const remark = phrase`The URL was changed, so the back-fill that was under way is dropped. Ask for it again.`;
    return { state, remark };
  }
  return { state };
}

/** A node that reads another list begins anew: told, where there was something to lose. */
function otherList(document: Record<string, unknown>, { tenant, path }: StateIdentity): Phrase | undefined {
  const position = readNumber(document['position']);
  const pending = readRows(document['pending'], isPendingRow).length;
  if (position === undefined && pending === 0) return undefined;
  const before = `${document['tenant']}${document['path']}`;
  const at = position === undefined ? phrase`none` : new Date(position).toISOString();
  return phrase`The node reads ${tenant + path} now, no longer ${before}, and begins anew. Its position there was ${at}; records not acknowledged: ${pending}. They are dropped.`;
}

/**
 * Saves what a document that was cut short or damaged still proves: whose it is and up to when everything was delivered.
 * What was sent within the overlap is lost with the rest, so it comes again; nothing is missed.
 *
 * @param keptAs where the document was put aside, for the message.
 */
export function salvageState(text: string, identity: StateIdentity, keptAs: string): ReadState {
  const state = newState(identity);
  const head =
    /^\{"format":1,"tenant":("(?:[^"\\]|\\.)*"),"path":("(?:[^"\\]|\\.)*"),"proven":(\d{1,16}),/.exec(text);
  if (head?.[1] === JSON.stringify(identity.tenant) && head[2] === JSON.stringify(identity.path)) {
    state.position = Number(head[3]);
    const at = new Date(state.position).toISOString();
    return {
      state,
      problem: unreadable(
        phrase`but it still says that everything up to ${at} was delivered. Polling goes on from there: records sent since then may come again, and a back-fill that was under way has to be asked for again. The damaged file was kept as ${keptAs}`,
      ),
    };
  }
  return {
    state,
    problem: unreadable(
      phrase`not even the position could be read, so the node starts as if it were new; to read a time again, send the command "reset" with msg.from. The damaged file was kept as ${keptAs}`,
    ),
  };
}

function unreadable(reason: Phrase): CoupaError {
  return new CoupaError('COUPA_STATE', phrase`The stored position of this node is damaged: ${reason}.`);
}

function readScan(value: unknown): Scan | undefined {
  if (!isObject(value) || typeof value['poll'] !== 'string' || typeof value['lower'] !== 'number')
    return undefined;
  const ranges = readRows(value['ranges'], isRange);
  const count = (name: string) => readNumber(value[name]) ?? 0;
  const span = value['span'];
  return {
    poll: value['poll'],
    from: readNumber(value['from']),
    lower: value['lower'],
    rendered: readPath(value['rendered']),
    to: readNumber(value['to']),
    startedAt: readNumber(value['startedAt']),
    now: readNumber(value['now']),
    silentBefore: readNumber(value['silentBefore']),
    silentUndated: value['silentUndated'] === true,
    firstPageDate: readNumber(value['firstPageDate']),
    ranges,
    span: isObject(span) ? readSpan(span) : undefined,
    pages: count('pages'),
    records: count('records'),
    created: count('created'),
    updated: count('updated'),
    repeats: count('repeats'),
    requests: count('requests'),
    retries: count('retries'),
    unreadable: count('unreadable'),
    leftBehind: readRows(value['leftBehind'], isRange),
  };
}

function readPath(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith('/') ? value : undefined;
}

function readSummary(value: unknown): PollSummary | undefined {
  if (!isObject(value)) return undefined;
  const known =
    ['resource', 'poll', 'startedAt'].every((name) => typeof value[name] === 'string') &&
    !Number.isNaN(Date.parse(String(value['finishedAt']))) &&
    ['created', 'updated'].every((name) => readNumber(value[name]) !== undefined);
  const { error } = value;
  const failed = isObject(error) && /^COUPA_[A-Z_]+$/.test(String(error['code']));
  return known && (error === undefined || failed) ? (value as unknown as PollSummary) : undefined;
}

function readSpan(value: Record<string, unknown>): Scan['span'] {
  const first = readId(value['first']);
  const last = readId(value['last']);
  return first === undefined || last === undefined ? undefined : { first, last };
}

function readRestart(value: unknown): PollState['restart'] {
  return value === 'now' || value === 'beginning' ? value : readNumber(value);
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function readRows<Row>(value: unknown, isRow: (row: unknown) => row is Row): Row[] {
  return Array.isArray(value) ? value.filter(isRow) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRange(value: unknown): value is IdRange {
  if (!isObject(value)) return false;
  return ['after', 'upTo'].every((key) => value[key] === undefined || readId(value[key]) !== undefined);
}

function isMemoryRow(row: unknown): row is MemoryRow {
  return (
    Array.isArray(row) &&
    typeof row[0] === 'string' &&
    (row[1] === null || typeof row[1] === 'number') &&
    typeof row[2] === 'string' &&
    (row[3] === 0 || row[3] === 1)
  );
}

function isPendingRow(row: unknown): row is PendingRow {
  if (!isObject(row) || typeof row['attempt'] !== 'number') return false;
  return ['id', 'identity', 'key', 'message'].every((name) => typeof row[name] === 'string');
}
