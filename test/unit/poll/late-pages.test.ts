import assert from 'node:assert/strict';
import { ChangingList } from './changing-list';
import { FakeClock, turns } from './rig';
import { SlowFlow } from './slow-flow';

describe('a page that a back-fill asked for before a poll sent a later version of a record', () => {
  for (const [what, showsDates, isOneSecond] of [
    ['with dates', true, false],
    ['with dates, both of one second', true, true],
    ['without dates', false, false],
  ] as const)
    it(`brings no earlier one behind that, however long the flow takes: ${what}`, async () => {
      const clock = new FakeClock();
      const list = new ChangingList(clock, 4, showsDates);
      const flow = await SlowFlow.begin(clock, list);
      if (isOneSecond) list.change(4, 4);
      await flow.backfill();
      list.change(4, 5);
      const polled = flow.poll();
      await turns(50);
      for (let count = 0; count < 3; count += 1) await flow.acknowledge();
      await polled;
      // As long as the flow has the next one of the back-fill's, nothing happens that the polls could find.
      await flow.poll();
      await flow.poll();
      flow.takeAll();
      await flow.acknowledge();
      await flow.poll();
      await flow.poll();
      assert.ok(!(await flow.isBackfilling()));
      const sent = flow.rig.messages.filter(({ coupa }) => coupa.id === 4);
      const contents = sent.map(({ payload }) => (payload as { content: number }).content);
      assert.equal(contents.at(-1), 5, `${contents}`);
    });
});
