import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { Tenant } from '../simulator/tenant';
import { inFleet } from './fleet/in-fleet';
import { connection, type FlowNode, poll, printedKeys, tab } from './harness';

const count = 4;

/** The same flow on every instance. It refuses what it gets until it is told to take it, and prints what it takes, or hears given up. */
function flows(tenant: Tenant, url: string): FlowNode[] {
  const code = (id: string, func: string, wires: string[]): FlowNode => ({
    id,
    type: 'function',
    z: 'tab',
    func,
    outputs: wires.length,
    wires: [wires],
  });
  const button = (id: string, wires: string[]): FlowNode => ({
    id,
    type: 'inject',
    z: 'tab',
    props: [],
    wires: [wires],
  });
  return [
    tab,
    { id: 'fleet', type: 'coupa-fleet', url, instance: '${COUPA_INSTANCE}', lease: 3 },
    connection(tenant, { requestsPerSecond: 0, fleet: 'fleet' }),
    poll('poll', [['flow'], ['second']], {
      interval: 0.005,
      start: 'beginning',
      delivery: 'acknowledge',
      maxAttempts: 1,
    }),
    code(
      'flow',
      `if (flow.get('takes')) node.log('received ' + msg.coupa.key);
       else msg.error = { message: 'closed' };
       return msg;`,
      ['poll'],
    ),
    code(
      'second',
      `if (msg.topic === 'undeliverable') node.log('gave up ' + msg.coupa.key);
       if (msg.topic === 'undeliverables') node.log('answer ' + JSON.stringify(msg.payload));`,
      [],
    ),
    button('open', ['opened']),
    code('opened', `flow.set('takes', true); node.log('open now');`, []),
    button('again', ['command']),
    code('command', `return { command: 'redeliver' };`, ['poll']),
  ];
}

describe('Undeliverable records of three Node-REDs of a fleet', function () {
  this.timeout(300_000);
  const { member } = inFleet({
    flows,
    prepare: (tenant) => tenant.resource('invoices').createMany(count),
    // It leads, and gives up what there is.
    deployed: async (name) => {
      if (name === 'a') await member('a').waitUntil('all are given up', () => givenUp('a').length === count);
    },
  });
  const givenUp = (name: string) => member(name).log.filter((line) => line.includes('gave up '));
  const taken = () => ['b', 'c'].flatMap((name) => printedKeys(member(name).log));

  async function listed(name: string): Promise<number | undefined> {
    const response = await fetch(new URL('coupa/undeliverables/poll', member(name).url));
    const answer = (await response.json()) as { records?: unknown[] };
    return answer.records?.length;
  }

  it('are listed and sent again through any instance when the one that gave them up was killed and its user directory is gone', async () => {
    const { userDir } = member('a');
    await member('a').kill('SIGKILL');
    rmSync(userDir, { recursive: true, force: true });
    // Until another leads, nobody can say.
    while ((await listed('c')) !== count);

    for (const name of ['b', 'c']) {
      await member(name).inject('open');
      await member(name).waitFor(/open now/);
    }
    await member('c').inject('again');
    const answer = await member('c').waitFor(/answer \{/);
    assert.match(answer, new RegExp(`"redelivered":${count},.*"left":0`));
    await Promise.race(
      ['b', 'c'].map((name) => member(name).waitUntil('all are taken', () => taken().length >= count)),
    );
    assert.equal(new Set(taken()).size, count);
    while ((await listed('b')) !== 0);
    assert.equal(taken().length, count, 'each once');
    // Whichever of them leads, any can be asked what was sent again.
    for (const name of ['b', 'c']) {
      const response = await fetch(new URL('coupa/handled/poll', member(name).url));
      const { handled } = (await response.json()) as { handled: { result?: string }[] };
      assert.equal(handled.filter(({ result }) => result === 'accepted').length, count, name);
    }
  });
});
