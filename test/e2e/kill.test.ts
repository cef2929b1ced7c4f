import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../simulator/random';
import { type Collection, Tenant } from '../simulator/tenant';
import { connection, type FlowNode, type NodeRed, poll, startNodeRed, tab } from './harness';

const kills = 20;

/** One message as a function node printed it, at once, before anything else could happen to the process. */
interface Receipt {
  topic: string;
  id: number;
  updatedAt: string;
  note: string;
  /** Epoch milliseconds. */
  at: number;
  /** In which life of the process. */
  life: number;
}

const printed = 'received ';

/** Prints what tells a version from another, and hands the message on. */
function recorder(id: string, wires: string[][]): FlowNode {
  const func = `const { payload, coupa } = msg;
    node.log('${printed}' + JSON.stringify({ topic: msg.topic, id: coupa.id, updatedAt: payload['updated-at'],
      note: payload['internal-note'] ?? payload['ship-to-attention'] ?? '', at: Date.now() }));
    return msg;`;
  return { id, type: 'function', z: 'tab', func, outputs: 1, wires };
}

const versionOf = ({ topic, id, updatedAt, note }: Omit<Receipt, 'at' | 'life'>) =>
  JSON.stringify([topic, id, updatedAt, note]);

for (const platform of ['node-red-4', 'node-red-5'] as const) {
  describe(`Killed with SIGKILL at random moments while the tenant changes, on ${platform}`, function () {
    this.timeout(600_000);

    let tenant: Tenant;
    let nodeRed: NodeRed;
    /** When each life ended, epoch milliseconds, and how many lines had been printed. */
    const deaths: { at: number; lines: number }[] = [];
    let receipts: Receipt[] = [];

    before(async () => {
      tenant = await Tenant.start({ rateLimit: false });
      tenant.resource('invoices').createMany(300);
      tenant.resource('purchase_orders').createMany(300);
      const often = { interval: 0.005, start: 'beginning' };
      nodeRed = await startNodeRed({
        platform,
        flows: [
          tab,
          connection(tenant),
          poll('sending', [['record-sent'], []], { ...often, resource: 'invoices' }),
          recorder('record-sent', [[]]),
          poll('acknowledged', [['record-acknowledged'], []], {
            ...often,
            resource: 'purchase_orders',
            delivery: 'acknowledge',
            maxInFlight: 40,
          }),
          recorder('record-acknowledged', [['acknowledged']]),
        ],
      });
    });

    after(async () => {
      await nodeRed?.stop();
      await tenant?.close();
    });

    it(`comes back ${kills} times and goes on until the tenant rests and everything has arrived`, async () => {
      const random = new Random(7);
      tenant.startChanging({ perSecond: 40, resources: ['invoices', 'purchase_orders'] });
      for (let kill = 0; kill < kills; kill += 1) {
        // A random moment is what is tested: from the first request to some polls later.
        await new Promise((resolve) => setTimeout(resolve, random.integer(20, 1600)));
        deaths.push({ at: Date.now(), lines: Number.NaN });
        await nodeRed.kill('SIGKILL');
        const death = deaths.at(-1);
        if (death) death.lines = nodeRed.log.length;
        await nodeRed.start();
      }
      tenant.stopChanging();
      await nodeRed.waitUntil('every last version has arrived', () => missing().length === 0, 90_000);
      receipts = readReceipts();
    });

    it('has lost no version that the tenant holds, under either delivery', () => {
      assert.deepEqual(missing(), []);
      for (const topic of ['invoices', 'purchase_orders'])
        assert.ok(receipts.filter((one) => one.topic === topic).length > 300, `hardly any ${topic} arrived`);
      assert.ok(new Set(receipts.map(({ life }) => life)).size > kills / 2, 'hardly any life got a message');
    });

    it('has repeated only what was sent within the last second, or on the last pages, before a kill', () => {
      const last = new Map<string, Receipt>();
      const unlawful: string[] = [];
      for (const receipt of receipts) {
        const before = last.get(versionOf(receipt));
        last.set(versionOf(receipt), receipt);
        if (before !== undefined && !mayComeAgain(before, receipt))
          unlawful.push(`${JSON.stringify(before)} again in life ${receipt.life}`);
      }
      assert.deepEqual(unlawful, []);
    });

    it('has sent the versions of each record in their order', () => {
      const last = new Map<string, Receipt>();
      for (const receipt of receipts) {
        const record = `${receipt.topic}:${receipt.id}`;
        const before = last.get(record);
        last.set(record, receipt);
        if (before === undefined || before.life !== receipt.life) continue;
        assert.ok(Date.parse(receipt.updatedAt) >= Date.parse(before.updatedAt), `${record} went back`);
      }
    });

    it('has left nothing behind but its two positions and histories, whole and readable', () => {
      const folder = join(nodeRed.userDir, 'coupa');
      const files = readdirSync(folder).filter((name) => !name.endsWith('.tmp'));
      const nodes = ['acknowledged', 'sending'];
      assert.deepEqual(
        files.sort(),
        nodes.flatMap((name) => [`${name}.history.json`, `${name}.json`]),
      );
      for (const name of nodes) {
        const history: unknown = JSON.parse(readFileSync(join(folder, `${name}.history.json`), 'utf8'));
        assert.ok(Array.isArray(history) && history.length > 0, `${name} has a history`);
      }
      assert.deepEqual(nodeRed.errors(), []);
    });

    function readReceipts(): Receipt[] {
      return nodeRed.log.flatMap((line, index) => {
        const at = line.indexOf(printed);
        if (at < 0 || !line.endsWith('}')) return [];
        const life = deaths.filter(({ lines }) => lines <= index).length;
        return [{ ...JSON.parse(line.slice(at + printed.length)), life } as Receipt];
      });
    }

    function missing(): string[] {
      const arrived = new Set(readReceipts().map(versionOf));
      return ['invoices', 'purchase_orders']
        .flatMap((topic) => lastVersions(tenant.resource(topic), topic))
        .filter((one) => !arrived.has(one));
    }

    /**
     * A save begins at most a second after the one before, and what it holds is on disk a moment later; this machine may be busy.
     * A page counts as read when all of it was sent, and up to four are read at once.
     */
    function mayComeAgain(before: Receipt, after: Receipt): boolean {
      const death = deaths[before.life];
      if (before.life === after.life || death === undefined) return false;
      const later = receipts.filter(
        ({ life, topic, at }) => life === before.life && topic === before.topic && at > before.at,
      );
      return before.at >= death.at - 2000 || later.length < 4 * 50;
    }
  });
}

function lastVersions(collection: Collection, topic: string): string[] {
  return collection.all().map((record) =>
    versionOf({
      topic,
      id: Number(record['id']),
      updatedAt: String(record['updated-at']),
      note: String(record['internal-note'] ?? record['ship-to-attention'] ?? ''),
    }),
  );
}
