import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI, NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { CoupaError } from '../../lib/connection/errors';
import { phrase } from '../../lib/text/phrase';
import { sayIn } from '../../nodes/language';
import { forCatchNodes } from '../../nodes/report';
import { Tenant } from '../simulator/tenant';
import { nodesFolder } from './used-texts';

helper.init(require.resolve('node-red'));

const { util }: { util: { encodeObject(shown: object): { msg: unknown; format?: string } } } =
  require('@node-red/util');

interface Message {
  payload?: { error?: { code: string; message: string } };
  error?: { message: string; code: string; cause?: { statusCode?: number; details?: unknown } };
}

describe('A Node-RED that runs in German', () => {
  let tenant: Tenant;
  let userDir: string;
  const known = { clientId: 'client', clientSecret: 'secret' };

  before(async () => {
    userDir = await mkdtemp(join(tmpdir(), 'coupa-german-'));
    helper.settings({ userDir });
    await helper.startServer();
    tenant = await Tenant.start();
  });

  afterEach(() => helper.unload());

  after(async () => {
    await helper.stopServer();
    await tenant.close();
    await rm(userDir, { recursive: true, force: true });
  });

  async function load(properties: object, site = tenant.url, credentials: object = known): Promise<void> {
    const nodeTypes = await Promise.all(
      ['coupa-config', 'coupa-poll', 'coupa-cso-events'].map((type) => inGerman(type)),
    );
    const flow = [
      { id: 'tab', type: 'tab' },
      {
        id: 'connection',
        type: 'coupa-config',
        siteAddress: site,
        csoAddress: 'https://acme.cso.coupahost.com',
      },
      {
        id: 'poll',
        type: 'coupa-poll',
        z: 'tab',
        connection: 'connection',
        interval: 0,
        start: 'beginning',
        wires: [[], ['second']],
        ...properties,
      },
      { id: 'second', type: 'helper', z: 'tab' },
      { id: 'cso', type: 'coupa-cso-events', z: 'tab', connection: 'connection' },
      { id: 'catches', type: 'catch', z: 'tab', scope: null, wires: [['caught']] },
      { id: 'caught', type: 'helper', z: 'tab' },
    ];
    await helper.load(nodeTypes, flow, { connection: credentials });
  }

  /** What the canvas shows of a node, as far as the helper's spy saw it. */
  function shown(id: string): string | undefined {
    const node = helper.getNode(id);
    const { args, thisValues } = node.status as unknown as {
      args: [{ text?: string }][];
      thisValues: unknown[];
    };
    return args.filter((_, call) => thisValues[call] === node).at(-1)?.[0].text;
  }

  const next = async (id: string): Promise<Message> => (await once(helper.getNode(id), 'input'))[0];

  it('hands catch nodes and output 2 German sentences, with the codes as ever', async () => {
    await load({});
    tenant.weather({ kind: '404', times: 9 });
    const answers = Promise.all([next('caught'), next('second')]);
    helper.getNode('poll').receive({});
    const [caught, second] = await answers;
    assert.match(
      caught.error?.message ?? '',
      /^Lesen von invoices: .* hat mit HTTP 404 auf GET \/api\/invoices geantwortet.*Diesen Pfad oder dieses Objekt gibt es nicht/,
    );
    assert.equal(caught.error?.code, 'COUPA_NOT_FOUND');
    assert.equal(caught.error?.cause?.statusCode, 404);
    assert.deepEqual(second.payload?.error, {
      code: 'COUPA_NOT_FOUND',
      message: caught.error?.message,
    });
  });

  it('tells what is wrong with a configuration in German', async () => {
    await load({}, 'http://acme.coupahost.com');
    const told = helper
      .log()
      .args.map(([{ msg }]) => String(msg))
      .filter((text) => text.includes('https://'));
    const sentence = '„siteAddress“ der Verbindung beginnt mit http://. Verwenden Sie https://: ';
    assert.ok(told.length > 0);
    for (const text of told) assert.ok(text.includes(sentence), text);
  });

  it('says in German that a property is empty, too', async () => {
    await load({ start: 'date' });
    const told = helper.log().args.map(([{ msg }]) => String(msg));
    assert.ok(told.some((text) => text.startsWith('„startDate“ ist leer. Geben Sie')));
  });

  for (const [text, properties, { site, credentials }] of [
    ['keine Verbindung gewählt', { connection: '' }, {}],
    ['fehlt: Client-Secret', {}, { credentials: { clientId: 'client' } }],
    ['fehlt: Adresse', {}, { site: '' }],
    ['prüfen: Adresse', {}, { site: 'http://acme.coupahost.com' }],
    ['fehlt: Startdatum', { start: 'date' }, {}],
    ['prüfen: Startdatum', { start: 'date', startDate: 'soon' }, {}],
    ['prüfen: URL', { url: '/api/invoices?a=${dat}' }, {}],
    ['prüfen: Ressource', { resource: 'unicorns' }, {}],
    ['prüfen: Abfragen alle', { interval: -1 }, {}],
    ['prüfen: Änderungsdatum', { updatedDateTimezone: 'Mars/Olympus' }, {}],
    ['prüfen: Erstellungsdatum', { createdDateFormat: 'yyyy-bb' }, {}],
    ['unbekannter Kontextspeicher', { stateStore: 'fiel' }, {}],
  ] as [string, object, { site?: string; credentials?: object }][]) {
    it(`says on the canvas of ${JSON.stringify({ ...properties, site, ...credentials })}: ${text}`, async () => {
      await load(properties, site, credentials);
      assert.equal(shown('poll'), text);
    });
  }

  it('says on the canvas what a CSO node lacks', async () => {
    await load({});
    assert.equal(shown('cso'), 'fehlt: CSO-API-Schlüssel');
  });
});

