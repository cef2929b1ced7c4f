import assert from 'node:assert/strict';
import { once } from 'node:events';
import { HubRig } from '../../../laws/hub-rig';
import type { HubOptions } from '../../../simulator/hub';
import { turns } from '../rig';

const url = "/hubs/businessspendmanagement/invoices?where=updated_at>='${date:yyyy-MM-dd'T'HH:mm:ssXXX}'";

/** Lets the next look begin, and end. */
async function look(rig: HubRig): Promise<void> {
  const ended = rig.removals.length;
  rig.clock.advance(3600);
  while (rig.removals.length === ended) {
    await once(rig.tenant as never, 'request').catch(() => undefined);
    await turns(5);
  }
}

/** A hub with some invoices that was polled and looked at once. */
async function started(options: HubOptions): Promise<HubRig> {
  const rig = await HubRig.start({ url, start: 'beginning', removals: 0.001, pageSize: 4 }, options);
  rig.tenant.resource('invoices').createMany(10);
  await rig.poller.poll();
  rig.poller.start();
  await look(rig);
  return rig;
}

const told = (rig: HubRig) =>
  rig.messages.filter(({ coupa }) => coupa.eventType === 'DELETED').map(({ coupa }) => coupa.id);

describe('Looking for removals on a hub', () => {
  let rig: HubRig;

  afterEach(() => rig.stop());

  it('tells what is gone from the list and is not found by itself, after one was found that is there', async () => {
    rig = await started({});
    assert.deepEqual([rig.removals[0]?.known, told(rig)], [10, []]);
    rig.tenant.resource('invoices').delete(7);
    rig.tenant.requests.length = 0;
    await look(rig);
    assert.deepEqual(told(rig), [7]);
    const single = rig.tenant.requests.filter(({ path }) => /invoices\/\d+$/.test(path));
    assert.equal(single.length, 2);
    assert.ok(rig.tenant.requests.some(({ query }) => query.get('fields') === 'id'));
  });

  it('tells nothing where the hub does not answer for single records, and says so', async () => {
    rig = await started({ showsRecords: false });
    rig.tenant.resource('invoices').delete(7);
    await look(rig);
    assert.deepEqual(told(rig), []);
    assert.match(
      String(rig.removals.at(-1)?.error?.message),
      /not found when they are asked for by their id/,
    );
  });

  it('tells nothing while the whole list is empty', async () => {
    rig = await started({});
    for (let id = 1; id <= 10; id += 1) rig.tenant.resource('invoices').delete(id);
    await look(rig);
    assert.deepEqual(told(rig), []);
    assert.match(String(rig.removals.at(-1)?.error?.message), /the list is empty/);
  });
});
