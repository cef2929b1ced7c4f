import assert from 'node:assert/strict';
import { LeftBook } from '../../../lib/member/left-book';
import { LocalBook } from '../../../lib/member/local-book';
import { mostMebibytes, mostRecords } from '../../../lib/poll/undeliverable/undeliverable-book';
import { FakeClock, MemoryStore, Rig, turns } from '../poll/rig';
import { BookFleet, Directory, type Leader } from './book-fleet';

const key = (id: number) => `invoices:${id}:2026-11-22T08:00:00.000Z`;
const keys = [key(1), key(2), key(3)];
const keysOf = ({ sent }: BookFleet) => sent.map(({ coupa }) => coupa.key);

describe('The undeliverable records of a fleet', () => {
  let fleet: BookFleet;

  beforeEach(() => {
    fleet = new BookFleet();
  });

  afterEach(() => fleet.end());

  /** A leader that has given up all that there is. */
  async function givenUp(directory = new Directory()): Promise<Leader> {
    const leader = await fleet.lead(directory);
    void leader.poll();
    await fleet.pass();
    fleet.sent.length = 0;
    return leader;
  }

  /** A node without a fleet that has given up all that there is. */
  async function givenUpAlone(): Promise<Directory> {
    const directory = await fleet.givenUpAlone();
    assert.deepEqual(directory.keys, keys);
    return directory;
  }

  const listedBy = async (rig: Rig) => (await rig.poller.undeliverables.list()).records.map((row) => row.key);

  const countsOf = async ({ rig }: Leader) => {
    const { records, redelivering } = await rig.poller.undeliverables.list();
    return [records.length, redelivering];
  };

  it('are never in neither list, whichever write is the last one of a leader that is killed', async () => {
    const told = new Set<number>();
    for (let writes = 0; writes < 9; writes += 1) {
      const leader = await fleet.lead();
      leader.killAfter(writes);
      void leader.poll();
      await fleet.pass();
      told.add(leader.rig.undeliverable.length);
      const successor = await fleet.lead();
      void successor.poll();
      await fleet.pass();
      assert.deepEqual(await successor.listed(), keys, `killed after ${writes} writes`);
      await fleet.end();
      fleet = new BookFleet();
    }
    assert.ok(told.has(0) && told.has(3), 'killed before, and behind');
  });

  it('are listed, looked at, sent again and dismissed where another instance leads, whatever became of the one that gave them up', async () => {
    (await givenUp()).kill();
    const b = await fleet.lead();
    const { undeliverables } = b.rig.poller;
    assert.deepEqual(await b.listed(), keys);
    assert.equal((await undeliverables.find(key(2)))?.coupa.id, 2);
    fleet.refuses = false;
    assert.equal((await undeliverables.dismiss([key(1)])).dismissed, 1);
    assert.equal((await undeliverables.redeliver([key(2)])).redelivered, 1);
    await fleet.pass();
    assert.deepEqual(keysOf(fleet), [key(2)]);
    b.kill();
    assert.deepEqual(await (await fleet.lead()).listed(), [key(3)]);
  });

  it('are sent again once, though other instances lead when they are asked for and when they are settled', async () => {
    const [a, b] = [new Directory(), new Directory()];
    const first = await givenUp(a);
    fleet.answers = false;
    await first.rig.poller.undeliverables.redeliver();
    await fleet.pass();
    assert.deepEqual(keysOf(fleet), keys);
    await first.close();
    const second = await fleet.lead(b);
    assert.deepEqual(await countsOf(second), [3, 3]);
    fleet.acknowledgeAll();
    await fleet.pass();
    assert.deepEqual(await countsOf(second), [0, 0]);
    await second.close();
    fleet.answers = true;
    const again = await fleet.lead(a);
    await fleet.pass(30_000);
    assert.deepEqual(await countsOf(again), [0, 0]);
    assert.deepEqual(keysOf(fleet), keys);
  });

  it('are sent again by the next leader where the one that was asked is killed before it can', async () => {
    const a = await givenUp();
    fleet.refuses = false;
    const asked = a.rig.poller.undeliverables.redeliver([key(3)]);
    await turns(3);
    fleet.clock.advance(2000);
    await asked;
    a.kill();
    const b = await fleet.lead();
    await fleet.pass();
    assert.deepEqual(keysOf(fleet), [key(3)]);
    assert.deepEqual(await countsOf(b), [2, 0]);
  });

  it('go back with the position where the engine forgets, and nothing is lost', async () => {
    const a = await givenUp();
    fleet.refuses = false;
    await a.rig.poller.undeliverables.redeliver();
    await fleet.pass();
    assert.deepEqual(await countsOf(a), [0, 0]);
    const found = new Set<string>();
    for (let writes = 1; found.size === 0; writes += 1) {
      assert.ok(writes < 30, 'it forgets nothing');
      fleet.sent.length = 0;
      fleet.engine.rewind(writes);
      const b = await fleet.lead();
      for (const each of [...(await b.listed()), ...keysOf(fleet)]) found.add(each);
      b.kill();
    }
    assert.deepEqual([...found].sort(), keys);
  });

  it('are written row by row: a save of the position writes none of them again', async () => {
    const leader = await givenUp();
    fleet.engine.changes = [];
    fleet.refuses = false;
    fleet.tenant.apply({ kind: 'create' });
    void leader.poll();
    await fleet.pass();
    assert.equal(fleet.sent.length, 1);
    assert.ok(fleet.engine.changes.some(({ document }) => document !== undefined));
    assert.equal(fleet.engine.bytesOfBook(), 0);
    await leader.rig.poller.undeliverables.redeliver([key(2)]);
    const [row = ''] = fleet.engine.changes.flatMap(({ put }) => [...put.values()]).filter((text) => text);
    assert.ok(fleet.engine.bytesOfBook() < 2 * row.length, 'one row');
  });

  it(`are ${mostRecords} at most in the engine, too`, async () => {
    await fleet.end();
    fleet = new BookFleet(mostRecords + 5);
    const leader = await fleet.lead();
    void leader.poll();
    await fleet.pass(10_000);
    assert.equal(await fleet.rows(leader.term.id), mostRecords);
    assert.equal(leader.rig.notices.filter((text) => text.includes(`${mostMebibytes} MiB`)).length, 1);
    leader.kill();
    assert.equal((await (await fleet.lead()).listed()).length, mostRecords);
  });

  describe('that a node kept by itself', () => {
    it('are taken over by the fleet with what is to be sent again, and set aside', async () => {
      const alone = await givenUpAlone();
      const records = alone.records.map((row) => (row.coupa.key === key(1) ? { ...row, asked: true } : row));
      await alone.save({ ...alone.document, records });
      fleet.refuses = false;
      const leader = await fleet.lead(alone);
      assert.equal(alone.setAside.length, 1);
      assert.deepEqual(await leader.listed(), [key(2), key(3)]);
      assert.deepEqual(keysOf(fleet), [key(1)]);
      leader.kill();
      assert.deepEqual(await (await fleet.lead()).listed(), [key(2), key(3)]);
    });

    it('are taken over beside those of the fleet, and only listed, since others may have sent them', async () => {
      const alone = await givenUpAlone();
      const records = alone.records.map((row) => ({ ...row, asked: true }));
      fleet.tenant.apply({ kind: 'create' });
      (await givenUp()).kill();
      await alone.save({ ...alone.document, records: records.slice(0, 2) });
      const own = records.map(({ coupa }) => ({
        ...records[0],
        coupa: { ...coupa, key: `own ${coupa.key}` },
      }));
      await alone.save({ ...alone.document, records: [records[1], ...own] });
      const leader = await fleet.lead(alone);
      const found = [...keys.map((one) => `own ${one}`), ...keys];
      assert.deepEqual((await leader.listed()).slice(0, 6), found);
      assert.equal((await countsOf(leader))[1], 0);
      assert.equal(alone.setAside.length, 1);
      leader.kill();
      assert.deepEqual((await (await fleet.lead()).listed()).slice(0, 6), found);
      assert.deepEqual(keysOf(fleet), []);
    });

    it('are taken over where the fleet had a position and no such records, as an older version leaves it', async () => {
      const directory = new Directory();
      const older = await fleet.lead(directory, { isOlder: true });
      void older.poll();
      await fleet.pass();
      older.kill();
      fleet.sent.length = 0;
      fleet.refuses = false;
      await directory.save({
        ...directory.document,
        records: directory.records.map((row) => ({ ...row, asked: true })),
      });
      const leader = await fleet.lead(directory);
      assert.deepEqual(await leader.listed(), keys);
      assert.equal(directory.setAside.length, 1);
      assert.deepEqual(keysOf(fleet), [], 'another may have sent them meanwhile');
    });

    it('are let be where they are damaged or of another list: that is told, a copy is kept, and the fleet keeps its own', async () => {
      (await givenUp()).kill();
      const damaged = new Directory();
      damaged.text = '{"format":1,"cut';
      const b = await fleet.lead(damaged);
      assert.deepEqual(await b.listed(), keys);
      assert.equal(b.errors.length, 1);
      b.kill();
      const other = await givenUpAlone();
      await other.save({ ...other.document, path: '/api/orders' });
      const c = await fleet.lead(other);
      assert.deepEqual(await c.listed(), keys);
      assert.deepEqual(
        other.copies.map(([kind]) => kind),
        ['unsent'],
      );
    });
  });

  describe('with which a node dealt by itself between two times in the fleet', () => {
    /** It leaves the fleet, whose records it has a copy of, and goes on by itself. */
    async function alone(directory: Directory): Promise<Rig> {
      await (await givenUp(directory)).close();
      return goesOn(directory);
    }

    /** It is started without the fleet. */
    function goesOn(directory: Directory, store = new MemoryStore()): Rig {
      const config = { delivery: 'acknowledge', start: 'beginning' };
      const undeliverableStore = new LeftBook(directory);
      const rig = new Rig(fleet.tenant, { config, store, undeliverableStore, clock: fleet.clock });
      rig.onRecord = ({ coupa }) => void rig.poller.acknowledge(coupa.delivery);
      return rig;
    }

    it('are not sent again behind a newer version that it delivered then', async () => {
      const directory = new Directory();
      const rig = await alone(directory);
      fleet.tenant.apply({ kind: 'update', pick: 0 });
      await rig.poller.poll();
      await fleet.pass();
      const { records } = await rig.poller.undeliverables.list();
      assert.ok(records.some(({ superseded }) => superseded));
      await rig.poller.close();
      for (const rejoined of [directory, new Directory()]) {
        const leader = await fleet.lead(rejoined);
        const found = (await leader.rig.poller.undeliverables.list()).records;
        assert.deepEqual(
          found.map(({ key, superseded }) => [key, superseded]),
          records.map(({ key, superseded }) => [key, superseded]),
          'whoever leads then',
        );
        leader.kill();
      }
      assert.equal(directory.setAside.length, 1);
    });

    it('are listed no more where it redelivered or dismissed them, also if it was restarted since', async () => {
      const directory = new Directory();
      const rig = await alone(directory);
      await rig.poller.undeliverables.dismiss([key(1)]);
      await rig.poller.close();
      const again = goesOn(directory);
      await again.poller.undeliverables.redeliver([key(3)]);
      await fleet.pass();
      assert.deepEqual(await listedBy(again), [key(2)]);
      await again.poller.close();
      for (const rejoined of [directory, new Directory()]) {
        const leader = await fleet.lead(rejoined);
        assert.deepEqual(await leader.listed(), [key(2)], 'whoever leads then');
        leader.kill();
      }
    });

    it('are listed though it has them no more, where it polled another list meanwhile', async () => {
      const directory = new Directory();
      const rig = await alone(directory);
      await rig.poller.undeliverables.dismiss([key(1)]);
      await rig.poller.close();
      const book = new LeftBook(directory);
      await book.load();
      await book.save({ ...directory.document, path: '/api/orders', records: [], left: undefined });
      await book.load();
      await book.save({ ...directory.document, path: '/api/invoices', records: [] });
      assert.deepEqual(await (await fleet.lead(directory)).listed(), keys);
    });

    it('are only listed where they were to be sent again, since it may have sent them', async () => {
      const directory = new Directory();
      const rig = await alone(directory);
      await rig.poller.undeliverables.dismiss([key(1)]);
      await rig.poller.close();
      const other = await fleet.lead();
      fleet.refuses = false;
      const { undeliverables } = other.rig.poller;
      const asked = undeliverables.redeliver([key(2)]);
      await turns(3);
      fleet.clock.advance(2000);
      await asked;
      other.kill();
      const leader = await fleet.lead(directory);
      await fleet.pass(30_000);
      assert.deepEqual(keysOf(fleet), []);
      assert.deepEqual(await countsOf(leader), [2, 0]);
      leader.kill();
      assert.deepEqual(await countsOf(await fleet.lead()), [2, 0], 'also where another leads then');
      await fleet.pass(30_000);
      assert.deepEqual(keysOf(fleet), []);
    });

    it('are listed no more once they were delivered, where it was sending them again when it came back and nobody else led meanwhile', async () => {
      const directory = new Directory();
      await (await givenUp(directory)).close();
      directory.isAlone = true;
      const rig = goesOn(directory, directory.position);
      rig.onRecord = () => {};
      rig.poller.start();
      await fleet.pass();
      const redelivering = rig.poller.undeliverables.redeliver([key(1), key(2)]);
      await fleet.pass();
      await redelivering;
      await rig.poller.undeliverables.dismiss([key(2)]);
      await rig.poller.close();
      fleet.answers = false;
      const leader = await fleet.lead(directory);
      await fleet.pass();
      assert.deepEqual(keysOf(fleet), [key(1), key(2)]);
      assert.deepEqual(await countsOf(leader), [2, 1]);
      fleet.acknowledgeAll();
      await fleet.pass();
      assert.deepEqual(await leader.listed(), [key(3)]);
      leader.kill();
      const next = await fleet.lead();
      assert.deepEqual(await next.listed(), [key(3)], 'also where another leads then');
      assert.equal(await fleet.rows(next.term.id), 1);
      assert.deepEqual(keysOf(fleet), [key(1), key(2)]);
    });

    it('are as it left them wherever it is killed when it takes over, also where another leads then', async () => {
      const directory = new Directory();
      await (await givenUp(directory)).close();
      directory.isAlone = true;
      const rig = goesOn(directory, directory.position);
      rig.poller.start();
      await fleet.pass();
      const redelivering = rig.poller.undeliverables.redeliver([key(1)]);
      await fleet.pass();
      await redelivering;
      await rig.poller.close();
      const leader = await fleet.lead(directory, { killedAfter: 1 });
      assert.equal(directory.setAside.length, 0, 'it was killed before it could do more');
      leader.kill();
      const next = await fleet.lead();
      assert.deepEqual(await next.listed(), [key(2), key(3)]);
    });

    it('stay dismissed where that was done in the fleet, also of one that is on its way yet', async () => {
      const directory = new Directory();
      await (await alone(directory)).poller.undeliverables.dismiss([key(3)]);
      const other = await fleet.lead();
      fleet.answers = false;
      const { undeliverables } = other.rig.poller;
      await undeliverables.redeliver([key(2)]);
      await fleet.pass();
      await undeliverables.dismiss([key(2)]);
      other.kill();
      const leader = await fleet.lead(directory);
      assert.deepEqual(await leader.listed(), [key(1)]);
      fleet.acknowledgeAll();
      await fleet.pass();
      assert.equal(await fleet.rows(leader.term.id), 1, 'nothing stays that nobody can ask for');
      assert.deepEqual(keysOf(fleet), [key(2)]);
    });
  });

  describe('leave a copy', () => {
    it('with a node that is closed, from which it goes on where it leaves the fleet', async () => {
      const directory = new Directory();
      const leader = await givenUp(directory);
      fleet.answers = false;
      await leader.rig.poller.undeliverables.redeliver([key(2)]);
      await fleet.pass();
      await leader.close();
      const rig = new Rig(fleet.tenant, { undeliverableStore: directory, store: new MemoryStore() });
      const { records, redelivering } = await rig.poller.undeliverables.list();
      assert.deepEqual([records.map((row) => row.key), redelivering], [keys, 0]);
    });

    it('that nobody looks at while the engine has them', async () => {
      const directory = new Directory();
      await (await givenUp(directory)).close();
      assert.deepEqual(directory.keys, keys);
      const b = await fleet.lead();
      await b.rig.poller.undeliverables.dismiss();
      b.kill();
      const again = await fleet.lead(directory);
      assert.deepEqual(await again.listed(), []);
      assert.equal(directory.setAside.length, 0);
      await again.close();
      assert.deepEqual(directory.keys, []);
    });

    it('once a minute, which is taken over where the engine has lost everything, whoever leads first then', async () => {
      const directory = new Directory();
      const leader = await givenUp(directory);
      assert.deepEqual(directory.keys, []);
      await fleet.pass(61_000);
      assert.deepEqual(directory.keys, keys, 'though nothing was polled since');
      leader.kill();
      fleet.engine.flush();
      fleet.refuses = false;
      const other = await fleet.lead();
      void other.poll();
      await fleet.pass();
      other.kill();
      const again = await fleet.lead(directory);
      assert.deepEqual(await again.listed(), keys);
    });

    it('that is not written any more once the node is about to be closed: it may leave the fleet', async () => {
      const [store, clock] = [new Directory(), new FakeClock()];
      const local = new LocalBook({ store, clock, failed: assert.fail });
      local.changed();
      await local.stored(false, () => ({ records: [] }));
      assert.equal(clock.pendingTimers, 1);
      local.closes();
      clock.advance(120_000);
      assert.equal(store.text, undefined);
    });

    it('with a node that is closed when the engine has lost everything', async () => {
      const directory = new Directory();
      const leader = await givenUp(directory);
      fleet.engine.flush();
      await assert.rejects(leader.close(), /Another instance/);
      assert.deepEqual(directory.keys, keys);
    });

    it('that cannot be written, and the position is kept all the same', async () => {
      const directory = new Directory();
      directory.broken = new Error('the disk is full');
      const leader = await givenUp(directory);
      await leader.close();
      assert.equal(leader.errors.length, 1);
      assert.deepEqual(await (await fleet.lead()).listed(), keys);
    });
  });
});