/** A node type as a Node-RED in German loads it: `RED._` is the whole of the difference. */
async function inGerman(type: string): Promise<NodeInitializer> {
  const file = join(nodesFolder, 'locales', 'de', `${type}.json`);
  const texts: unknown = JSON.parse(await readFile(file, 'utf8'));
  const connections: unknown = JSON.parse(
    await readFile(join(nodesFolder, 'locales', 'de', 'coupa-config.json'), 'utf8'),
  );
  const look = (key: string, values: Record<string, string> = {}): unknown => {
    const [path = '', own] = key.split(':').reverse();
    const found = path
      .split('.')
      .reduce((part, name) => Reflect.get(Object(part), name) as unknown, own ? connections : texts);
    return typeof found === 'string' ? found.replace(/__(\w+)__/g, (_, name) => String(values[name])) : path;
  };
  const initialize: NodeInitializer = require(`../../nodes/${type}`);
  return (RED: NodeAPI) => initialize(Object.create(RED, { _: { value: look } }) as NodeAPI);
}

describe('An error on its way to catch nodes', () => {
  const german = sayIn('de');
  const error = () => new CoupaError('COUPA_TIMEOUT', phrase`Try again.`, { statusCode: 408 });

  it('has its code, and its message and the head of its stack in the language', () => {
    const told = forCatchNodes(error(), german) as CoupaError;
    assert.equal(String(told), 'Versuchen Sie es noch einmal.');
    assert.equal(told.message, 'Versuchen Sie es noch einmal.');
    assert.match(told.stack ?? '', /^CoupaError: Versuchen Sie es noch einmal\.\n/);
    assert.equal(told.code, 'COUPA_TIMEOUT');
  });

  it('is a sentence for the debug sidebar, not a tree', () => {
    const shown = util.encodeObject({ msg: forCatchNodes(error(), german) });
    assert.equal(JSON.parse(JSON.stringify(shown)).msg, 'Versuchen Sie es noch einmal.');
    assert.doesNotMatch(shown.format ?? '', /error|object/i);
  });

  it('can still be said to an editor in another language', () => {
    const one = error();
    forCatchNodes(one, german);
    assert.equal(sayIn('fr')(one.phrase), 'Réessayez.');
  });

  it('has phrases in its details said too', () => {
    const details = { notApplied: [{ object: { id: '1' }, reason: phrase`Try again.` }] };
    const one = new CoupaError('COUPA_SERVER', phrase`Try again.`, { details });
    const { cause } = forCatchNodes(one, german) as { cause?: unknown };
    const reason = 'Versuchen Sie es noch einmal.';
    assert.equal(
      String(cause),
      JSON.stringify({ details: { notApplied: [{ object: { id: '1' }, reason }] } }),
    );
  });
});

describe('A language', () => {
  const languages: [name: string, said: string][] = [
    ['de', 'Versuchen Sie es noch einmal.'],
    ['de-AT', 'Versuchen Sie es noch einmal.'],
    ['FR', 'Réessayez.'],
    ['ja', 'もう一度試してください。'],
    ['en-US', 'Try again.'],
    ['es', 'Try again.'],
    ['../de', 'Try again.'],
    ['coupa-poll.language', 'Try again.'],
  ];
  for (const [name, said] of languages) {
    it(`named ${name} is known, or is English`, () => assert.equal(sayIn(name)(phrase`Try again.`), said));
  }
});
