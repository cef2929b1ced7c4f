import assert from 'node:assert/strict';
import type { RedisServer } from '../../scripts/redis.mjs';
import { Tenant } from '../simulator/tenant';
import { noEngine } from '../unit/fleet/real-engine';
import { FleetOfNodeReds, flowsOfFleet } from './fleet/fleet-of-node-reds';
import { type NodeRed, platformNames, startNodeRed } from './harness';

describe('Three Node-REDs of a fleet', function () {
  this.timeout(300_000);
  let fleet: FleetOfNodeReds | undefined;
  let redis: RedisServer | undefined;

  async function start(context: Mocha.Context, lease: number): Promise<FleetOfNodeReds> {
    const { findRedis, startRedis } = await import('../../scripts/redis.mjs');
    if (findRedis() === undefined) {
      context.test!.title += ` (${noEngine})`;
      context.skip();
    }
    redis = await startRedis({ args: ['--appendonly', 'yes'] });
    const { url } = redis;
    const at = await FleetOfNodeReds.start({ lease, engineOf: () => url });
    fleet = at;
    fleet.tenant.startChanging({ perSecond: 20, resources: ['invoices'] });
    await fleet.more(20);
    await fleet.until(() => at.leader !== '');
    return at;
  }

  afterEach(async () => {
    await fleet?.close();
    await redis?.stop();
    fleet = undefined;
    redis = undefined;
  });

  it('hand over at once when the one that polls is ended, however long its lease, and repeat nothing', async function () {
    // With a lease of ten minutes nobody else would lead in time unless it was given back.
    const at = await start(this, 600);
    for (let round = 0; round < 2; round += 1) {
      const ended = at.leader;
      const handedOver = at.otherThan(ended);
      await Promise.all([handedOver, at.restart(ended, 'SIGTERM')]);
      await at.more(20);
    }
    // Whoever is quick may take a few dozens alone; in the long run each gets some.
    await at.until(() => new Set(at.receipts.map(({ instance }) => instance)).size === 3);
    at.tenant.stopChanging();
    await at.complete();
    assert.deepEqual(at.repeated(), []);
    assert.deepEqual(at.outOfOrder(), []);
    const tokens = at.tenant.requests.filter(({ path }) => path.startsWith('/oauth2/token'));
    assert.equal(tokens.length, 1, 'one sign-in serves all');
  });
});

for (const platform of platformNames) {
  describe(`A Node-RED of a fleet without the engine's client, on ${platform}`, function () {
    this.timeout(120_000);
    let tenant: Tenant | undefined;
    let nodeRed: NodeRed | undefined;

    afterEach(async () => {
      await nodeRed?.stop();
      await tenant?.close();
    });

    it('polls nothing, and tells catch nodes what to install', async () => {
      tenant = await Tenant.start();
      const catches = { id: 'catches', type: 'catch', z: 'tab', scope: null, wires: [['tells']] };
      const tells = {
        id: 'tells',
        type: 'function',
        z: 'tab',
        func: `node.log('caught ' + msg.error.code + ' ' + msg.error.message);`,
        outputs: 0,
        wires: [],
      };
      const all = [...flowsOfFleet(tenant, 10), catches, tells];
      const env = { COUPA_INSTANCE: 'a', COUPA_ENGINE: 'redis://127.0.0.1' };
      nodeRed = await startNodeRed({ platform, flows: all, env });
      const line = await nodeRed.waitFor(/caught /);
      assert.match(line, /COUPA_CONFIG .*Run "npm install @redis\/client" in Node-RED's user directory/);
      assert.deepEqual(tenant.requests, []);
      assert.equal(nodeRed.log.filter((one) => one.includes('caught ')).length, 1);
    });
  });
}
