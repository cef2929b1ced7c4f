import assert from 'node:assert/strict';
import { notificationOutput } from '../../../../lib/poll/compile/output';
import { pollParts } from '../../../../lib/poll/compile/parts';
import { deletedMessage } from '../../../../lib/poll/model/message';
import { readPollSettings } from '../../../../lib/poll/model/settings';
import { RemovalTenant } from '../../../laws/removal-tenant';
import { rigThatLooks } from '../../../laws/removals-world';
import { FakeClock, type Rig, type RigOptions, turns } from '../rig';

/** Milliseconds between two looks of these nodes. */
const betweenMs = 3600;

/** Lets what is under way end: requests, saves, the flow. */
async function settle(rig: Rig): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await turns(30);
    rig.clock.advance(100);
  }
}

/** Lets the next look begin, and end. */
async function look(rig: Rig): Promise<void> {
  const ended = rig.removals.length;
  rig.clock.advance(betweenMs);
  for (let round = 0; round < 40 && rig.removals.length === ended; round += 1) {
    await turns(10);
    rig.clock.advance(20);
  }
  await settle(rig);
}

/** A node that has polled a tenant with some records, and looked once. */
async function started(
  tenant: RemovalTenant,
  changed: Record<string, unknown> = {},
  options: RigOptions = {},
): Promise<Rig> {
  const rig = rigThatLooks(tenant, changed, options);
  rig.poller.start();
  await settle(rig);
  await rig.poller.poll();
  if (rig.removals.length === 0) await look(rig);
  return rig;
}

const told = (rig: Rig) =>
  rig.messages.filter(({ coupa }) => coupa.eventType === 'DELETED').map(({ coupa }) => coupa.id);

const lastOf = (rig: Rig) => rig.removals.at(-1);

/** What was asked beside lists of the whole: paths, decoded. */
const questions = (tenant: RemovalTenant) =>
  tenant.asked
    .map(({ path }) => decodeURIComponent(path))
    .filter((path) => /\/api\/invoices(?:\/|\?id(?:\[in\])?=)/.test(path));

