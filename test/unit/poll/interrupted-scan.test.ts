import assert from 'node:assert/strict';
import { parseRecords } from '../../../lib/connection/json/parse-list';
import type { RecordMessage } from '../../../lib/poll/model/message';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { FakeClock, idsOf, MemoryStore, Rig, turns } from './rig';

const count = 6400;

/** A list of records that changed long ago. */
class OldList {
  readonly clock = new FakeClock();

  readonly request = ({ path }: RequestOptions): Promise<Answer> => {
    const query = new URLSearchParams(path.slice(path.indexOf('?')));
    const isOld = Date.parse(query.get('updated-at[gt_or_eq]') ?? '') > Date.UTC(2026, 0, 1);
    const low = Number(query.get('id[gt]')) + Number(query.get('offset'));
    const high = Math.min(
      count,
      Number(query.get('id[lt_or_eq]') ?? count),
      low + Number(query.get('limit')),
    );
    const ids = isOld ? [] : Array.from({ length: Math.max(0, high - low) }, (_, index) => low + index + 1);
    const shown = query.get('dir') === 'desc' ? [count] : ids;
    const records = shown.map((id) => `{"id":${id},"updated-at":"2026-01-01T00:00:00Z"}`);
    const body = parseRecords(Buffer.from(`[${records.join()}]`));
    const date = this.clock.now();
    return Promise.resolve({ statusCode: 200, headers: {}, body, date, elapsed: 1, requests: 1 });
  };
}

/** A node that reads the list into a flow that takes a few records at a time, and had its first 5,000 some time ago. */
class SlowReading {
  readonly list = new OldList();
  readonly store = new MemoryStore();
  rig = this.begin();
  /** What came once more after it was acknowledged. */
  readonly again: unknown[] = [];
  private readonly had = new Set<unknown>();
  private readonly waiting: RecordMessage[] = [];

  begin(): Rig {
    const config = { start: 'beginning', delivery: 'acknowledge', maxInFlight: 10, interval: 1 };
    const rig = new Rig(this.list, { config, clock: this.list.clock, store: this.store });
    rig.onRecord = (message) => {
      if (this.had.has(message.coupa.id)) this.again.push(message.coupa.id);
      this.waiting.push(message);
    };
    rig.poller.start();
    return rig;
  }

  /** The flow takes what it gets until it has so many. */
  async takeUntil(most: number): Promise<void> {
    for (let turn = 0; turn < 50_000 && this.had.size < most; turn += 1) {
      await turns(1);
      this.list.clock.advance(1);
      this.take();
    }
    assert.ok(this.had.size >= most, `it has ${this.had.size}`);
  }

  private take(): void {
    for (const { coupa } of this.waiting.splice(0))
      if (this.rig.poller.acknowledge(coupa.delivery)) this.had.add(coupa.id);
  }
}

describe('a long scan into a flow that acknowledges slowly sends nothing again that it had', () => {
  const interruptions: [what: string, interrupt: (reading: SlowReading) => Promise<void>][] = [
    [
      'a deploy',
      async (reading) => {
        await reading.rig.poller.close();
        reading.rig = reading.begin();
      },
    ],
    [
      'a pause',
      async ({ rig }) => {
        await rig.poller.pause();
        await rig.poller.resume();
      },
    ],
  ];
  for (const [what, interrupt] of interruptions)
    it(`before ${what}`, async () => {
      const reading = new SlowReading();
      await reading.takeUntil(5525);
      await interrupt(reading);
      await reading.takeUntil(count);
      assert.deepEqual(reading.again, []);
      await reading.rig.poller.close();
      const { memory } = JSON.parse(reading.store.text ?? '') as { memory: unknown[] };
      assert.ok(memory.length < 5300, `${memory.length} are remembered`);
    });
});

describe('a long scan that sends into a flow which is busy with each record sends nothing again', () => {
  const interruptions: [what: string, interrupt: (rig: Rig) => Promise<unknown>][] = [
    ['a deploy', ({ poller }) => poller.close()],
    ['a pause', ({ poller }) => poller.pause()],
  ];
  for (const [what, interrupt] of interruptions)
    it(`before ${what}, also where the flow changes records`, async () => {
      const list = new OldList();
      const store = new MemoryStore();
      const options = { config: { start: 'beginning' }, clock: list.clock, store, rememberedAtFirst: 100 };
      const rig = new Rig(list, options);
      let interrupted: unknown;
      rig.onRecord = ({ payload }) => {
        Object.assign(payload as object, { itself: payload });
        list.clock.advance(1);
        if (rig.messages.length === 1025) interrupted = interrupt(rig);
      };
      await assert.rejects(rig.poller.poll());
      assert.ok(rig.messages.length < 2000, `${rig.messages.length} were sent before`);
      await interrupted;
      await rig.poller.close();
      const next = new Rig(list, options);
      await next.poller.resume();
      await next.poller.poll();
      const ids = [...idsOf(rig), ...idsOf(next)];
      assert.equal(ids.length, count);
      assert.equal(new Set(ids).size, count);
      await next.poller.close();
      const { memory } = JSON.parse(store.text ?? '') as { memory: unknown[] };
      assert.ok(memory.length <= 200, `${memory.length} are remembered`);
    });
});
