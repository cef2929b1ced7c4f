import { CoupaError } from '../../base/errors';
import { type JsonObject, sameJson } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { UnreadableRecord } from '../../connection/json/unreadable-record';
import type { Requester, RequestOptions } from '../../ports/requester';
import { ListSize } from '../../write/list-size';
import type { Target } from '../model/objects';
import type { ListQuery } from '../model/query';
import { idOf, type Page, readPage } from './answer';

/** Objects in one answer at most (Coupa: "at most 250"). */
export const pageLimit = 250;

/** Readings of a list that does not come to rest before that is an error. */
const maxPasses = 8;

/** What a finished list knows of itself. */
export interface ListSummary {
  /** The server's own count, of its last answer. */
  total?: number;
  statusCode: number;
}

/** What every operation needs besides what it works on. */
export interface Caller {
  requester: Requester;
  signal?: AbortSignal;
  /** Is told of an object of a list that cannot be read. Without it such an object makes the whole list unreadable. */
  onUnreadable?: (record: UnreadableRecord) => void;
}

/** Who reads a list, and how long it has become. */
interface Reader extends Caller {
  size: ListSize;
  /** Whether all of it is held until its end. */
  isHeld: boolean;
}

/**
 * Reads a list page by page, each object once.
 *
 * `offset` counts positions in a list that may change between two requests: an object that vanishes moves all later
 * ones up, and the next page would miss one; one that appears moves them down. So every page begins with the last
 * object of the page before. If it is not there, the list moved and is read again from the
 * start, giving only objects not given before, until it kept still or a reading brings nothing new.
 * The ids are remembered, the objects are not.
 *
 * @throws {CoupaError} `COUPA_RESPONSE` when fewer objects come than the server counts, it ignores `offset`, or there is no end of them.
 */
export function listPages(
  caller: Caller,
  target: Target,
  query: ListQuery,
): AsyncGenerator<JsonObject[], ListSummary> {
  return pagesOf(readerOf(caller, target, false), target, query);
}

function readerOf(caller: Caller, { object }: Target, isHeld: boolean): Reader {
  return { ...caller, isHeld, size: new ListSize(phrase`listing ${object.name}`) };
}

async function* pagesOf(
  caller: Reader,
  target: Target,
  query: ListQuery,
): AsyncGenerator<JsonObject[], ListSummary> {
  const given = new Set<string>();
  let pass: Pass = { kept: true, complete: true, fresh: 0, statusCode: 200 };
  for (let count = 1; count <= maxPasses; count++) {
    pass = yield* readThrough(caller, target, query, given);
    if (query.limit !== undefined || (pass.complete && (pass.kept || pass.fresh === 0))) return summary(pass);
  }
  throw restless(target, given.size, pass);
}

/** Reads a whole list into memory, which has to have room for it. */
export async function listAll(
  caller: Caller,
  target: Target,
  query: ListQuery,
): Promise<{ objects: JsonObject[]; summary: ListSummary }> {
  const objects: JsonObject[] = [];
  const pages = pagesOf(readerOf(caller, target, true), target, query);
  for (;;) {
    const next = await pages.next();
    if (next.done === true) return { objects, summary: next.value };
    for (const object of next.value) objects.push(object);
  }
}

/** What one reading from the first page to the last found out. */
interface Pass {
  /** Whether the list kept still meanwhile. */
  kept: boolean;
  /** Whether as many objects were seen as the server counts. */
  complete: boolean;
  /** Objects not seen in an earlier pass. */
  fresh: number;
  total?: number;
  statusCode: number;
}

async function* readThrough(
  caller: Reader,
  target: Target,
  query: ListQuery,
  given: Set<string>,
): AsyncGenerator<JsonObject[], Pass> {
  const firstPass = given.size === 0;
  const walk = new Walk(query, firstPass ? given : new Set());
  const pass: Pass = { kept: true, complete: true, fresh: 0, statusCode: 200 };
  while (!walk.finished) {
    const path = `${target.path}${walk.queryString(query.filters)}`;
    const options = get(caller, path, phrase`listing ${target.object.name}`);
    const answer = await caller.requester.request({ ...options, list: caller.onUnreadable !== undefined });
    pass.statusCode = answer.statusCode;
    const rows = walk.take(readPage(answer, target), target);
    const fresh = firstPass ? rows : rows.filter((object) => isFresh(object, given));
    pass.fresh += fresh.length;
    caller.size.remember(fresh.length);
    if (caller.isHeld) caller.size.hold(answer.bytes);
    const readable = fresh.filter((object) => isReadable(object, caller));
    if (readable.length > 0) yield readable;
  }
  pass.kept = walk.kept;
  pass.complete = walk.total === undefined || query.offset + walk.count + walk.repeated >= walk.total;
  if (walk.total !== undefined) pass.total = walk.total;
  return pass;
}

function isReadable(object: JsonObject, { onUnreadable }: Caller): boolean {
  if (!(object instanceof UnreadableRecord)) return true;
  onUnreadable?.(object);
  return false;
}

