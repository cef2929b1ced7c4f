import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { ownTurn } from '../../../lib/base/own-turn';
import type { RequestOptions } from '../../../lib/ports/requester';
import { ModelTenant } from '../../laws/model-tenant';
import { MemoryStore, Rig } from './rig';

/** A tenant with so many records. */
function tenantWith(count: number): ModelTenant {
  const tenant = new ModelTenant();
  for (let made = 0; made < count; made += 1) tenant.apply({ kind: 'create' });
  return tenant;
}

describe('a poll that is stopped by a deploy while its messages are on their way', () => {
  async function stopAfterFirst(landed: boolean) {
    const tenant = tenantWith(7);
    const store = new MemoryStore();
    const rig = new Rig(tenant, { config: { start: 'beginning', pageSize: 3 }, store, landed: () => landed });
    const closed = new Promise<void>((resolve, reject) => {
      rig.onRecord = (message) => {
        if (message.coupa.id === 4) rig.poller.close().then(resolve, reject);
      };
    });
    const polling = rig.poller.poll().catch(() => undefined);
    await closed;
    await polling;
    const successor = new Rig(tenant, { config: { start: 'beginning', pageSize: 3 }, store });
    await successor.poller.poll();
    return { first: ids(rig), second: ids(successor) };
  }

  it('sends them again when the nodes behind were stopped too, since Node-RED drops them then', async () => {
    const { first, second } = await stopAfterFirst(false);
    assert.deepEqual(first, [1, 2, 3, 4]);
    assert.deepEqual(second, [4, 5, 6, 7]);
  });

  it('does not send them again when the nodes behind live on', async () => {
    const { first, second } = await stopAfterFirst(true);
    assert.deepEqual(first, [1, 2, 3, 4]);
    assert.deepEqual(second, [5, 6, 7]);
  });
});

describe('a poll that waits for acknowledgements and is stopped while its messages are on their way', () => {
  it('sends each of them again once: what is unsettled comes again by itself, not from the list, too', async () => {
    const tenant = tenantWith(4);
    const store = new MemoryStore();
    const config = { start: 'beginning', pageSize: 2, delivery: 'acknowledge' };
    const rig = new Rig(tenant, { config, store, landed: () => false });
    const closed = new Promise<void>((resolve, reject) => {
      rig.onRecord = (message) => {
        if (message.coupa.id === 3) rig.poller.close().then(resolve, reject);
      };
    });
    await rig.poller.poll().catch(() => undefined);
    await closed;
    const successor = new Rig(tenant, { config, store });
    successor.onRecord = ({ coupa }) =>
      void setImmediate().then(() => successor.poller.acknowledge(coupa.delivery));
    await successor.poller.poll();
    assert.deepEqual(ids(successor).sort(), [1, 2, 3, 4]);
  });
});

describe('what was unsettled when a node was switched from acknowledging to sending', () => {
  for (const landed of [false, true])
    it(`is sent by a successor where a deploy stops the node in the turn in which it sends it${landed ? ', and the nodes behind live on: but for what they have' : ''}`, async () => {
      const tenant = tenantWith(3);
      const store = new MemoryStore();
      const before = new Rig(tenant, { config: { start: 'beginning', delivery: 'acknowledge' }, store });
      await before.poller.poll();
      await before.poller.close();
      const config = { start: 'beginning', delivery: 'send' };
      const rig = new Rig(tenant, { config, store, landed: () => landed });
      const closed = new Promise<void>((resolve, reject) => {
        rig.onRecord = () => rig.poller.close().then(resolve, reject);
      });
      await rig.poller.poll().catch(() => undefined);
      await closed;
      assert.deepEqual(ids(rig), [1]);
      const successor = new Rig(tenant, { config, store });
      await successor.poller.poll();
      await successor.poller.close();
      assert.deepEqual(ids(successor), landed ? [2, 3] : [1, 2, 3]);
      const last = new Rig(tenant, { config, store });
      await last.poller.poll();
      assert.deepEqual(ids(last), []);
    });
});

describe('a poll that is stopped by a deploy while others have the turns of the event loop', () => {
  it('does not send again what the flow has had for turns', async () => {
    const tenant = tenantWith(7);
    const store = new MemoryStore();
    const config = { start: 'beginning', pageSize: 3 };
    const rig = new Rig(tenant, { config, store, landed: () => false });
    const closed = new Promise<void>((resolve, reject) => {
      rig.onRecord = (message) => {
        if (message.coupa.id !== 3) return;
        for (let others = 0; others < 20; others += 1) void ownTurn();
        void turns(3)
          .then(() => rig.poller.close())
          .then(resolve, reject);
      };
    });
    await rig.poller.poll().catch(() => undefined);
    await closed;
    const successor = new Rig(tenant, { config, store });
    await successor.poller.poll();
    assert.deepEqual(
      [ids(rig), ids(successor)],
      [
        [1, 2, 3],
        [4, 5, 6, 7],
      ],
    );
  });
});

async function turns(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await setImmediate();
}

describe('a page that arrives in the very moment of a deploy', () => {
  for (const delivery of ['send', 'acknowledge']) {
    for (const landed of [true, false]) {
      for (const late of [1, 2]) {
        const nodes = landed ? 'live on' : 'are stopped, too';
        it(`loses no record (page ${late}, ${delivery}, the nodes behind ${nodes})`, async () => {
          const tenant = tenantWith(4);
          const store = new MemoryStore();
          const config = { start: 'beginning', pageSize: 2, delivery };
          let closed: Promise<void> | undefined;
          const request = async (options: RequestOptions) => {
            const answer = await tenant.request(options);
            // Nothing is left to abort: the answer is whole.
            if (tenant.requests === late) closed = rig.poller.close();
            return answer;
          };
          const rig = new Rig({ request }, { config, store, landed: () => landed });
          await rig.poller.poll().catch(() => undefined);
          await closed;
          const successor = new Rig(tenant, { config, store });
          await successor.poller.poll();
          const all = new Set([...ids(rig), ...ids(successor)]);
          assert.deepEqual([...all].sort(), [1, 2, 3, 4]);
        });
      }
    }
  }
});

function ids(rig: Rig): unknown[] {
  return rig.messages.map(({ coupa }) => coupa.id);
}
