import assert from 'node:assert/strict';
import { parsedJson } from '../../../lib/base/json';
import { BookFleet } from './book-fleet';

describe('Undeliverable records of one second that an earlier version of the package has left in the engine', () => {
  let fleet: BookFleet;
  beforeEach(() => {
    fleet = new BookFleet(1);
  });
  afterEach(() => fleet.end());

  /** What an earlier version of the package has in the engine. */
  function withoutNumbers(): void {
    const data = (fleet.engine as unknown as { data: { polls: Map<string, { rows: Map<string, string> }> } })
      .data;
    for (const { rows } of data.polls.values())
      for (const [id, text] of rows) {
        if (!id.startsWith('undeliverable:')) continue;
        const placed = parsedJson(text) as { row: Record<string, unknown> };
        const { sequence: _, ...row } = placed.row;
        rows.set(id, JSON.stringify({ ...placed, row }));
      }
  }

  async function twoGivenUp(): Promise<void> {
    const first = await fleet.lead();
    void first.poll();
    await fleet.pass();
    await fleet.changeAndPoll(first, 0);
    await first.close();
    withoutNumbers();
    assert.deepEqual(fleet.contents, [1, 2]);
  }

  /** The next leader is asked for the earlier one of them, and closes. */
  async function nextSendsEarlier(): Promise<void> {
    const second = await fleet.lead();
    const [earlier = ''] = await second.listed();
    await second.rig.poller.undeliverables.redeliver([earlier]);
    await fleet.pass();
    assert.deepEqual(fleet.contents, [1, 2, 1]);
    await second.close();
  }

  it('are not superseded by the earlier one, which another leader had been asked to send again', async () => {
    await twoGivenUp();
    fleet.answers = false;
    await nextSendsEarlier();
    const third = await fleet.lead();
    fleet.answers = true;
    fleet.acknowledgeAll();
    await fleet.pass();
    assert.equal((await third.listed()).length, 1);
    fleet.refuses = false;
    const { redelivered, superseded } = await third.rig.poller.undeliverables.redeliver();
    assert.deepEqual({ redelivered, superseded }, { redelivered: 1, superseded: 0 });
    await fleet.pass();
    assert.deepEqual(fleet.contents, [1, 2, 1, 2]);
  });

  it('are sent in their order where the earlier one was given up again under another leader', async () => {
    await twoGivenUp();
    await nextSendsEarlier();
    const third = await fleet.lead();
    fleet.refuses = false;
    await third.rig.poller.undeliverables.redeliver();
    await fleet.pass();
    assert.deepEqual(fleet.contents, [1, 2, 1, 1, 2]);
  });

  it('stay behind what a node kept by itself, under another leader as well', async () => {
    const alone = await fleet.givenUpAlone();
    fleet.refuses = false;
    const first = await fleet.lead();
    void first.poll();
    await fleet.pass();
    fleet.refuses = true;
    await fleet.changeAndPoll(first, 0);
    await first.close();
    withoutNumbers();
    const second = await fleet.lead(alone);
    assert.equal((await second.listed()).length, 2);
    await second.close();
    const third = await fleet.lead();
    fleet.sent.length = 0;
    fleet.refuses = false;
    await third.rig.poller.undeliverables.redeliver();
    await fleet.pass();
    assert.deepEqual(fleet.contents, [1, 2]);
  });
});
