import assert from 'node:assert/strict';
import type { PageReaders } from '../../../lib/ports/page-readers';
import type { Answer, Requester, RequestOptions } from '../../../lib/ports/requester';
import { ModelTenant } from '../../laws/model-tenant';
import { idsOf, Rig, turns } from './rig';

/** A node that has others to read pages, and what it asked them for. */
function rigWithReaders(config: object = {}): { rig: Rig; asked: string[] } {
  const tenant = new ModelTenant();
  for (let count = 0; count < 6; count += 1) tenant.apply({ kind: 'create' });
  tenant.apply({ kind: 'wait', ms: 3_600_000 });
  const requester: Requester = {
    request: (options: RequestOptions): Promise<Answer> =>
      // What is told of an integration is not looked at here.
      options.path.startsWith('/api/integration_') ? new Promise(() => {}) : tenant.request(options),
  };
  const asked: string[] = [];
  const readers: PageReaders = {
    areThere: true,
    worthBytes: 0,
    read: async (path) => {
      asked.push(path);
      return undefined;
    },
  };
  const rig = new Rig(requester, { config: { start: 'now', pageSize: 2, ...config }, readers });
  return { rig, asked };
}

async function backfill(rig: Rig): Promise<void> {
  await rig.poller.poll();
  await rig.poller.backfill({ from: 'beginning', to: undefined });
  for (let turn = 0; turn < 500 && rig.messages.length < 6; turn += 1) await turns(1);
  assert.deepEqual(idsOf(rig), [1, 2, 3, 4, 5, 6]);
  await turns(10);
}

describe('A back-fill whose pages others may read', () => {
  it('has them read all but the first page of a list', async () => {
    const { rig, asked } = rigWithReaders();
    await backfill(rig);
    assert.ok(asked.length > 0, 'they were asked');
    assert.ok(
      asked.every((path) => path.includes('id[gt]')),
      asked.join(' '),
    );
  });

  it('reads all of them itself where an integration is told of each document: its id and status are in the record', async () => {
    const { rig, asked } = rigWithReaders({ integration: 'ERP' });
    await backfill(rig);
    assert.deepEqual(asked, []);
  });
});