describe('Looking for removals', () => {
  it('only learns the ids with the first look, by pages of ids behind everything else', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(120);
    const rig = await started(tenant, { start: 'now' });
    const { requests, ...summary } = rig.removals[0] ?? { requests: 0 };
    assert.deepEqual(summary, { resource: 'invoices', look: 1, known: 120, deleted: 0, left: 0 });
    const pages = tenant.asked.filter(({ path }) => path.includes('fields='));
    assert.equal(pages.length, requests);
    for (const { path, priority } of pages) {
      assert.equal(priority, 'background');
      const url = new URL(path, 'https://acme.example');
      assert.equal(url.searchParams.get('fields'), '["id"]');
      assert.equal(url.searchParams.get('status'), 'open');
      assert.match(url.searchParams.get('updated-at[gt_or_eq]') ?? '', /^19(?:69|70)-/);
      assert.equal(url.searchParams.has('offset'), false);
    }
    assert.deepEqual(told(rig), []);
  });

  it('tells a record that is gone, with its id, no dates, and a key that ends with the number of the look', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(60);
    // Polls ask for none of them any more.
    tenant.apply({ kind: 'wait', ms: 600_000 });
    const rig = await started(tenant);
    tenant.remove(17);
    await look(rig);
    const message = rig.messages.at(-1);
    assert.deepEqual(message?.payload, { id: 17 });
    assert.equal(message?.topic, 'invoices');
    const { delivery, poll, ...coupa } = message?.coupa ?? {};
    assert.deepEqual(coupa, {
      resource: 'invoices',
      id: 17,
      eventType: 'DELETED',
      key: 'invoices:17:deleted:2',
      attempt: 1,
    });
    assert.ok(delivery && poll);
    const { requests, ...summary } = lastOf(rig) ?? { requests: 0 };
    assert.deepEqual(summary, { resource: 'invoices', look: 2, known: 59, deleted: 1, left: 0 });
    assert.ok(requests >= 4);
    await look(rig);
    assert.deepEqual(told(rig), [17], 'told once');
  });

  it('asks for the missing ones at once, and for each that is not there by itself', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(60);
    const rig = await started(tenant);
    for (const id of [3, 4, 5]) tenant.leave(id);
    tenant.remove(6);
    tenant.asked.length = 0;
    await look(rig);
    assert.deepEqual(questions(tenant), [
      '/api/invoices?id[in]=3,4,5,6&limit=4&fields=["id"]',
      '/api/invoices/6?fields=["id"]',
    ]);
    assert.deepEqual(told(rig), [6]);
    assert.deepEqual([lastOf(rig)?.left, lastOf(rig)?.known], [3, 59]);
  });

  it('asks for what has left the filter once more and then no longer, and knows it again when it is back', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(10);
    const rig = await started(tenant, { start: 'now' });
    tenant.leave(3);
    await look(rig);
    tenant.asked.length = 0;
    await look(rig);
    assert.deepEqual(questions(tenant), ['/api/invoices?id=3&limit=1&fields=["id"]']);
    assert.deepEqual([lastOf(rig)?.left, lastOf(rig)?.known], [0, 9]);
    tenant.asked.length = 0;
    await look(rig);
    assert.deepEqual(questions(tenant), []);
    tenant.apply({ kind: 'enter', pick: 2 });
    await look(rig);
    tenant.remove(3);
    await look(rig);
    assert.deepEqual(told(rig), [3]);
  });

  it('misses what is removed after a list that was empty by mistake', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(10);
    const rig = await started(tenant);
    tenant.faults = ['empty'];
    await look(rig);
    assert.deepEqual([told(rig), lastOf(rig)?.left, lastOf(rig)?.known], [[], 10, 10]);
    tenant.remove(4);
    await look(rig);
    assert.deepEqual([told(rig), lastOf(rig)?.left, lastOf(rig)?.known], [[4], 0, 9]);
  });

  it('tells a record that a poll has sent and no look has seen', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(5);
    const rig = await started(tenant);
    tenant.fill(1);
    await rig.poller.poll();
    tenant.remove(6);
    await look(rig);
    assert.deepEqual(told(rig), [6]);
  });

  it('tells with the second look what a poll had sent and was gone before the first', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(5);
    const before = rigThatLooks(tenant, { removals: 0 });
    await before.poller.pause();
    const rig = rigThatLooks(tenant);
    rig.store.text = before.store.text;
    // Paused, it polls when it is asked to, and does not look.
    await rig.poller.poll();
    tenant.remove(5);
    await rig.poller.resume();
    await settle(rig);
    assert.deepEqual([rig.removals.length, told(rig)], [1, []]);
    await look(rig);
    assert.deepEqual(told(rig), [5]);
  });

  it('knows after a kill what a poll has sent, and sends again what was told and not acknowledged', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(5);
    const rig = await started(tenant, { delivery: 'acknowledge' });
    for (const { coupa } of rig.messages) rig.poller.acknowledge(coupa.delivery);
    tenant.fill(1);
    await rig.poller.poll();
    rig.poller.acknowledge(rig.messages.at(-1)?.coupa.delivery ?? '');
    rig.clock.advance(1000);
    await settle(rig);
    tenant.remove(6);
    rig.crash();
    rig.poller.start();
    await look(rig);
    assert.deepEqual(told(rig), [6]);
    rig.crash();
    rig.poller.start();
    await settle(rig);
    const again = rig.messages.filter(({ coupa }) => coupa.key.includes('deleted'));
    assert.deepEqual(
      again.map(({ coupa }) => [coupa.id, coupa.attempt]),
      [
        [6, 1],
        [6, 2],
      ],
    );
    assert.deepEqual(rig.errors, []);
  });

  it('tells again what was on its way to a node that a deploy stopped', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(5);
    const rig = await started(tenant, {}, { landed: () => false });
    tenant.remove(4);
    let closed: Promise<void> | undefined;
    rig.onRecord = () => {
      closed ??= rig.poller.close();
    };
    rig.clock.advance(betweenMs);
    await settle(rig);
    assert.ok(closed);
    await closed;
    assert.deepEqual(told(rig), [4]);
    rig.crash();
    rig.poller.start();
    await settle(rig);
    assert.deepEqual(told(rig), [4, 4]);
    assert.equal(new Set(rig.messages.slice(-2).map(({ coupa }) => coupa.key)).size, 1);
    assert.equal(lastOf(rig)?.deleted, 1);
  });

  it('sends a record that comes back, even as it was, and tells it again when it goes again', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(5);
    const rig = await started(tenant);
    const row = tenant.rows[4]!;
    row.isGone = true;
    await look(rig);
    row.isGone = false;
    await rig.poller.poll();
    row.isGone = true;
    await look(rig);
    const types = rig.messages.filter(({ coupa }) => coupa.id === 5).map(({ coupa }) => coupa.eventType);
    assert.deepEqual(types, ['CREATED', 'DELETED', 'UPDATED', 'DELETED']);
    const keys = new Set(rig.messages.filter(({ coupa }) => coupa.id === 5).map(({ coupa }) => coupa.key));
    assert.equal(keys.size, 4);
  });

  for (const ids of ['beyond', 'text'] as const)
    it(`finds ids that are ${ids === 'text' ? 'texts' : 'numbers beyond 2^53'}`, async () => {
      const tenant = new RemovalTenant({ ids, absent: '[]', ignoresFields: true });
      tenant.fill(7);
      const rig = await started(tenant);
      const { id } = tenant.rows[3]!;
      tenant.remove(id);
      await look(rig);
      assert.deepEqual(told(rig), [id]);
      assert.deepEqual(rig.messages.at(-1)?.payload, { id });
    });

  it('tells what identifies a record to the flow, and asks by its id', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(7);
    const rig = await started(tenant, { idField: 'number' });
    tenant.remove(4);
    tenant.asked.length = 0;
    await look(rig);
    assert.deepEqual(told(rig), ['N-4']);
    assert.match(decodeURIComponent(tenant.asked[0]?.path ?? ''), /fields=\["id","number"\]/);
    assert.ok(questions(tenant).includes('/api/invoices/4?fields=["id"]'));
  });

  it('does not tell a number that another record has by now, and tells it once when that is gone, too', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(7);
    const rig = await started(tenant, { idField: 'number' });
    tenant.remove(4);
    tenant.fill(1);
    tenant.numbers.set(8, 'N-4');
    await rig.poller.poll();
    await look(rig);
    assert.deepEqual([told(rig), lastOf(rig)?.deleted], [[], 0]);
    tenant.remove(8);
    await look(rig);
    assert.deepEqual(told(rig), ['N-4']);
  });

  it('waits for its acknowledgement behind earlier versions, and is sent again until it comes', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(2);
    const rig = await started(tenant, { delivery: 'acknowledge', acknowledgeTimeout: 1000 });
    const [first] = rig.messages;
    tenant.remove(1);
    await look(rig);
    assert.deepEqual(told(rig), [], 'an earlier version is on its way');
    rig.poller.acknowledge(first?.coupa.delivery ?? '');
    assert.deepEqual(told(rig), [1]);
    rig.poller.refuse(rig.messages.at(-1)?.coupa.delivery ?? '', 'not now');
    rig.clock.advance(5000);
    const { delivery = '', attempt, key } = rig.messages.at(-1)?.coupa ?? {};
    assert.deepEqual([attempt, key], [2, 'invoices:1:deleted:2']);
    assert.ok(rig.poller.acknowledge(delivery));
  });

  it('tells nothing by a look that fails, and goes on where it stood after a pause, and after a kill', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(30);
    const rig = await started(tenant, { pageSize: 5 });
    tenant.remove(8);
    tenant.faults = [undefined, undefined, undefined, 'fails'];
    await look(rig);
    assert.equal(lastOf(rig)?.error?.code, 'COUPA_SERVER');
    assert.deepEqual(told(rig), []);
    assert.equal(rig.errors.at(-1)?.code, 'COUPA_SERVER');
    assert.equal(rig.statuses.at(-1)?.kind, 'error');
    await rig.poller.report();
    rig.clock.advance(1000);
    await settle(rig);
    rig.crash();
    tenant.asked.length = 0;
    rig.poller.start();
    await settle(rig);
    const listed = tenant.asked.filter(
      ({ path }) => path.includes('fields=') && path.includes('status=open'),
    );
    assert.ok(!listed.some(({ path }) => !path.includes('id[gt]')), 'not from the beginning');
    assert.deepEqual(told(rig), [8]);
    assert.equal(lastOf(rig)?.error, undefined);
    assert.equal(lastOf(rig)?.look, 2);
    // What was seen before the kill is known after it.
    tenant.remove(2);
    await look(rig);
    assert.deepEqual(told(rig), [8, 2]);
  });

  it('tries to store its end again where the disk was full, and tells then what it came to, without a second look', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(20);
    const rig = await started(tenant);
    tenant.remove(3);
    tenant.remove(4);
    // What is told is stored; full is the disk only for what says that the look has ended.
    const full = new Error('The disk is full.');
    rig.onRecord = ({ coupa }) => {
      if (coupa.id === 4 && coupa.eventType === 'DELETED') rig.store.broken = full;
    };
    await look(rig);
    const { deleted, error } = lastOf(rig) ?? {};
    assert.deepEqual([deleted, error?.code], [2, 'COUPA_STATE']);
    assert.equal(rig.statuses.at(-1)?.kind, 'error');
    rig.store.broken = undefined;
    rig.clock.advance(30_000);
    await settle(rig);
    const ended = rig.removals.filter((summary) => summary.look === 2);
    assert.deepEqual(
      ended.map((summary) => [summary.deleted, summary.error?.code]),
      [
        [2, 'COUPA_STATE'],
        [2, undefined],
      ],
    );
    assert.notEqual(rig.statuses.at(-1)?.kind, 'error');
  });

  it('takes a refusal for no answer: the record stays known, and is asked for with the next look', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(10);
    const rig = await started(tenant);
    tenant.remove(8);
    tenant.faults = [undefined, undefined, undefined, 'forbidden'];
    await look(rig);
    assert.deepEqual(told(rig), []);
    assert.equal(lastOf(rig)?.error?.code, 'COUPA_FORBIDDEN');
    assert.equal(lastOf(rig)?.known, 10);
    await look(rig);
    assert.deepEqual(told(rig), [8]);
  });

  it('works with a tenant that ignores id[in], and tries first whether a record that is there is found by itself', async () => {
    const tenant = new RemovalTenant({ ignoresIds: true });
    tenant.fill(10);
    const rig = await started(tenant);
    tenant.remove(8);
    tenant.asked.length = 0;
    await look(rig);
    assert.deepEqual(told(rig), [8]);
    assert.ok(questions(tenant).includes('/api/invoices/10?fields=["id"]'));
  });

  it('tells nothing where neither the list nor single records answer for an id', async () => {
    const tenant = new RemovalTenant({ ignoresIds: true, showsNone: true });
    tenant.fill(10);
    const rig = await started(tenant);
    tenant.remove(8);
    await look(rig);
    assert.deepEqual(told(rig), []);
    assert.match(String(lastOf(rig)?.error?.message), /not found when they are asked for by their id/);
  });

  it('never takes a record that only its own path does not answer for to be gone', async () => {
    const tenant = new RemovalTenant({ showsNone: true });
    tenant.fill(10);
    const rig = await started(tenant);
    tenant.leave(7);
    tenant.remove(8);
    await look(rig);
    assert.deepEqual(told(rig), [8]);
    assert.equal(lastOf(rig)?.left, 1);
  });

  it('tells nothing of a list that can be read by offsets only', async () => {
    const tenant = new RemovalTenant({ ignoresPaging: true });
    tenant.fill(10);
    const rig = rigThatLooks(tenant, { pageSize: 3 });
    rig.poller.start();
    await look(rig);
    assert.match(String(lastOf(rig)?.error?.message), /does not page by id/);
    assert.ok(!tenant.asked.some(({ path }) => path.includes('fields=') && path.includes('offset=')));
  });

  it('does not look while it is paused, and begins to learn anew after a reset', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(10);
    const rig = await started(tenant);
    await rig.poller.pause();
    tenant.remove(8);
    const { length } = rig.removals;
    rig.clock.advance(10 * betweenMs);
    await settle(rig);
    assert.equal(rig.removals.length, length);
    await rig.poller.resume();
    await look(rig);
    assert.deepEqual(told(rig), [8]);
    tenant.remove(9);
    await rig.poller.reset('now');
    await look(rig);
    assert.deepEqual(told(rig), [8]);
    assert.deepEqual([lastOf(rig)?.known, rig.removals.some(({ look }) => look > 3)], [8, false]);
  });

  it('keeps time over restarts, and says in its status how it stands', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(10);
    const rig = await started(tenant);
    await settle(rig);
    const { removals } = await rig.poller.report();
    assert.equal(removals?.known, 10);
    assert.equal(removals?.looking, false);
    assert.ok(Date.parse(removals?.nextLook ?? '') > rig.clock.now());
    await rig.poller.close();
    const asked = tenant.asked.length;
    rig.crash();
    rig.poller.start();
    await settle(rig);
    assert.equal(tenant.asked.length, asked, 'not before its time');
  });

  it('looks after the usual time, though the clock is a day behind the one of the last look', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(10);
    const rig = await started(tenant);
    tenant.remove(8);
    await rig.poller.close();
    const other = rigThatLooks(tenant, {}, { clock: new FakeClock(rig.clock.now() - 86_400_000) });
    other.store.text = rig.store.text;
    other.poller.start();
    await settle(other);
    assert.deepEqual(other.removals, []);
    await look(other);
    assert.deepEqual(told(other), [8]);
  });

  it('learns anew where the URL is another one, and tells nothing of what the other list had', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(10);
    const rig = await started(tenant);
    tenant.remove(8);
    await rig.poller.close();
    const other = rigThatLooks(tenant, { url: '/api/invoices' });
    other.store.text = rig.store.text;
    other.poller.start();
    await look(other);
    assert.deepEqual(told(other), []);
    assert.equal(lastOf(other)?.known, 9);
  });

  it('marks nothing that is gone, and reports it to no integration', async () => {
    const tenant = new RemovalTenant();
    tenant.fill(3);
    tenant.apply({ kind: 'wait', ms: 600_000 });
    const rig = await started(tenant, { markExported: true, integration: 'ERP', start: 'now' });
    tenant.remove(2);
    tenant.asked.length = 0;
    await look(rig);
    assert.deepEqual(told(rig), [2]);
    assert.ok(tenant.asked.every(({ method = 'GET' }) => method === 'GET'));
    assert.ok(!tenant.asked.some(({ path }) => path.includes('integration')));
    assert.ok(!rig.store.text?.includes('"integration"'));
    assert.equal((await rig.poller.report()).pending, 0);
  });

  it('tells it as a notification, too', () => {
    const message = deletedMessage(17, 'invoices', { look: 3, poll: 'a look' });
    const { payload } = notificationOutput({ url: '/api/invoices' }, '')(message);
    const { events, raw } = (payload as { message: { events: unknown[]; raw: unknown } }).message;
    const [{ date, ...event }] = events as [Record<string, unknown>];
    assert.deepEqual(event, {
      elementKey: 'coupa',
      eventType: 'DELETED',
      hubKey: 'businessspendmanagement',
      objectId: '17',
      objectType: 'invoices',
    });
    assert.match(String(date), /^\d{4}-/);
    assert.deepEqual(raw, { id: 17 });
  });

  for (const [what, properties, expected] of [
    ['no id field', { idField: '' }, /no id field/],
    ['a URL for a message', { url: '/api/invoices?number={{msg.number}}' }, /takes a value from a message/],
  ] as const)
    it(`is refused with ${what}`, () => {
      const settings = readPollSettings({ interval: 0, removals: 24, ...properties });
      const values = () => ({
        env: () => undefined,
        flow: () => undefined,
        global: () => undefined,
        msg: () => undefined,
      });
      assert.throws(
        () => pollParts(settings, { origin: 'https://acme.example', hub: false, values }),
        expected,
      );
    });
});
