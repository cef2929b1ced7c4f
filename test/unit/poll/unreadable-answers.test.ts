import assert from 'node:assert/strict';
import type { Connection } from '../../../lib/connection/connection';
import { UnreadableRecord } from '../../../lib/connection/json/unreadable-record';
import { pollParts } from '../../../lib/poll/compile/parts';
import { tryPoll } from '../../../lib/poll/inspect/trial';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { scanByToken } from '../../../lib/poll/scan/token-scan';
import { Tenant } from '../connection/tenant';
import { Rig } from './rig';

const verticalTab = '\u000b';

/** The JSON of a record; the text goes in as it is. */
function record(id: number, text = 'plain', more = ''): string {
  const date = '2026-11-21T08:00:00Z';
  return `{"id":${id},"name":"${text}","created-at":"${date}","updated-at":"${date}"${more}}`;
}

describe('A page with one record that cannot be read', () => {
  let tenant: Tenant;
  let connection: Connection;
  let records: Map<number, string>;

  beforeEach(async () => {
    tenant = await Tenant.start();
    connection = tenant.connect();
    records = new Map(Array.from({ length: 120 }, (_, index) => [index + 1, record(index + 1)]));
    tenant.on('/api/invoices', (response, { url }) => {
      const query = new URL(url, 'http://tenant').searchParams;
      const after = Number(query.get('id[gt]') ?? 0);
      const offset = Number(query.get('offset') ?? 0);
      const upTo = Number(query.get('id[lt_or_eq]') ?? Number.POSITIVE_INFINITY);
      const isAsked = (query.get('updated-at[gt_or_eq]') ?? '') < '2026-11-21T09';
      const rows = [...records]
        .filter(([id]) => isAsked && id > after && id <= upTo)
        .slice(offset, offset + Number(query.get('limit')));
      response.end(`[${rows.map(([, text]) => text).join(',')}]`);
    });
  });
  afterEach(async () => {
    await connection.close();
    await tenant.close();
  });

  it('brings all of them when it is only a control character that stands there as it is', async () => {
    records.set(60, record(60, `a${verticalTab}b`));
    const rig = new Rig(connection, { config: { start: 'beginning' } });
    await rig.poller.poll();
    assert.deepEqual(
      rig.messages.map(({ coupa }) => coupa.id),
      [...records.keys()],
    );
    assert.equal(Reflect.get(rig.messages[59]?.payload ?? {}, 'name'), `a${verticalTab}b`);
    assert.deepEqual(rig.errors, []);
  });

  it('brings the others, tells that one by its id, and brings it once it can be read', async () => {
    records.set(60, record(60, 'plain', ',"rate":NaN'));
    const rig = new Rig(connection, { config: { start: 'beginning' } });
    const first = await rig.poller.poll();
    assert.equal(rig.messages.length, 119);
    assert.equal(first.position, undefined);
    assert.match(rig.errors[0]?.message ?? '', /Record 60 of the answer cannot be read: It is not JSON/);
    assert.equal(rig.errors.length, 1);
    records.set(60, record(60));
    await rig.poller.poll();
    assert.deepEqual(rig.messages.map(({ coupa }) => coupa.id).at(-1), 60);
    assert.equal(rig.messages.length, 120);
  });

  it('brings all others, in the end, although two that cannot be read hide those between them', async () => {
    records = new Map(Array.from({ length: 6000 }, (_, index) => [index + 1, record(index + 1)]));
    for (const id of [5960, 5963]) records.set(id, record(id, '5" pipe'));
    const rig = new Rig(connection, { config: { start: 'beginning' } });
    await rig.poller.poll();
    assert.match(rig.errors[0]?.message ?? '', /Record 5960 of the answer cannot be read/);
    for (const id of [5960, 5963]) records.set(id, record(id));
    await rig.poller.poll();
    assert.deepEqual(
      rig.messages.map(({ coupa }) => Number(coupa.id)).sort((one, other) => one - other),
      [...records.keys()],
    );
  });

  it('brings the others also where its id cannot be told', async () => {
    records.set(60, '{"name":NaN}');
    const rig = new Rig(connection, { config: { start: 'beginning' } });
    await rig.poller.poll();
    assert.equal(rig.messages.length, 119);
    assert.match(rig.errors[0]?.message ?? '', /Record \(without id\) of the answer/);
  });

  it('shows the others in a trial, and what is wrong with that one', async () => {
    records.set(2, record(2, 'plain', ',"rate":NaN'));
    const none = () => undefined;
    const values = () => ({ env: none, flow: none, global: none, msg: none });
    const parts = pollParts(readPollSettings({ start: 'beginning' }), {
      origin: connection.site.origin,
      hub: false,
      values,
    });
    const { signal } = new AbortController();
    const trial = await tryPoll(parts, {
      requester: connection,
      hub: false,
      position: undefined,
      now: 0,
      signal,
    });
    assert.deepEqual(
      trial.records.map(({ id, problem }) => [id, /Record 2 /.test(String(problem))]),
      [
        [1, false],
        [undefined, true],
        [3, false],
      ],
    );
  });

  it('of a hub brings the others', async () => {
    tenant.on('/hubs/crm/contacts', (response) =>
      response.end(`[${record(1)},${record(2, '', ',"x":NaN')},${record(3)}]`),
    );
    const read: unknown[] = [];
    await scanByToken({
      comesAgain: () => false,
      requester: connection,
      path: '/hubs/crm/contacts',
      pageSize: 50,
      purpose: 'reading contacts',
      consume: async (rows) => void read.push(...rows),
    });
    assert.deepEqual(
      read.map((row) => (row as { id: unknown }).id),
      [1, 2, 3],
    );
    assert.ok(read[1] instanceof UnreadableRecord);
  });
});
