import { type Fields, type Id, stringify, type TenantRecord, toId } from './json';
import { KeyIndex } from './reading/key-index';
import { type Size, variants } from './records';
import { blankRecord } from './records/blank';
import { presenter, Shape } from './shape';
import { dateWriter, type Instant, toSecond } from './tenant-time';
import { type VirtualOptions, VirtualRecords } from './virtual-records';

/** What a collection knows of one record without building it. */
export interface Row {
  readonly id: Id;
  /** `bare`: created through the API, so that it has nothing but what was sent. */
  readonly size: Size | 'bare';
  /** Epoch milliseconds, whole seconds, as the next two. */
  createdAt: number;
  updatedAt: number;
  /** Before this moment the tenant does not show the record. */
  visibleAt: number;
  /** What was set by hand, over what its shape says. */
  patch?: Fields;
  /** The JSON of a patched record, once it was asked for. */
  json?: Buffer;
}

export interface CreateOptions {
  /** Default: the tenant's now. */
  createdAt?: Instant;
  /** Default: as created. */
  updatedAt?: Instant;
  /** From when on the record is shown, whatever its dates say. Default: at once. */
  visibleAt?: Instant;
  /** Default: the tenant's `size`. `bare`: nothing is made up, what is not said is empty. */
  size?: Size | 'bare';
}

export interface UpdateOptions {
  /** Default: the tenant's now. */
  updatedAt?: Instant;
  /** `false`: the content changes and `updated-at` stays, as may happen when only a child changes. Default `true`. */
  touch?: boolean;
  /** The change (and the record with it) is hidden until then. */
  visibleAt?: Instant;
}

/** What a collection takes over from its tenant. */
export interface CollectionSettings {
  now: () => number;
  timezoneOffset: string;
  seed: number;
  size: Size;
  keys: 'hyphen' | 'underscore';
  hiddenFields: readonly string[];
}

/** The records of one resource, in ascending order of their ids. */
export class Collection {
  private readonly settings: CollectionSettings;
  private readonly writeDate: (milliseconds: number) => string;
  private readonly presented: (record: Fields) => Fields;
  private readonly shapes = new Map<Size | 'bare', Shape[]>();
  private readonly indexes = new Map<string, KeyIndex>();
  private readonly patched = new Set<string>();
  private readonly rows: Row[] = [];
  private readonly byId = new Map<Id, Row>();
  private virtualRecords: VirtualRecords | undefined;
  private nextId: Id = 1;

  /** @param name the path under `/api/`, such as `invoices` */
  constructor(
    readonly name: string,
    settings: CollectionSettings,
  ) {
    this.settings = settings;
    this.writeDate = dateWriter(settings.timezoneOffset);
    this.presented = presenter(settings.keys, settings.hiddenFields);
  }

  /** Adds a record; `fields` (hyphenated) go over what the simulator makes up. `fields.id` chooses its id. */
  create(fields: Fields = {}, options: CreateOptions = {}): TenantRecord {
    return this.record(this.add(fields, options));
  }

  /** Adds `count` records. @returns their ids */
  createMany(
    count: number,
    fields: Fields | ((index: number) => Fields) = {},
    options: CreateOptions | ((index: number) => CreateOptions) = {},
  ): Id[] {
    return Array.from({ length: count }, (_, index) => {
      const own = typeof fields === 'function' ? fields(index) : fields;
      return this.add(own, typeof options === 'function' ? options(index) : options).id;
    });
  }

  /**
   * Fills the collection with records 1 to `count` that exist only as far as they are read.
   *
   * @param make the whole record of an id; without it records are made up as usual, and cost least.
   */
  virtual(count: number, make?: (id: number) => Fields, options: VirtualOptions = {}): void {
    if (this.length > 0) throw new Error(`${this.name}: virtual records come before all others`);
    const settings = { size: this.settings.size, ...options };
    this.virtualRecords = new VirtualRecords(count, this.settings.now(), settings, make);
    this.nextId = count + 1;
  }

