import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../simulator/random';
import { Tenant } from '../simulator/tenant';
import { connection, type FlowNode, type NodeRed, platformNames, poll, startNodeRed, tab } from './harness';
import { catcher, lastVersions, receiptIn, recorder, strangeErrors, versionOf } from './harness/receipts';
import { until } from './harness/until';

/** For each platform; twenty in all, unless more are asked for. */
const kills = Number(process.env['COUPA_LOOP_KILLS'] ?? Math.ceil(20 / platformNames.length));
const seed = Number(process.env['COUPA_LOOP_SEED'] ?? 11);

/** Coupa's export protocol with an ERP that is often down, or forgets what it got; by chance, but always the same. */
function flows(tenant: Tenant): FlowNode[] {
  const erp = `const text = '${seed}' + msg.coupa.key + msg.coupa.attempt;
    let dice = 0;
    for (const letter of text) dice = (dice * 31 + letter.charCodeAt(0)) % 65521;
    if (msg.coupa.attempt > 2 || dice % 5 > 1) return [msg, null];
    if (dice % 5 === 0) return null;
    msg.error = { message: 'the ERP is down' };
    return [null, msg];`;
  return [
    tab,
    connection(tenant, { requestsPerSecond: 0 }),
    poll('loop', [['erp'], []], {
      interval: 0.005,
      url: '/api/invoices?exported=false',
      markExported: true,
      delivery: 'acknowledge',
      acknowledgeTimeout: 1,
      maxInFlight: 40,
      maxAttempts: 1000,
    }),
    { id: 'erp', type: 'function', z: 'tab', func: erp, outputs: 2, wires: [['has'], ['loop']] },
    recorder('has', 'invoices', [['loop']]),
    ...catcher('errors'),
  ];
}

for (const platform of platformNames) {
  describe(`A closed loop: exported=false, acknowledged, marked, killed ${kills} times, on ${platform}, seed ${seed}`, function () {
    this.timeout(600_000 + kills * 20_000);

    const random = new Random(seed);
    let tenant: Tenant;
    let nodeRed: NodeRed;

    before(async () => {
      tenant = await Tenant.start({ rateLimit: false, scopes: ['core.invoice.read', 'core.invoice.write'] });
      tenant.resource('invoices').createMany(120);
      nodeRed = await startNodeRed({ platform, flows: flows(tenant) });
    });

    after(async () => {
      await nodeRed?.stop();
      await tenant?.close();
    });

    const had = () => new Set(nodeRed.log.flatMap((line) => versionIn(line) ?? []));
    const unmarked = () =>
      tenant
        .resource('invoices')
        .all()
        .filter(({ exported }) => exported !== true).length;

    /** Everything is marked, and was delivered as it is. */
    async function allClosed(): Promise<void> {
      await until(
        () => unmarked() === 0 && missing().length === 0,
        240_000,
        () =>
          `${unmarked()} invoices are not marked, ${missing().length} versions were not delivered.\n${nodeRed.tail()}`,
      );
    }

    function missing(): string[] {
      const arrived = had();
      return lastVersions(tenant.resource('invoices'), 'invoices').filter((one) => !arrived.has(one));
    }

    it('ends with every invoice delivered and marked, though invoices change all the time', async () => {
      tenant.startChanging({ perSecond: 12, resources: ['invoices'] });
      for (let kill = 0; kill < kills; kill += 1) {
        await delay(random.integer(20, 1100));
        await nodeRed.kill('SIGKILL');
        await nodeRed.start();
      }
      tenant.stopChanging();
      await allClosed();
    });

    it('loses nothing with its position file', async () => {
      tenant.resource('invoices').createMany(30);
      const before = had().size;
      await until(
        () => had().size > before,
        30_000,
        () => nodeRed.tail(),
      );
      await nodeRed.kill('SIGKILL');
      rmSync(join(nodeRed.userDir, 'coupa'), { recursive: true });
      await nodeRed.start();
      await allClosed();
    });

    it('has told no error', () => {
      assert.deepEqual(strangeErrors(nodeRed), []);
    });
  });
}

function versionIn(line: string): string | undefined {
  const receipt = receiptIn(line);
  return receipt && versionOf(receipt);
}
