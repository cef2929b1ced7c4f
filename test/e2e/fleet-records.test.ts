import assert from 'node:assert/strict';
import type { Tenant } from '../simulator/tenant';
import { names } from './fleet/fleet-of-node-reds';
import { inFleet } from './fleet/in-fleet';
import { connection, type FlowNode, poll, printedKeys, tab } from './harness';

/** The same flow on every instance: who it is, and that c takes records only, the environment says. That of c keeps what it gets in hand. */
function flows(tenant: Tenant, url: string): FlowNode[] {
  return [
    tab,
    {
      id: 'fleet',
      type: 'coupa-fleet',
      url,
      instance: '${COUPA_INSTANCE}',
      takes: '${COUPA_TAKES}',
      lease: 3,
    },
    connection(tenant, { requestsPerSecond: 0, fleet: 'fleet' }),
    poll('poll', [['flow'], []], {
      interval: 0.005,
      start: 'beginning',
      delivery: 'acknowledge',
      maxInFlight: 9,
    }),
    {
      id: 'flow',
      type: 'function',
      z: 'tab',
      func: `node.log('received ' + msg.coupa.key);
        if (env.get('COUPA_INSTANCE') !== 'c') return msg;`,
      outputs: 1,
      wires: [['poll']],
    },
  ];
}

describe('The records of three Node-REDs of a fleet', function () {
  this.timeout(300_000);
  const stage = inFleet({
    flows,
    environment: (name) => ({ COUPA_TAKES: name === 'c' ? 'records' : 'all' }),
  });
  const { member } = stage;
  const keysOf = (...of: string[]) => of.flatMap((name) => printedKeys(member(name).log));
  const got =
    (count: number, ...of: string[]) =>
    () =>
      new Set(keysOf(...of)).size >= count;

  it('reach the flows of all, and what one had in hand that is killed comes to the others, and nothing else twice', async () => {
    const invoices = stage.tenant.resource('invoices');
    let count = 0;
    const more = async () => {
      invoices.createMany(20);
      count += 20;
      await Promise.race(
        names.map((name) => member(name).waitUntil('all are in a flow', got(count, ...names))),
      );
    };
    // Whoever is quick may take a few dozens alone; in the long run each gets some.
    do await more();
    while (keysOf('c').length < 3 || keysOf('a').length === 0 || keysOf('b').length === 0);
    const held = keysOf('c');
    assert.equal(held.length, 3, 'c takes no more than its share');

    await member('c').kill('SIGKILL');
    await Promise.race(['a', 'b'].map((name) => member(name).waitUntil('all', got(count, 'a', 'b'))));
    const all = keysOf(...names);
    const twice = all.filter((key, index) => all.indexOf(key) !== index);
    assert.deepEqual(twice.toSorted(), held.toSorted());
  });
});