  /** Changes a record, and its updated date with it. @throws if there is no such record */
  update(id: Id | string, patch: Fields = {}, options: UpdateOptions = {}): TenantRecord {
    const row = this.materialise(toId(id));
    this.notePatch(patch);
    row.patch = { ...row.patch, ...patch };
    row.json = undefined;
    if (options.touch !== false) row.updatedAt = toSecond(options.updatedAt ?? this.settings.now());
    if (options.visibleAt !== undefined) row.visibleAt = toSecond(options.visibleAt);
    this.noteKeys(row);
    return this.record(row);
  }

  /** Sets the flag that `?exported=false` filters by; like Coupa, without moving the updated date. */
  markExported(id: Id | string): TenantRecord {
    const at = this.writeDate(this.settings.now());
    return this.update(id, { exported: true, 'last-exported-at': at }, { touch: false });
  }

  /** @returns whether there was such a record */
  delete(id: Id | string): boolean {
    const wanted = toId(id);
    if (this.virtualRecords?.has(wanted)) {
      const present = this.row(wanted) !== undefined;
      this.virtualRecords.delete(wanted);
      return present;
    }
    if (!this.byId.delete(wanted)) return false;
    this.rows.splice(this.placeAbove(wanted, true) - (this.virtualRecords?.count ?? 0), 1);
    return true;
  }

  get(id: Id | string): TenantRecord | undefined {
    const row = this.row(toId(id));
    return row && this.record(row);
  }

  /** Every record, hidden ones included, by ascending id. */
  all(): TenantRecord[] {
    const records: TenantRecord[] = [];
    for (let index = 0; index < this.length; index += 1) {
      const row = this.at(index);
      if (row) records.push(this.record(row));
    }
    return records;
  }

  /** How many records there are, hidden ones included. */
  get size(): number {
    return this.length - (this.virtualRecords?.deleted ?? 0);
  }

  /** How many places there are for `at`: deleted virtual records leave theirs empty. */
  get length(): number {
    return (this.virtualRecords?.count ?? 0) + this.rows.length;
  }

  /** The record at a place in the order of ids; `undefined` if it was deleted. */
  at(index: number): Row | undefined {
    const virtual = this.virtualRecords;
    if (virtual && index < virtual.count) return virtual.row(index + 1);
    return this.rows[index - (virtual?.count ?? 0)];
  }

