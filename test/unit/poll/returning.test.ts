import assert from 'node:assert/strict';
import type { Requester } from '../../../lib/ports/requester';
import { Rig } from './rig';

const date = '2026-11-22T08:00:00Z';

/** A list of one record, whose content changes while its updated date stays: Coupa moves that for some changes only. */
class OneRecord implements Requester {
  state = '';

  request({ path }: { path: string }) {
    const isEnd = decodeURIComponent(path).includes('id[gt]');
    const body = isEnd ? [] : [{ id: 1, 'updated-at': date, 'created-at': date, state: this.state }];
    const answer = { statusCode: 200, headers: {}, body, elapsed: 1, requests: 1 };
    return Promise.resolve({ ...answer, date: Date.parse(date) + 10_000 });
  }
}

describe('a record that returns to what it was within the overlap', () => {
  for (const delivery of ['send', 'acknowledge'])
    it(`reaches the flow as it is in the end, though that content is still on its way: ${delivery}`, async () => {
      const tenant = new OneRecord();
      const rig = new Rig(tenant, { config: { start: 'beginning', delivery } });
      for (const state of ['open', 'held', 'open', 'held']) {
        tenant.state = state;
        await rig.poller.poll();
      }
      for (let at = 0; at < rig.messages.length; at += 1)
        rig.poller.acknowledge(rig.messages[at]?.coupa.delivery ?? '');
      const states = rig.messages.map(({ payload }) => (payload as { state: string }).state);
      assert.deepEqual(states, ['open', 'held', 'open', 'held']);
    });
});
