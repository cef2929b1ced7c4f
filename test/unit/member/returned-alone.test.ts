import assert from 'node:assert/strict';
import { LeftBook } from '../../../lib/member/left-book';
import { Rig } from '../poll/rig';
import { BookFleet, Directory, type Leader } from './book-fleet';

describe('An undeliverable record to which a node that had left its fleet has returned by itself', () => {
  let fleet: BookFleet;
  beforeEach(() => {
    fleet = new BookFleet(1);
  });
  afterEach(() => fleet.end());

  /** The record is what it was before, within the same second, and the leader polls. */
  async function returnAndPoll(leader: Pick<Leader, 'poll'>): Promise<void> {
    fleet.tenant.apply({ kind: 'return', pick: 0 });
    void leader.poll();
    await fleet.pass();
  }

  it('is the latest, though another version was delivered in the fleet after it had been given up there', async () => {
    const directory = new Directory();
    const leader = await fleet.lead(directory);
    fleet.refuses = false;
    void leader.poll();
    await fleet.pass();
    fleet.refuses = true;
    await fleet.changeAndPoll(leader, 0);
    fleet.refuses = false;
    await returnAndPoll(leader);
    assert.deepEqual(fleet.contents, [1, 2, 1]);
    await leader.close();
    directory.isAlone = true;
    const alone = new Rig(fleet.tenant, {
      config: { delivery: 'acknowledge', start: 'beginning', maxAttempts: 1 },
      store: directory.position,
      undeliverableStore: new LeftBook(directory),
      clock: fleet.clock,
    });
    alone.onRecord = ({ coupa }) => void alone.poller.refuse(coupa.delivery, 'no');
    alone.poller.start();
    await returnAndPoll({ poll: () => alone.poller.poll() });
    const { records } = await alone.poller.undeliverables.list();
    assert.deepEqual(
      records.map(({ superseded }) => superseded),
      [undefined],
    );
    await alone.poller.close();
    const back = await fleet.lead(directory);
    const { redelivered, superseded } = await back.rig.poller.undeliverables.redeliver();
    assert.deepEqual({ redelivered, superseded }, { redelivered: 1, superseded: 0 });
    await fleet.pass();
    assert.deepEqual(fleet.contents, [1, 2, 1, 2]);
  });
});
