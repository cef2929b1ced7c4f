import { CoupaError } from '../../base/errors';
import { changedFields, isJsonObject, type JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { UnreadableRecord } from '../../connection/json/unreadable-record';
import { DamagedState, type StateStore } from '../../ports/state-store';
import { readGivenId } from '../../write/id';
import type { Target } from '../model/objects';
import type { ListQuery } from '../model/query';
import { idOf } from '../reading/answer';
import { type Caller, listAll } from '../reading/list';
import { isFound, readBack } from '../reading/read-back';

/** One difference between a list and the one before. */
export interface Change {
  eventType: 'CREATED' | 'UPDATED' | 'DELETED';
  id: string;
  /** The object as it is; a deleted one as it was. */
  object: JsonObject;
  /** The object as it was; absent for a created one. */
  previous?: JsonObject;
  /** Names of the top-level fields that differ; only for an updated one. */
  changed?: string[];
}

/** What a comparison found. */
export interface ChangesReport {
  /** CREATED and UPDATED in the order of the list, then DELETED. */
  changes: Change[];
  /** Objects in the list. */
  objects: number;
  /** Whether there was no list to compare with. */
  first: boolean;
  /** Objects in the list that could not be read: they count as unchanged until they can be. */
  unreadable: UnreadableRecord[];
  /** Keeps the list as the one to compare with next; call it when the changes have been sent. */
  settle(): Promise<void>;
}

/** Lists remembered by one node, when messages ask for different ones, and objects in them. The list unused for longest is forgotten. */
const mostLists = 1000;
const mostObjects = 50_000;

/** So many are remembered, however many objects they have. */
const leastLists = 50;

type Objects = Map<string, JsonObject>;

/**
 * Remembers lists and tells what changed since. Events carry no dates, so comparing is the only way (Coupa's CSO
 * pages). The memory is a durable document, written when the changes have been sent: after a crash they come again.
 */
export class ChangeWatcher {
  private lists: Map<string, Objects> | undefined;
  /** Whether the disk lacks something that memory has. */
  private isDirty = false;
  private hasForgotten = false;

  constructor(
    private readonly store: StateStore,
    /** `silent`: a first list is only remembered. `send`: each of its objects is CREATED. */
    private readonly firstRun: 'silent' | 'send',
    /** Told once: lists are forgotten. */
    private readonly tell: (text: Phrase) => void = () => {},
  ) {}

  /**
   * Reads the list and compares it. A list that cannot be read as a whole changes nothing, and an object counts as
   * deleted only after it was asked for by its id and is not there.
   *
   * @param site what distinguishes one tenant from another: a list of another site is another list.
   * @throws {CoupaError} what reading threw; `COUPA_STATE` when the memory cannot be read.
   */
  async compare(caller: Caller, site: string, target: Target, query: ListQuery): Promise<ChangesReport> {
    const lists = await this.load();
    const key = [site, target.path, ...query.filters, query.limit ?? '', query.offset].join(' ');
    const before = lists.get(key);
    const unreadable: UnreadableRecord[] = [];
    const watching = { ...caller, onUnreadable: (record: UnreadableRecord) => unreadable.push(record) };
    const { objects } = await listAll(watching, target, query);
    const now = identified(objects, target, watching.onUnreadable);
    const after = new Map(now);
    for (const record of unreadable) keepAsItWas(record, before, after);
    const changes =
      before === undefined ? this.first(now) : await differences(caller, target, query, before, after);
    const isNews = before === undefined || changes.length > 0;
    const settle = () => this.keep(key, after, isNews);
    return { changes, objects: now.size, first: before === undefined, unreadable, settle };
  }

  private first(now: Objects): Change[] {
    if (this.firstRun === 'silent') return [];
    return [...now].map(([id, object]) => ({ eventType: 'CREATED', id, object }));
  }

  /** A memory that is damaged is told by the comparison that needed it. The next begins anew, and what it keeps replaces it. */
  private async load(): Promise<Map<string, Objects>> {
    if (this.lists !== undefined) return this.lists;
    const { lists, problem } = await loadLists(this.store);
    this.lists = lists;
    if (problem !== undefined) throw problem;
    return lists;
  }

  /**
   * What is in memory counts even if the disk fails: changes are not sent again while the node runs. A list like the
   * one on disk is not written again.
   */
  private async keep(key: string, objects: Objects, isNews: boolean): Promise<void> {
    this.isDirty ||= isNews;
    const lists = await this.load();
    lists.delete(key);
    lists.set(key, objects);
    this.forgetOldest(lists);
    if (!this.isDirty) return;
    await this.store.save(asDocument(lists));
    this.isDirty = false;
  }

  /** One that is asked for again after that begins anew, and what changed in between is never told. */
  private forgetOldest(lists: Map<string, Objects>): void {
    let objects = [...lists.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [oldest, { size }] of lists) {
      if (lists.size <= leastLists || (lists.size <= mostLists && objects <= mostObjects)) return;
      lists.delete(oldest);
      objects -= size;
      if (this.hasForgotten) continue;
      this.hasForgotten = true;
      this.tell(
        phrase`Messages have more lists compared than this node remembers: ${mostLists}, or ${mostObjects} objects. The list that was not asked for longest is forgotten, and what changes in it until it is asked for again is not told. Leave out of msg.query what is another value each time, such as a date, or share the lists between several nodes.`,
      );
    }
  }
}

/** @throws {CoupaError} that tells of it, if nobody knows which one it is: it might be any that is missing. */
function keepAsItWas(record: UnreadableRecord, before: Objects | undefined, after: Objects): void {
  if (record.id === undefined) throw record.error;
  const previous = before?.get(String(record.id));
  if (previous !== undefined) after.set(String(record.id), previous);
}

async function differences(
  caller: Caller,
  target: Target,
  query: ListQuery,
  before: Objects,
  after: Objects,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const [id, object] of after) {
    const previous = before.get(id);
    const change =
      previous === undefined ? ({ eventType: 'CREATED', id, object } as const) : update(id, previous, object);
    if (change !== undefined) changes.push(change);
  }
  const missing = [...before.keys()].filter((id) => !after.has(id));
  const found = await readBack(caller, target, missing);
  const isGone = missing.some((id) => found.get(id) === undefined);
  const again = isGone ? await readAgainUnlessProven(caller, target, query, after) : undefined;
  for (const id of missing) {
    const previous = before.get(id) ?? {};
    const present = found.get(id) ?? again?.get(id);
    if (present === undefined) changes.push({ eventType: 'DELETED', id, object: previous, previous });
    else changes.push(...stillThere(query, after, id, previous, present));
  }
  return changes;
}

