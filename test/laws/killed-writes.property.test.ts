import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RecordSession } from '../../lib/records/session';
import { type Bench, type Came, startBench } from '../unit/records/bench';
import { parameters, patience } from './worlds';
import { type Fault, faults, weatherOf } from './writes-world';

/** Messages of upserts, and the moment at which their process is killed. */
interface World {
  /** For each message the numbers of the records that its objects are about. */
  messages: number[][];
  faults: Fault[];
  /** The process dies when so many requests have arrived. */
  killAfter: number;
  maxInFlight: number;
  /** How many messages before the first that was not applied the flow sends again, too. */
  before: number;
}

const worlds: fc.Arbitrary<World> = fc.record({
  messages: fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
  faults,
  killAfter: fc.integer({ min: 1, max: 14 }),
  maxInFlight: fc.constantFrom(1, 3),
  before: fc.constantFrom(0, 0, 1, 3),
});

describe('writes whose process is killed', function () {
  this.timeout(2 * patience);
  let bench: Bench;
  let run = 0;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.close());

  it('are there as they were told until then, and once each when the flow sends the same messages again', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        run += 1;
        await play(world);
      }),
      parameters(200),
    );
  });

  async function play(world: World): Promise<void> {
    const { tenant } = bench;
    for (const fault of world.faults) tenant.weather(weatherOf(fault, 'upsert') ?? { kind: '429', nth: 1 });
    const told = await untilKilled(world);
    // What was on its way arrives before a new process asks for anything: a redelivery takes longer than a packet.
    tenant.clearWeather();
    tenant.settleLate();
    checkTold(world, told);
    // A flow sends again what it was not told as applied.
    const failed = told.findIndex(({ entries }) => entries.length > 0);
    const from = Math.max(0, (failed < 0 ? told.length : failed) - world.before);
    const session = open(world);
    for (const [index, records] of world.messages.entries()) {
      if (index < from) continue;
      const { record } = await send(session, records, index);
      assert.equal(record.applied, records.length, 'all are applied where nothing goes wrong any more');
    }
    session.close();
    checkOnce(world);
  }

  /** Sends message after message until the process is killed. @returns what was told before */
  async function untilKilled(world: World): Promise<Came[]> {
    const { tenant } = bench;
    const session = open(world);
    const told: Came[] = [];
    let left = world.killAfter;
    let killed = () => {};
    const kill = new Promise<void>((resolve) => {
      killed = resolve;
    });
    const count = () => {
      left -= 1;
      if (left !== 0) return;
      // Nothing is asked from now on, and nobody hears what is told.
      session.close();
      killed();
    };
    tenant.on('received', count);
    let isAlive = true;
    for (const [index, records] of world.messages.entries()) {
      if (!isAlive) break;
      const sent = send(session, records, index);
      const came = await Promise.race([sent, kill.then(() => undefined)]);
      if (came === undefined || left <= 0) {
        isAlive = false;
        await sent;
      } else told.push(came);
    }
    tenant.off('received', count);
    session.close();
    return told;
  }

  function open({ maxInFlight }: World): RecordSession {
    // Coupa does not refuse a second invoice of one number: nobody but the node keeps it from being there twice.
    return bench.open({ resource: 'invoices', operation: 'upsert', key: 'invoice-number', maxInFlight });
  }

  function send(session: RecordSession, records: readonly number[], index: number): Promise<Came> {
    const payload = records.map((record, at) => ({
      'invoice-number': numberOf(record),
      comments: tagOf(index, at),
    }));
    return bench.send(session, { payload });
  }

  const numberOf = (record: number) => `I-${run}-${record}`;
  const tagOf = (message: number, at: number) => `tag-${run}-${message}-${at}`;

  function held(record: number) {
    const invoices = bench.tenant.resource('invoices');
    return invoices.lookUp(['invoice-number'], numberOf(record)).map((row) => invoices.record(row));
  }

  /** What was applied before the kill is there, as the last object said that was told as applied, or one behind it. */
  function checkTold({ messages }: World, told: readonly Came[]): void {
    for (const record of new Set(messages.flat())) {
      const invoices = held(record);
      assert.ok(invoices.length <= 1, `${numberOf(record)} is there ${invoices.length} times after the kill`);
      const tags = messages.flatMap((records, index) =>
        records.flatMap((one, at) => (one === record ? [{ index, at }] : [])),
      );
      const last = tags.findLastIndex(({ index, at }) => isApplied(told[index], at));
      if (last < 0) continue;
      const may = tags.slice(last).map(({ index, at }) => tagOf(index, at));
      const now = String(invoices[0]?.['comments']);
      assert.ok(
        may.includes(now),
        `${numberOf(record)} says ${now}, and was told as one of ${may.join(', ')}`,
      );
    }
  }

  function isApplied(came: Came | undefined, at: number): boolean {
    return came !== undefined && !came.entries.some((entry) => entry.index === at);
  }

  function checkOnce({ messages }: World): void {
    for (const record of new Set(messages.flat())) {
      const invoices = held(record);
      assert.equal(invoices.length, 1, `${numberOf(record)} is there ${invoices.length} times`);
      const index = messages.findLastIndex((records) => records.includes(record));
      const at = messages[index]?.lastIndexOf(record) ?? 0;
      assert.equal(invoices[0]?.['comments'], tagOf(index, at));
    }
  }
});
