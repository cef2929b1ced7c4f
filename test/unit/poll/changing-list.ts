import type { Clock } from '../../../lib/base/clock';
import type { Answer, Requester, RequestOptions } from '../../../lib/ports/requester';

/** A list that finds records by their updated date, and may not show it: then one that returns to what it was is the same again. */
export class ChangingList implements Requester {
  /** What an answer waits for on its way. */
  onItsWay: (options: RequestOptions) => Promise<void> | undefined = () => undefined;
  private readonly records: { id: number; content: number; changedAt: number }[] = [];

  /** @param count of records, with these contents: 1, 2, 3 … */
  constructor(
    private readonly clock: Clock,
    count: number,
    private readonly showsDates = false,
  ) {
    for (let id = 1; id <= count; id += 1) this.records.push({ id, content: id, changedAt: clock.now() });
  }

  /** The record has this content from now on. */
  change(id: number, content: number): void {
    const record = this.records.find((one) => one.id === id);
    if (record !== undefined) Object.assign(record, { content, changedAt: this.clock.now() });
  }

  async request(options: RequestOptions): Promise<Answer> {
    const found = this.find(new URLSearchParams(options.path.split('?')[1]));
    const date = this.clock.now();
    await this.onItsWay(options);
    return { statusCode: 200, headers: {}, body: found, elapsed: 1, requests: 1, date };
  }

  private find(query: URLSearchParams): object[] {
    const moment = (name: string) => Date.parse(query.get(`updated-at[${name}]`) ?? '');
    const [since, until] = [moment('gt_or_eq'), moment('lt_or_eq')];
    const after = Number(query.get('id[gt]') ?? 0);
    return this.records
      .filter(({ id, changedAt }) => id > after && !(changedAt < since) && !(changedAt > until))
      .slice(0, Number(query.get('limit') ?? 50))
      .map(({ id, content, changedAt }) => ({
        id,
        content,
        ...(this.showsDates && { 'updated-at': new Date(changedAt).toISOString() }),
      }));
  }
}