/**
 * Paths of single objects are not published for each kind, and something on the way may answer 404 to all of them: that one is not found
 * says something only where one that is there is found. Else the list itself has to say so twice.
 *
 * @returns the list as it was read once more; `undefined`: it did not have to be.
 */
async function readAgainUnlessProven(
  caller: Caller,
  target: Target,
  query: ListQuery,
  after: Objects,
): Promise<Objects | undefined> {
  const [example] = after.keys();
  if (example !== undefined && (await isFound(caller, target, example))) return undefined;
  const { objects } = await listAll({ ...caller, onUnreadable: () => undefined }, target, query);
  return identified(objects, target, () => undefined);
}

/**
 * An object that the list no longer has, but that exists: it left the filter, which is a change and the end of
 * interest in it; or the list was not whole, and then it stays remembered.
 */
function stillThere(
  query: ListQuery,
  after: Objects,
  id: string,
  previous: JsonObject,
  present: JsonObject,
): Change[] {
  const isPart = query.filters.length > 0 || query.limit !== undefined || query.offset > 0;
  if (!isPart) after.set(id, present);
  const change = update(id, previous, present);
  return change === undefined ? [] : [change];
}

function update(id: string, previous: JsonObject, object: JsonObject): Change | undefined {
  const changed = changedFields(previous, object);
  return changed.length === 0 ? undefined : { eventType: 'UPDATED', id, object, previous, changed };
}

/**
 * @param onUnusable is told of an object whose id nobody could ask for. It never was remembered, so it is none that is missing.
 * @throws {CoupaError} for one that has none at all: it might be any.
 */
function identified(
  objects: JsonObject[],
  target: Target,
  onUnusable: (record: UnreadableRecord) => void,
): Objects {
  const known: Objects = new Map();
  for (const object of objects) {
    const id = idOf(object);
    const unusable = id === undefined ? unusableId(object) : undefined;
    if (id !== undefined) known.set(id, object);
    else if (unusable !== undefined) onUnusable(unusable);
    else
      throw new CoupaError(
        'COUPA_RESPONSE',
        phrase`Comparing ${target.object.name}: the server listed one without an id, so nothing can be said of what changed.`,
      );
  }
  return known;
}

/** Characters of an id that are told of it: none that can be used has more. */
const longestId = 64;

function unusableId({ id }: JsonObject): UnreadableRecord | undefined {
  const reading = readGivenId(id);
  if (typeof id !== 'string' || id.trim() === '' || !('fault' in reading)) return undefined;
  // Half of a pair is no Unicode.
  const shown = Buffer.from(id.slice(0, longestId)).toString();
  return new UnreadableRecord(shown, phrase`its id cannot be used: it ${reading.fault}.`, '');
}

const version = 1;

/** What is kept of lists; none, and why, where it cannot be read as a whole. @throws {CoupaError} where the store fails. */
async function loadLists(store: StateStore): Promise<{ lists: Map<string, Objects>; problem?: CoupaError }> {
  let document: unknown;
  try {
    document = await store.load();
  } catch (error) {
    if (!(error instanceof DamagedState)) throw error;
    return { lists: new Map(), problem: anew(error.phrase) };
  }
  if (document === undefined) return { lists: new Map() };
  const lists = readLists(document);
  if (lists !== undefined) return { lists };
  const copy = await store.keep?.('damaged', JSON.stringify(document));
  const what = phrase`What was stored is not of the form in which this version of the package writes it.`;
  return {
    lists: new Map(),
    problem: anew(copy === undefined ? what : phrase`${what} A copy of it was kept as ${copy}.`),
  };
}

function anew(what: Phrase): CoupaError {
  return new CoupaError(
    'COUPA_STATE',
    phrase`Reading the list to compare with: ${what} What changed since the last comparison is not known; the next comparison starts anew.`,
  );
}

/** `undefined`: it is not whole. An object left out would be told as created. */
function readLists(document: unknown): Map<string, Objects> | undefined {
  if (!isJsonObject(document) || document['version'] !== version || !isJsonObject(document['lists']))
    return undefined;
  const lists = new Map<string, Objects>();
  for (const [key, objects] of Object.entries(document['lists'])) {
    const read = isJsonObject(objects) ? Object.entries(objects) : [];
    if (!isJsonObject(objects) || !read.every(isIdentified)) return undefined;
    lists.set(key, new Map(read));
  }
  return lists;
}

/** Under another id it would be told as an object that has become another. */
function isIdentified(entry: [string, unknown]): entry is [string, JsonObject] {
  return isJsonObject(entry[1]) && idOf(entry[1]) === entry[0];
}

function asDocument(lists: Map<string, Objects>): JsonObject {
  const entries = [...lists].map(([key, objects]) => [key, Object.fromEntries(objects)] as const);
  return { version: version, lists: Object.fromEntries(entries) };
}
