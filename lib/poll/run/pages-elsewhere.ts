import type { Clock } from '../../base/clock';
import type { PageReaders } from '../../ports/page-readers';
import type { Answer } from '../../ports/requester';
import type { Parameter } from '../../scan/id-scan';
import type { Page } from '../../scan/page';
import { afterId } from '../../scan/paging-parameters';
import { RecordElsewhere } from './record-elsewhere';

/** Decides which pages of one run are read by others, and makes pages of what these found. */
export class PagesElsewhere {
  /** Bytes of a record, as the last page had it. */
  private bytesPerRecord = 0;

  constructor(
    private readonly readers: PageReaders | undefined,
    private readonly pageSize: number,
    private readonly clock: Clock,
  ) {}

  /** A page was read. */
  note({ records, answer }: Page): void {
    if (records.length > 0) this.bytesPerRecord = (answer.bytes ?? 0) / records.length;
  }

  /**
   * Reads a page elsewhere.
   *
   * @param path the page's path.
   * @param taken told of the answer.
   * @returns `undefined`: it is to be read here.
   */
  async read(
    path: string,
    parameters: readonly Parameter[],
    signal: AbortSignal,
    taken: (answer: Answer) => void,
  ): Promise<Page | undefined> {
    const { readers, clock } = this;
    if (readers === undefined || !this.isWorth(readers, parameters) || !readers.areThere) return undefined;
    const askedAt = clock.monotonic();
    const page = await readers.read(path, signal);
    if (page === undefined) return undefined;
    const { bytes, requests, date } = page;
    // As if the request had taken all that time: then its date proves no more than it may.
    const elapsed = clock.monotonic() - askedAt;
    const told = { bytes, requests, elapsed, ...(date !== undefined && { date }) };
    const answer: Answer = { statusCode: 200, headers: {}, body: undefined, ...told };
    taken(answer);
    const records = page.records.map((found, index) => new RecordElsewhere(page, index, found));
    const read = { records, answer, done: () => page.done() };
    this.note(read);
    return read;
  }

  /** A page in the middle of a list: the first one is looked at more closely. */
  private isWorth({ worthBytes }: PageReaders, parameters: readonly Parameter[]): boolean {
    if (this.bytesPerRecord < worthBytes) return false;
    const isWhole = parameters.some(([name, value]) => name === 'limit' && value === this.pageSize);
    return isWhole && parameters.some(([name]) => name === afterId);
  }
}
