import assert from 'node:assert/strict';
import { ChangingList } from './changing-list';
import { FakeClock, Rig, turns } from './rig';

describe('a page that a back-fill asked for before a poll sent a later version of a record', () => {
  for (const [what, showsDates, isOneSecond] of [
    ['with dates', true, false],
    ['with dates, both of one second', true, true],
    ['without dates', false, false],
  ] as const)
    it(`brings no earlier one behind that, however long the flow takes: ${what}`, async () => {
      const clock = new FakeClock();
      const list = new ChangingList(clock, 4, showsDates);
      const config = {
        delivery: 'acknowledge',
        start: 'beginning',
        maxInFlight: 1,
        acknowledgeTimeout: 86_400,
      };
      const rig = new Rig(list, { config, clock });
      const poll = async () => {
        clock.advance(600_000);
        await rig.poller.poll();
      };
      const acknowledge = async () => {
        // What is being read has used its slice of a turn by now, and lets others go first.
        clock.advance(1000);
        rig.poller.acknowledge(rig.messages.at(-1)?.coupa.delivery ?? '');
        await turns(50);
      };
      rig.onRecord = ({ coupa }) => void rig.poller.acknowledge(coupa.delivery);
      await poll();
      await poll();
      rig.onRecord = () => {};
      rig.messages.length = 0;
      if (isOneSecond) list.change(4, 4);
      await rig.poller.backfill({ from: 'beginning', to: undefined });
      await turns(50);
      list.change(4, 5);
      const polled = poll();
      await turns(50);
      for (let count = 0; count < 3; count += 1) await acknowledge();
      await polled;
      // As long as the flow has the next one of the back-fill's, nothing happens that the polls could find.
      await poll();
      await poll();
      rig.onRecord = ({ coupa }) => void rig.poller.acknowledge(coupa.delivery);
      await acknowledge();
      await turns(50);
      await poll();
      await poll();
      assert.equal((await rig.poller.report()).backfill, undefined);
      const sent = rig.messages.filter(({ coupa }) => coupa.id === 4);
      const contents = sent.map(({ payload }) => (payload as { content: number }).content);
      assert.equal(contents.at(-1), 5, `${contents}`);
    });
});
