import assert from 'node:assert/strict';
import type { Tenant } from '../simulator/tenant';
import { names } from './fleet/fleet-of-node-reds';
import { inFleet } from './fleet/in-fleet';
import { connection, type FlowNode, poll, printedKeys, printer, tab } from './harness';

const records = 300;

/** Polls ask for what was updated since a moment, back-fills also up to one. */
const ofBackfill = /asks for .*updated-at\[lt_or_eq\]/;

/** Loaded before Node-RED: prints each request that the process makes, when it leaves. */
const asking = `import { subscribe } from 'node:diagnostics_channel';
subscribe('undici:request:create', ({ request }) => process.stdout.write('asks for ' + request.path + '\\n'));`;
const options = `--import=data:text/javascript,${encodeURIComponent(asking)}`;

function flows(tenant: Tenant, url: string): FlowNode[] {
  return [
    tab,
    { id: 'fleet', type: 'coupa-fleet', url, instance: '${COUPA_INSTANCE}', lease: 8 },
    connection(tenant, { requestsPerSecond: 0, fleet: 'fleet' }),
    poll('poll', [['print'], []], { interval: 60, start: 'now', pageSize: 10 }),
    printer('print'),
    {
      id: 'again',
      type: 'inject',
      z: 'tab',
      props: [
        { p: 'command', v: 'backfill', vt: 'str' },
        { p: 'from', v: 'beginning', vt: 'str' },
      ],
      wires: [['poll']],
    },
  ];
}

describe('A back-fill of three Node-REDs of a fleet', function () {
  this.timeout(300_000);
  const { member } = inFleet({
    flows,
    size: 'large',
    // Too old for the first poll to read them: they come by the back-fill only.
    prepare: (tenant) =>
      tenant.resource('invoices').createMany(records, {}, { createdAt: '2026-01-01T00:00:00Z' }),
    environment: () => ({ NODE_OPTIONS: options }),
  });
  const keys = () => names.flatMap((name) => printedKeys(member(name).log));

  it('is read by all, and is whole though one of them is killed with a page in hand', async () => {
    await Promise.race(names.map((name) => member(name).waitFor(/asks for \/api\/invoices/)));
    await member('b').inject('again');
    // Who leads reads the first page by itself; which of the others takes one is nobody's to say.
    const readers = names.filter((name) => name !== 'a');
    const killed = await Promise.any(
      readers.map((name) =>
        member(name)
          .waitFor(ofBackfill)
          .then(() => name),
      ),
    );
    await member(killed).kill('SIGKILL');
    const alive = names.filter((name) => name !== killed);
    const isWhole = () => new Set(keys()).size >= records;
    await Promise.race(alive.map((name) => member(name).waitUntil('all are in a flow', isWhole, 120_000)));
    const lost = new Set(printedKeys(member(killed).log));
    const others = alive.flatMap((name) => printedKeys(member(name).log)).filter((key) => !lost.has(key));
    assert.equal(new Set(others).size, others.length, 'twice comes only what the killed one had');
  });
});
