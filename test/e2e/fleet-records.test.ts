import assert from 'node:assert/strict';
import type { Operations, ShownPoll } from '../../lib/operations/shown';
import type { Tenant } from '../simulator/tenant';
import { names } from './fleet/fleet-of-node-reds';
import { inFleet } from './fleet/in-fleet';
import { connection, Editor, type FlowNode, poll, printedKeys, startBrowser, tab } from './harness';

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
      func: `if (msg.coupa.attempt === 1) node.log('for the first time: ' + msg.coupa.key);
        node.log('received ' + msg.coupa.key);
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

  it('reach the flows of all, as the sidebar of each counts them, and what one had in hand that is killed comes to the others, and nothing else twice', async () => {
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
    for (const name of names) assert.equal(await shownAsSent(name), firstTimes(name), `as shown by ${name}`);

    await member('c').kill('SIGKILL');
    await Promise.race(['a', 'b'].map((name) => member(name).waitUntil('all', got(count, 'a', 'b'))));
    const all = keysOf(...names);
    const twice = all.filter((key, index) => all.indexOf(key) !== index);
    assert.deepEqual(twice.toSorted(), held.toSorted());
    for (const name of ['a', 'b'])
      assert.equal(await shownAsSent(name), firstTimes(name), `as shown by ${name} at last`);
  });

  it('and the sidebar of each says who leads, and what came out of that one', async () => {
    const here = await Promise.all(
      ['a', 'b'].map(async (name) => ({ name, fleet: (await pollOf(name)).fleet })),
    );
    const [leader = ''] = here.filter(({ fleet }) => fleet?.isHere).map(({ name }) => name);
    assert.deepEqual(
      here.map(({ fleet }) => fleet?.leader),
      [leader, leader],
    );
    const browser = await startBrowser();
    try {
      for (const { name } of here) {
        const editor = await Editor.open(browser, member(name).url);
        await editor.showCoupa();
        const row = editor.page.locator('.coupa-sidebar section > .coupa-rows > .coupa-row').first();
        const standing = name === leader ? 'up to date' : `stands by: ${leader} polls`;
        await row.filter({ hasText: standing }).waitFor();
        await row.locator('summary').first().click();
        await row
          .filter({ hasText: `Leads${leader}${name === leader ? ' (this Node-RED)' : ''}` })
          .filter({ hasText: `Sent by this Node-RED in six hours${firstTimes(name)}` })
          .waitFor();
        await editor.screenshot(`fleet-sidebar-${name}`);
      }
    } finally {
      await browser.stop();
    }
  });

  const firstTimes = (name: string) =>
    member(name).log.filter((line) => line.includes('for the first time: ')).length;

  /** What the tab of the sidebar of an instance calls *Sent by this Node-RED in six hours*. */
  async function shownAsSent(name: string): Promise<number> {
    const { history } = await pollOf(name);
    return history.done.reduce((sum, count) => sum + count, 0);
  }

  /** The poll, as an instance tells its sidebar of it. */
  async function pollOf(name: string): Promise<ShownPoll> {
    const response = await fetch(new URL('coupa/operations', member(name).url));
    const { polls = [] } = (await response.json()) as Operations;
    const [poll] = polls;
    assert.ok(poll, `${name} shows the poll`);
    return poll;
  }
});
