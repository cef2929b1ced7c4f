import assert from 'node:assert/strict';
import type { ChangingList } from './changing-list';
import { type FakeClock, MemoryStore, Rig, type RigOptions, turns } from './rig';

/** A node whose flow takes one record at a time, beside a back-fill that waits for that with its pages. */
export class SlowFlow {
  readonly store = new MemoryStore();
  readonly rig: Rig;

  private constructor(
    private readonly clock: FakeClock,
    list: ChangingList,
    options: RigOptions,
  ) {
    const config = {
      ...{ delivery: 'acknowledge', start: 'beginning', maxInFlight: 1, acknowledgeTimeout: 86_400 },
      ...options.config,
    };
    this.rig = new Rig(list, { ...options, config, clock, store: this.store });
  }

  /** It has sent all records of the list, and its flow keeps from now on what it gets. */
  static async begin(clock: FakeClock, list: ChangingList, options: RigOptions = {}): Promise<SlowFlow> {
    const flow = new SlowFlow(clock, list, options);
    flow.takeAll();
    for (let polls = 0; polls < 3; polls += 1) await flow.poll();
    flow.rig.onRecord = () => {};
    flow.rig.messages.length = 0;
    return flow;
  }

  takeAll(): void {
    this.rig.onRecord = ({ coupa }) => void this.rig.poller.acknowledge(coupa.delivery);
  }

  async poll(): Promise<void> {
    this.clock.advance(600_000);
    await this.rig.poller.poll();
    await turns(50);
  }

  async backfill(): Promise<void> {
    await this.rig.poller.backfill({ from: 'beginning', to: undefined });
    await turns(50);
  }

  async isBackfilling(): Promise<boolean> {
    return (await this.rig.poller.report()).backfill !== undefined;
  }

  /** The flow takes what it got last. */
  async acknowledge(): Promise<void> {
    // What is being read has used its slice of a turn by now, and lets others go first.
    this.clock.advance(1000);
    this.rig.poller.acknowledge(this.rig.messages.at(-1)?.coupa.delivery ?? '');
    await turns(50);
  }

  /** It takes one after the other until it has this record. */
  async acknowledgeUpTo(id: number): Promise<void> {
    const isThere = () => this.rig.messages.at(-1)?.coupa.id === id;
    for (let count = 0; count < 40 && !isThere(); count += 1) await this.acknowledge();
    assert.ok(isThere(), `record ${id} was sent`);
  }

  /** Polls while the flow takes what it gets. */
  async pollWhileTaking(): Promise<void> {
    let isOver = false;
    const polled = this.poll().then(() => {
      isOver = true;
    });
    await turns(50);
    for (let count = 0; count < 20 && !isOver; count += 1) await this.acknowledge();
    await polled;
  }

  /** How often the flow got a record. */
  sendingsOf(id: number): number {
    return this.rig.messages.filter(({ coupa }) => coupa.id === id).length;
  }

  /** Ids of the records that are remembered, as it is stored. */
  async remembered(): Promise<unknown[]> {
    this.clock.advance(2000);
    await turns(50);
    const { memory } = JSON.parse(this.store.text ?? '') as { memory: unknown[][] };
    return memory.map(([identity]) => identity);
  }
}