  /** The first place whose id is greater than (`orEqual`: or equal to) that one. */
  placeAbove(id: Id, orEqual: boolean): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const here = this.idAt(middle);
      if (here > id || (orEqual && here >= id)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /**
   * The rows that have that value at that path (hyphenated), in whatever case and by ascending id, found by an index
   * that is made when it is first asked for. Of more than ten thousand virtual records only those that were changed are
   * looked at.
   */
  lookUp(path: readonly string[], value: string): Row[] {
    const wanted = [...this.index(path).find(value)];
    return wanted.flatMap((id) => this.row(id) ?? []).sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  /** How many rows `lookUp` would look at. */
  countOf(path: readonly string[], value: string): number {
    return this.index(path).find(value).size;
  }

  /** Whether the collection holds records that exist only as far as they are read. */
  get isVirtual(): boolean {
    return this.virtualRecords !== undefined;
  }

  row(id: Id): Row | undefined {
    return this.virtualRecords?.has(id) ? this.virtualRecords.row(id) : this.byId.get(id);
  }

  /** The whole record, as held: hyphenated, nothing hidden. */
  record(row: Row): TenantRecord {
    const own = this.maker(row)?.(Number(row.id)) ?? this.shape(row).record(this.particulars(row));
    return { ...own, ...row.patch, id: row.id };
  }

  /** Appends the record's JSON, as shown. */
  write(row: Row, into: Buffer[]): void {
    if (!row.patch && !this.maker(row)) {
      this.shape(row).write(this.particulars(row), into);
    } else {
      const json = row.json ?? Buffer.from(stringify(this.present(this.record(row))));
      // What was created through the API is seldom read twice, and there may be ten thousand of it.
      if (row.size !== 'bare') row.json = json;
      into.push(json);
    }
  }

  /** A record as this tenant shows it: spelling of names, a default response filter. */
  present(record: Fields): Fields {
    return this.presented(record);
  }

  /** Whether any record has that attribute (hyphenated). */
  knows(attribute: string): boolean {
    const has = (size: Size | 'bare') => this.shapesOf(size).some((shape) => shape.has(attribute));
    return this.patched.has(attribute) || has('small') || has('bare');
  }

  private add(fields: Fields, options: CreateOptions): Row {
    const { id: chosen, ...patch } = fields;
    const id = chosen === undefined ? this.nextId : toId(chosen as Id | string);
    if (this.row(id) || this.virtualRecords?.has(id))
      throw new Error(`${this.name}: there is a record ${id} already`);
    const createdAt = toSecond(options.createdAt ?? options.updatedAt ?? this.settings.now());
    const row: Row = {
      id,
      size: options.size ?? this.settings.size,
      createdAt,
      updatedAt: toSecond(options.updatedAt ?? createdAt),
      visibleAt: options.visibleAt === undefined ? 0 : new Date(options.visibleAt).getTime(),
      ...(Object.keys(patch).length > 0 ? { patch } : {}),
    };
    this.notePatch(patch);
    this.insert(row);
    this.noteKeys(row);
    return row;
  }

  private insert(row: Row): void {
    const last = this.rows.at(-1);
    if (!last || row.id > last.id) this.rows.push(row);
    else this.rows.splice(this.placeAbove(row.id, false) - (this.virtualRecords?.count ?? 0), 0, row);
    this.byId.set(row.id, row);
    if (row.id >= this.nextId) this.nextId = toId(BigInt(row.id) + 1n);
  }

  private materialise(id: Id): Row {
    const row = this.row(id);
    if (!row) throw new Error(`${this.name}: there is no record ${id}`);
    if (this.virtualRecords?.has(id)) this.virtualRecords.keep(row);
    return row;
  }

  private maker(row: Row): ((id: number) => Fields) | undefined {
    return this.virtualRecords?.has(row.id) ? this.virtualRecords.make : undefined;
  }

  private idAt(place: number): Id {
    const virtual = this.virtualRecords?.count ?? 0;
    return place < virtual ? place + 1 : (this.rows[place - virtual]?.id ?? 0);
  }

  private particulars(row: Row): { id: Id; created: string; updated: string } {
    return { id: row.id, created: this.writeDate(row.createdAt), updated: this.writeDate(row.updatedAt) };
  }

  private shape(row: Row): Shape {
    const shapes = this.shapesOf(row.size);
    const shape = shapes[Number(BigInt.asUintN(32, BigInt(row.id)) % BigInt(shapes.length))];
    if (!shape) throw new Error(`${this.name}: no shape for record ${row.id}`);
    return shape;
  }

  private shapesOf(size: Size | 'bare'): Shape[] {
    const known = this.shapes.get(size);
    if (known) return known;
    const made = size === 'bare' ? [blankRecord(this.name)] : variants(this.name, size, this.settings.seed);
    const shapes = made.map((fields) => new Shape(fields, this.presented));
    this.shapes.set(size, shapes);
    return shapes;
  }

  private notePatch(patch: Fields): void {
    for (const name in patch) this.patched.add(name);
  }

  private noteKeys(row: Row): void {
    if (this.indexes.size === 0) return;
    const record = this.record(row);
    for (const index of this.indexes.values()) index.note(row.id, record);
  }

  private index(path: readonly string[]): KeyIndex {
    const name = path.join('.');
    const known = this.indexes.get(name);
    if (known) return known;
    const index = new KeyIndex(path);
    const from = (this.virtualRecords?.count ?? 0) > 10_000 ? (this.virtualRecords?.count ?? 0) : 0;
    for (let place = from; place < this.length; place += 1) {
      const row = this.at(place);
      if (row) index.note(row.id, this.record(row));
    }
    this.indexes.set(name, index);
    return index;
  }
}
