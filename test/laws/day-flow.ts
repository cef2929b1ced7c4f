import type { RecordMessage } from '../../lib/poll/model/message';
import type { Poller } from '../../lib/poll/poller';
import type { DayTenant } from './day-tenant';

/** One record in so many is refused, whatever its flow can do else. */
const refusedEvery = 50;

/** The flow behind a poll, as it goes on all day: it takes what comes with the next step, refuses some, and now and then everything. */
export class DayFlow {
  /** It refuses everything. */
  isDown = false;
  /** Takes everything. */
  isKind = false;
  delivered = 0;
  /** Records that were told as removed, and are there. */
  readonly untrue: number[] = [];
  /** The content of each record that it had last. */
  private readonly had = new Map<number, number>();
  private readonly waiting: RecordMessage[] = [];
  private seen = 0;

  constructor(private readonly tenant: DayTenant) {}

  take(message: RecordMessage): void {
    this.waiting.push(message);
    const { coupa } = message;
    if (coupa.eventType !== 'DELETED') return;
    const id = Number(coupa.id);
    if (this.tenant.rows.has(id)) this.untrue.push(id);
    this.tenant.untold.delete(id);
  }

  /** Answers for what came before. */
  step(poller: Poller): void {
    for (const { payload, coupa } of this.waiting.splice(0)) {
      this.seen += 1;
      const isRefused = !this.isKind && (this.isDown || this.seen % refusedEvery === 0);
      if (isRefused) poller.refuse(coupa.delivery, 'The ERP said no');
      else if (poller.acknowledge(coupa.delivery)) this.note(coupa, payload);
    }
  }

  /** Records of which it has not the last version. */
  get missing(): number[] {
    return [...this.tenant.rows.values()]
      .filter(({ id, content }) => this.had.get(id) !== content)
      .map(({ id }) => id);
  }

  private note({ id, eventType }: RecordMessage['coupa'], payload: unknown): void {
    this.delivered += 1;
    if (eventType === 'DELETED') this.had.delete(Number(id));
    else this.had.set(Number(id), (payload as { content: number }).content);
  }
}
