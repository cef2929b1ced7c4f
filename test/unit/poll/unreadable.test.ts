import assert from 'node:assert/strict';
import type { Answer, RequestOptions } from '../../../lib/connection/requester';
import { Rig } from './rig';

/** A list of records with ascending ids, one of which has a date that nobody can read. */
class ListWithBadDate {
  bad = true;
  requests: string[] = [];

  constructor(
    private readonly size: number,
    private readonly badId: number,
  ) {}

  request({ path }: RequestOptions): Promise<Answer> {
    this.requests.push(path);
    const query = new URLSearchParams(path.slice(path.indexOf('?')));
    const after = Number(query.get('id[gt]') ?? 0);
    const upTo = Number(query.get('id[lt_or_eq]') ?? this.size);
    const since = Date.parse(query.get('updated-at[gt_or_eq]') ?? '');
    const limit = Number(query.get('limit'));
    const ids = query.get('dir') === 'desc' ? [this.size] : this.idsAfter(after, upTo);
    const body = since > Date.UTC(2026, 0, 2) ? [] : ids.slice(0, limit).map((id) => this.record(id));
    return Promise.resolve({
      statusCode: 200,
      headers: {},
      body,
      date: Date.UTC(2026, 10, 22),
      elapsed: 1,
      requests: 1,
    });
  }

  private idsAfter(after: number, upTo: number): number[] {
    const ids = [];
    for (let id = after + 1; id <= upTo && ids.length < 50; id += 1) ids.push(id);
    return ids;
  }

  private record(id: number): object {
    const date = id === this.badId && this.bad ? 'yesterday' : '2026-01-01T00:00:00Z';
    return { id, 'created-at': date, 'updated-at': date };
  }
}

describe('a record whose date cannot be read', () => {
  it('holds the position of a short scan; the others are sent once, it comes when it can be read', async () => {
    const list = new ListWithBadDate(120, 60);
    const rig = new Rig(list, { config: { start: 'beginning' } });
    const first = await rig.poller.poll();
    assert.equal(first.position, undefined);
    assert.equal(rig.messages.length, 119);
    assert.equal(rig.errors[0]?.code, 'COUPA_RESPONSE');
    assert.match(rig.errors[0]?.message ?? '', /"updated-at" of record 60.*yesterday/s);
    list.bad = false;
    const second = await rig.poller.poll();
    assert.equal(rig.messages.length, 120);
    assert.equal(rig.messages.at(-1)?.coupa.id, 60);
    assert.equal(second.position, '2026-11-21T23:59:59.000Z');
  });

  it('does not make a long back-fill start over: it is left behind and read again alone', async () => {
    const list = new ListWithBadDate(12_000, 7001);
    const rig = new Rig(list, { config: { start: 'beginning' } });
    const first = await rig.poller.poll();
    assert.equal(rig.messages.length, 11_999);
    assert.equal(first.position, '2026-11-21T23:59:59.000Z');
    await rig.poller.poll();
    assert.equal(rig.messages.length, 11_999);
    list.bad = false;
    list.requests = [];
    await rig.poller.poll();
    assert.equal(rig.messages.length, 12_000);
    assert.equal(rig.messages.at(-1)?.coupa.id, 7001);
    assert.ok(list.requests.length <= 3, `${list.requests.length} requests for one record`);
  });
});