/** The options of a `GET` on the CSO site. */
export function get(caller: Caller, path: string, purpose: Phrase): RequestOptions {
  const options: RequestOptions = { method: 'GET', path, api: 'cso', purpose };
  return caller.signal === undefined ? options : { ...options, signal: caller.signal };
}

/** Where one reading is in its list. */
class Walk {
  kept = true;
  finished = false;
  /** Distinct objects of this reading. */
  count = 0;
  /** Those that one answer had twice: they have two places in the list, and no move of it between two answers brought them there. */
  repeated = 0;
  total: number | undefined;
  private position: number;
  private anchor: string | undefined;
  private nameless: JsonObject[] | undefined;
  private readonly seen: Set<string>;
  private readonly limit: number | undefined;

  constructor(query: ListQuery, seen: Set<string>) {
    this.seen = seen;
    this.position = query.offset;
    this.limit = query.limit;
    this.finished = query.limit === 0;
  }

  /** The first request is the published one, without `limit` and `offset`, unless they were asked for. */
  queryString(filters: readonly string[]): string {
    const parts = [...filters];
    const wanted = this.wanted();
    if (this.limit !== undefined || this.started()) parts.push(`limit=${wanted}`);
    const offset = this.position - this.overlap();
    if (offset > 0) parts.push(`offset=${offset}`);
    return parts.length === 0 ? '' : `?${parts.join('&')}`;
  }

  /** Moves past a page and gives the objects that this reading has not seen. */
  take(page: Page, target: Target): JsonObject[] {
    const wanted = this.wanted();
    const overlap = this.overlap();
    if (overlap > 0 && idOf(page.rows[0]) !== this.anchor) this.kept = false;
    if (this.repeats(page)) throw offsetIgnored(target);
    const rows = page.rows.filter((row) => this.isNew(row)).slice(0, this.left());
    if (page.rows.length > overlap && rows.length === 0 && this.left() > 0) {
      if (page.total === undefined) throw offsetIgnored(target);
      this.kept = false;
      this.finished = true;
    }
    this.total = page.total;
    this.count += rows.length;
    this.repeated += repeatedIn(page.rows);
    this.position += Math.max(page.rows.length - overlap, 0);
    this.anchor = idOf(page.rows.at(-1));
    this.finished ||= page.rows.length <= overlap || this.left() === 0 || this.atEnd(page, wanted);
    return rows;
  }

  /** Without ids and a total, only the same page again shows that there is no end to come. */
  private repeats({ rows, total }: Page): boolean {
    const isNameless = total === undefined && rows.length > 0 && idOf(rows[0]) === undefined;
    const again = isNameless && sameJson(rows, this.nameless);
    this.nameless = isNameless ? rows : undefined;
    return again;
  }

  /** A full page is followed by another request even at the end: `total` may count the page alone. */
  private atEnd(page: Page, wanted: number): boolean {
    return page.total !== undefined && this.position >= page.total && page.rows.length < wanted;
  }

  private isNew(row: JsonObject): boolean {
    const id = idOf(row);
    if (id === undefined) return true;
    if (this.seen.has(id)) return false;
    this.seen.add(id);
    return true;
  }

  private started(): boolean {
    return this.anchor !== undefined || this.count > 0;
  }

  /** One object, if objects have ids and the page before had more than one. */
  private overlap(): number {
    return this.anchor !== undefined && this.count > 1 ? 1 : 0;
  }

  private left(): number {
    return this.limit === undefined ? Number.POSITIVE_INFINITY : this.limit - this.count;
  }

  private wanted(): number {
    return Math.min(pageLimit, this.left() + this.overlap());
  }
}

/** Objects of an answer whose id another one before it has. */
function repeatedIn(rows: readonly JsonObject[]): number {
  const ids = rows.map(idOf).filter((id) => id !== undefined);
  return ids.length - new Set(ids).size;
}

/** Objects without an id cannot be told apart, so they are given as often as they come. */
function isFresh(object: JsonObject, given: Set<string>): boolean {
  const id = idOf(object);
  if (id === undefined) return true;
  if (given.has(id)) return false;
  given.add(id);
  return true;
}

function summary(pass: Pass): ListSummary {
  const { total, statusCode } = pass;
  return total === undefined ? { statusCode } : { total, statusCode };
}

function restless(target: Target, given: number, pass: Pass): CoupaError {
  const counted = pass.total ?? phrase`an unknown number`;
  const fault = pass.complete ? phrase`the list kept changing` : phrase`objects are missing from the list`;
  return new CoupaError(
    'COUPA_RESPONSE',
    phrase`Listing ${target.object.name}: read ${maxPasses} times and ${fault} (the server counts ${counted}, ${given} were seen). Try again when fewer changes are made, or ask for less with msg.query.`,
    { details: { total: pass.total, seen: given } },
  );
}

function offsetIgnored(target: Target): CoupaError {
  return new CoupaError(
    'COUPA_RESPONSE',
    phrase`Listing ${target.object.name}: the server sent the same page again, so it ignores "offset". Set "limit" in msg.query to read the first page alone.`,
  );
}
