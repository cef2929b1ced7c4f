import { Collection } from '../../simulator/collection';
import { dateWriter, readDate } from '../../simulator/tenant-time';

/** Id of the first record. Ids of one length let records be filled in place. */
export const firstId = 1_000_001;

/** Records in a page at most, as Coupa has it. */
const pageCap = 50;

const offset = '-08:00';

/**
 * Pages of many invoices, made ready beforehand: only ids and dates are written into a copy of their bytes, so that the
 * server of a benchmark is never what the benchmark measures.
 *
 * The records are the simulator's. Their updated dates ascend with their ids, over the year before now.
 */
export class Pages {
  private readonly records: Made[];
  private readonly writeDate = dateWriter(offset);
  private readonly begin: number;
  private readonly step: number;
  private readonly lastId: number;

  /** @param count how many records there are; @param now epoch milliseconds */
  constructor(count: number, now: number) {
    const year = 365 * 86_400_000;
    this.records = makeRecords(now);
    this.begin = now - year;
    this.step = year / (count + 1);
    this.lastId = firstId + count - 1;
  }

  /**
   * The page that a query asks for.
   *
   * @throws {Error} if the query has a parameter that is not understood: an answer that ignores one would be a lie.
   */
  page(query: URLSearchParams): Buffer {
    const wanted = this.read(query);
    const first = wanted.descending ? Math.max(wanted.first, wanted.last - wanted.limit + 1) : wanted.first;
    const last = Math.min(wanted.last, first + wanted.limit - 1);
    return last < first ? Buffer.from('[]') : this.write(first, last);
  }

  private read(query: URLSearchParams): Wanted {
    const wanted = { first: firstId, last: this.lastId, limit: pageCap, descending: false };
    for (const [name, value] of query) {
      const set = parameters[name.replaceAll('_', '-')];
      if (set === undefined) throw new Error(`Not understood: ${name}`);
      set(wanted, value, (date) => this.firstSince(date));
    }
    // One record has one order: more would have to be turned around.
    if (wanted.descending && wanted.limit > 1) throw new Error('Not understood: more than one, descending');
    return wanted;
  }

  /** The lowest id whose date is not below that one, epoch milliseconds. */
  private firstSince(date: number): number {
    let id = Math.max(firstId, firstId + Math.floor((date - this.begin) / this.step) - 2);
    while (id <= this.lastId && this.dateOf(id) < date) id += 1;
    return id;
  }

  private dateOf(id: number): number {
    return Math.floor((this.begin + this.step * (id - firstId + 1)) / 1000) * 1000;
  }

  private write(first: number, last: number): Buffer {
    const records: Made[] = [];
    for (let id = first; id <= last; id += 1) records.push(this.recordOf(id));
    const page = Buffer.allocUnsafe(records.reduce((size, { bytes }) => size + bytes.length + 1, 1));
    let at = 0;
    records.forEach((record, index) => {
      page[at] = index === 0 ? 0x5b : 0x2c;
      this.fill(page, at + 1, record, first + index);
      at += 1 + record.bytes.length;
    });
    page[at] = 0x5d;
    return page;
  }

  private recordOf(id: number): Made {
    const record = this.records[id % this.records.length];
    if (record === undefined) throw new Error(`No record ${id}`);
    return record;
  }

  private fill(page: Buffer, at: number, { bytes, ids, dates }: Made, id: number): void {
    bytes.copy(page, at);
    const idText = String(id);
    const dateText = this.writeDate(this.dateOf(id));
    for (const place of ids) page.write(idText, at + place, 'latin1');
    for (const place of dates) page.write(dateText, at + place, 'latin1');
  }
}

interface Wanted {
  first: number;
  last: number;
  limit: number;
  descending: boolean;
}

type Setter = (wanted: Wanted, value: string, firstSince: (date: number) => number) => void;

const parameters: Readonly<Record<string, Setter>> = {
  limit: (wanted, value) => {
    wanted.limit = Math.min(pageCap, Number(value));
  },
  'order-by': (_wanted, value) => {
    if (value !== 'id') throw new Error(`Not understood: order by ${value}`);
  },
  dir: (wanted, value) => {
    wanted.descending = value === 'desc';
  },
  'id[gt]': (wanted, value) => {
    wanted.first = Math.max(wanted.first, Number(value) + 1);
  },
  'id[lt-or-eq]': (wanted, value) => {
    wanted.last = Math.min(wanted.last, Number(value));
  },
  'updated-at[gt-or-eq]': (wanted, value, firstSince) => {
    wanted.first = Math.max(wanted.first, firstSince(instant(value)));
  },
  'updated-at[gt]': (wanted, value, firstSince) => {
    wanted.first = Math.max(wanted.first, firstSince(instant(value) + 1));
  },
  'updated-at[lt-or-eq]': (wanted, value, firstSince) => {
    wanted.last = Math.min(wanted.last, firstSince(instant(value) + 1) - 1);
  },
};

function instant(text: string): number {
  const date = readDate(text);
  if (date === undefined) throw new Error(`Not a date: ${text}`);
  return date;
}

/** One make of record, and where in its bytes the id and the dates stand. */
interface Made {
  bytes: Buffer;
  ids: number[];
  dates: number[];
}

/** One record of each make the simulator has: as there, the record with id n is of make n modulo their number. */
function makeRecords(now: number): Made[] {
  const settings = { seed: 1, size: 'small', keys: 'hyphen', hiddenFields: [] } as const;
  const collection = new Collection('invoices', { ...settings, timezoneOffset: offset, now: () => now });
  const makes = 16;
  const first = Math.ceil(firstId / makes) * makes;
  return Array.from({ length: makes }, (_, make) => {
    const id = first + make;
    collection.create({ id }, { createdAt: now });
    const row = collection.row(id);
    if (row === undefined) throw new Error(`No record ${id}`);
    const pieces: Buffer[] = [];
    collection.write(row, pieces);
    return measure(pieces, String(id), dateWriter(offset)(now - (now % 1000)));
  });
}

/** The simulator writes a record in pieces, and what is filled into it is a piece of its own. */
function measure(pieces: Buffer[], id: string, date: string): Made {
  const made: Made = { bytes: Buffer.concat(pieces), ids: [], dates: [] };
  let at = 0;
  for (const piece of pieces) {
    const text = piece.length <= date.length ? piece.toString('latin1') : '';
    if (text === id) made.ids.push(at);
    if (text === date) made.dates.push(at);
    at += piece.length;
  }
  return made;
}
