import assert from 'node:assert/strict';
import type { Requester } from '../../../lib/ports/requester';
import { idsOf, Rig } from './rig';

describe('A tenant that gives nothing to whoever asks for ids above one', () => {
  const pageSizes: [title: string, pageSize: number][] = [
    ['as many as the tenant gives', 50],
    ['more than the tenant gives at once', 100],
  ];
  for (const [title, pageSize] of pageSizes)
    it(`is read whole by offset, and that is told: ${title}`, () => readsWhole(pageSize));
});

async function readsWhole(pageSize: number): Promise<void> {
  const all = Array.from({ length: 130 }, (_, at) => ({
    id: at + 1,
    'updated-at': '2026-11-22T08:00:00Z',
  }));
  const tenant: Requester = {
    request: async ({ path }) => {
      const query = new URLSearchParams(path.slice(path.indexOf('?')));
      const offset = Number(query.get('offset') ?? 0);
      const body = query.has('id[gt]')
        ? []
        : all.slice(offset, offset + Math.min(Number(query.get('limit')), 50));
      return {
        statusCode: 200,
        headers: {},
        date: Date.UTC(2026, 10, 22, 9),
        body,
        elapsed: 1,
        requests: 1,
      };
    },
  };
  const rig = new Rig(tenant, { config: { start: 'beginning', pageSize } });
  await rig.poller.poll();
  assert.equal(new Set(idsOf(rig)).size, 130);
  assert.equal(rig.messages.length, 130);
  assert.match(rig.notices.join(), /ignores the filter id\[gt\]/);
  assert.deepEqual(rig.errors, []);
}
