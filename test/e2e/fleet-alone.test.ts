import assert from 'node:assert/strict';
import type { Tenant } from '../simulator/tenant';
import { inFleet } from './fleet/in-fleet';
import { connection, type FlowNode, poll, tab } from './harness';

/** Seconds. */
const lease = 3;

/** What a record's token is like that took no way through the engine. */
const atOnce = /received \S+ \S+:\d+\.1$/;

function flows(tenant: Tenant, url: string): FlowNode[] {
  return [
    tab,
    { id: 'fleet', type: 'coupa-fleet', url, instance: '${COUPA_INSTANCE}', lease },
    connection(tenant, { requestsPerSecond: 0, fleet: 'fleet' }),
    poll('poll', [['flow'], []], { interval: 0.005, start: 'beginning', pageSize: 10, overlap: 60 }),
    {
      id: 'flow',
      type: 'function',
      z: 'tab',
      func: `node.log('received ' + msg.coupa.key + ' ' + msg.coupa.delivery);`,
      outputs: 0,
      wires: [],
    },
  ];
}

describe('A Node-RED that is alone in its fleet', function () {
  this.timeout(300_000);
  const stage = inFleet({ flows, instances: [] });

  const lines = () => stage.members.flatMap(({ log }) => log.filter((line) => line.includes('received ')));
  const keys = () => lines().map((line) => /received (\S+)/.exec(line)?.[1] ?? '');

  it('sends what it reads at once, loses nothing when it is killed, and shares once another is there', async () => {
    const invoices = stage.tenant.resource('invoices');
    let count = new Set(stage.tenant.records('invoices').map(({ id }) => id)).size;
    const a = await stage.begin('a');
    const more = async () => {
      invoices.createMany(20);
      count += 20;
      const areThere = () => new Set(keys()).size >= count;
      await Promise.race(stage.members.map((member) => member.waitUntil('all are in a flow', areThere)));
    };
    const isAtOnce = () => lines().some((line) => atOnce.test(line));
    while (!isAtOnce()) await more();
    const before = keys();
    assert.equal(new Set(before).size, before.length, 'nothing came twice');

    invoices.createMany(200);
    count += 200;
    await a.waitUntil('some of them are there', () => keys().length > before.length);
    await a.kill('SIGKILL');
    await a.start();
    await more();

    const b = await stage.begin('b');
    while (!b.log.some((line) => line.includes('received '))) await more();
  });
});
