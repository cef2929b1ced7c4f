import { type Dated, firstId, pageCap, type Wanted, wantedBy } from './ids';
import { PackedPages } from './packed';
import { makeBodies, type RecordForm } from './shapes';

const dayMs = 86_400_000;

/** What lists a server has. */
export interface PagesSettings extends RecordForm {
  /** How many records there are, with `everyMs` in the end. */
  records: number;
  /** Whether pages are packed for whoever accepts it. Default: no. */
  gzip?: boolean;
  /** Their updated dates ascend with their ids over so long before now. Default: a year. */
  spanMs?: number;
  /** Instead: the first appears so long after now, and each other so long after the one before. */
  everyMs?: number;
}

/** The updated dates of records: the one number n, from 0 on, has `begin` and n + 1 steps, to the second. Epoch milliseconds. */
export interface Dates {
  begin: number;
  stepMs: number;
}

/** Pages of records made ready beforehand, plain and packed: only ids and dates are filled in. */
export class Pages implements Dated {
  private readonly begin: number;
  private readonly step: number;

  private constructor(
    private readonly settings: PagesSettings,
    private readonly bodies: readonly Buffer[],
    private readonly packed: PackedPages | undefined,
    private readonly now: () => number,
  ) {
    const { records, spanMs = 365 * dayMs, everyMs } = settings;
    this.begin = everyMs === undefined ? now() - spanMs : now();
    this.step = everyMs ?? spanMs / (records + 1);
  }

  /** @param now the server's clock, epoch milliseconds */
  static async make(settings: PagesSettings, now: () => number): Promise<Pages> {
    const bodies = makeBodies(settings);
    const headLength = `,${headOf(firstId, 0)},`.length;
    const packed = settings.gzip ? await PackedPages.make(bodies, pageCap, headLength) : undefined;
    return new Pages(settings, bodies, packed, now);
  }

  /** Which dates its records have. */
  get dates(): Dates {
    return { begin: this.begin, stepMs: this.step };
  }

  get lastId(): number {
    const there = Math.floor((this.now() - this.begin) / this.step);
    return firstId - 1 + Math.min(there, this.settings.records);
  }

  readonly firstSince = (date: number): number => {
    const { lastId } = this;
    let id = Math.max(firstId, firstId + Math.floor((date - this.begin) / this.step) - 2);
    while (id <= lastId && this.dateOf(id) < date) id += 1;
    return id;
  };

  /**
   * The page that a query asks for, in pieces: copying 5 MB would be on the bill of whoever is measured. Only ids and dates if it
   * wants `fields`.
   *
   * @throws for a query that is not understood
   */
  page(query: URLSearchParams, isPacked: boolean): Buffer[] {
    const wanted = wantedBy(query, this);
    if (query.has('fields')) return [this.headsOnly(wanted)];
    const heads: Buffer[] = [];
    for (let id = wanted.first; id <= wanted.last; id += 1) heads.push(this.head(id, wanted.first));
    if (isPacked && this.packed !== undefined)
      return [this.packed.page(wanted.first % this.bodies.length, heads)];
    if (heads.length === 0) return [Buffer.from('[]')];
    const parts = heads.flatMap((head, at) => [head, this.body(wanted.first + at)]);
    return [...parts, Buffer.from(']')];
  }

  private head(id: number, first: number): Buffer {
    return Buffer.from(`${id === first ? '[' : ','}${headOf(id, this.dateOf(id))},`, 'latin1');
  }

  private headsOnly({ first, last }: Wanted): Buffer {
    const heads: string[] = [];
    for (let id = first; id <= last; id += 1) heads.push(`${headOf(id, this.dateOf(id))}}`);
    return Buffer.from(`[${heads.join(',')}]`);
  }

  private body(id: number): Buffer {
    return this.bodies[id % this.bodies.length] ?? Buffer.alloc(0);
  }

  private dateOf(id: number): number {
    return Math.floor((this.begin + this.step * (id - firstId + 1)) / 1000) * 1000;
  }
}

function headOf(id: number, date: number): string {
  const text = dateText(date);
  return `{"id":${id},"created-at":"${text}","updated-at":"${text}"`;
}

/** As Coupa writes it, in a zone eight hours west. */
function dateText(date: number): string {
  return `${new Date(date - 8 * 3_600_000).toISOString().slice(0, 19)}-08:00`;
}
