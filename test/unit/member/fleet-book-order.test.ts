import assert from 'node:assert/strict';
import type { EngineBook } from '../../../lib/fleet/book/engine-book';
import { FleetBook } from '../../../lib/member/fleet-book';
import { LocalBook } from '../../../lib/member/local-book';
import { invoiceMessage } from '../poll/invoice-message';
import { FakeClock } from '../poll/rig';
import { BookFleet, Directory, type Leader } from './book-fleet';

const key = (id: number) => `invoices:${id}:2026-11-22T08:00:00.000Z`;

describe('Undeliverable records that a node has kept by itself, and the fleet a later version of the same second', () => {
  let fleet: BookFleet;
  beforeEach(() => {
    fleet = new BookFleet();
  });
  afterEach(() => fleet.end());

  /** A node that gave up versions 1, 2 and 3 by itself leads a fleet that has given up the version 4 of the last record since. */
  async function leadsWithLater(): Promise<Leader> {
    const alone = await fleet.givenUpAlone();
    fleet.refuses = false;
    const first = await fleet.lead();
    void first.poll();
    await fleet.pass();
    await first.close();
    const second = await fleet.lead();
    fleet.refuses = true;
    await fleet.changeAndPoll(second, 2);
    await second.close();
    fleet.sent.length = 0;
    fleet.refuses = false;
    const leader = await fleet.lead(alone);
    assert.deepEqual((await leader.listed()).slice(0, 3), [key(1), key(2), key(3)]);
    assert.equal((await leader.listed()).length, 4);
    return leader;
  }

  it('are sent before that', async () => {
    const leader = await leadsWithLater();
    await leader.rig.poller.undeliverables.redeliver();
    await fleet.pass();
    assert.deepEqual(fleet.contents, [1, 2, 3, 4]);
  });

  it('do not supersede that when they are sent again', async () => {
    const leader = await leadsWithLater();
    await leader.rig.poller.undeliverables.redeliver([key(3)]);
    await fleet.pass();
    const { redelivered, superseded } = await leader.rig.poller.undeliverables.redeliver();
    assert.deepEqual({ redelivered, superseded }, { redelivered: 3, superseded: 0 });
  });

  it('are superseded by that', async () => {
    const leader = await leadsWithLater();
    const later = (await leader.listed()).at(-1) ?? '';
    await leader.rig.poller.undeliverables.redeliver([later]);
    await fleet.pass();
    const { redelivered, superseded } = await leader.rig.poller.undeliverables.redeliver();
    assert.deepEqual({ redelivered, superseded }, { redelivered: 2, superseded: 1 });
  });
});

describe('An undeliverable record with which a node dealt by itself, and others led meanwhile', () => {
  const head = { tenant: 'https://acme.example', path: '/api/invoices', format: 1 };

  /** Those of the rows as the node loads them from its own directory and the engine. */
  async function numbersOf(own: Directory, kept: object): Promise<(number | undefined)[]> {
    const local = new LocalBook({ store: own, clock: new FakeClock(), failed: assert.fail });
    const engine = { read: () => Promise.resolve({ hasPosition: true, ...kept }) };
    const book = new FleetBook(engine as unknown as EngineBook, local);
    const { records } = (await book.load()) as { records: { sequence?: number }[] };
    return records.map(({ sequence }) => sequence);
  }

  const rowOf = (version: number, sequence: number) => {
    const { topic, payload, coupa } = invoiceMessage(1, version);
    const row = {
      id: `${version}`,
      identity: 'invoices:1',
      sequence,
      topic,
      coupa: { ...coupa, attempt: 1 },
    };
    return { ...row, payload: JSON.stringify(payload), reason: 'no', at: 0 };
  };

  it('has the number that the fleet gave it', async () => {
    const own = new Directory();
    await own.save({ ...head, records: [rowOf(2, 9)] });
    const stored = [rowOf(1, 1), rowOf(2, 2)];
    const rows = stored.map((row, place) => [row.coupa.key, JSON.stringify({ place, row })] as const);
    const kept = { head: JSON.stringify({ ...head, id: 'book' }), rows: new Map(rows), goesOnFromOwn: false };
    assert.deepEqual(await numbersOf(own, kept), [1, 2]);
  });

  for (const [what, goesOnFromOwn, numbers] of [
    ['its own number where the node goes on from its own position', true, [9]],
    ['no number where the fleet has a position, and no such records', false, [undefined]],
  ] as const)
    it(`has ${what}`, async () => {
      const own = new Directory();
      await own.save({ ...head, records: [rowOf(2, 9)] });
      assert.deepEqual(await numbersOf(own, { rows: new Map(), goesOnFromOwn }), numbers);
    });
});
