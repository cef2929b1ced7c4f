import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI, NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import { sayIn } from '../../nodes/runtime/language';
import { forCatchNodes, forSidebar } from '../../nodes/runtime/report';
import { labelsOf, roomOf } from '../node-rooms';
import { PollFlow } from './poll-flow';

const { util }: { util: { encodeObject(shown: object): { msg: unknown; format?: string } } } =
  require('@node-red/util');

describe('A Node-RED that runs in German', () => {
  const red = PollFlow.forEachTest();
  beforeEach(async () => {
    red.typeOf = inGerman;
    await red.startTenant();
  });

  it('hands catch nodes and output 2 German sentences, with the codes as ever', async () => {
    const poll = await red.load();
    red.tenant.weather({ kind: '404', times: 9 });
    poll.receive({});
    await red.watched.until(() => red.watched.caught.length > 0 && red.watched.second.length > 0);
    const [caught] = red.watched.caught;
    const [second] = red.watched.second;
    assert.match(
      caught?.error?.message ?? '',
      /^Lesen von invoices: .* hat mit HTTP 404 auf GET \/api\/invoices geantwortet.*Diesen Pfad oder dieses Objekt gibt es nicht/,
    );
    assert.equal(caught?.error?.code, 'COUPA_NOT_FOUND');
    assert.equal(caught?.error?.cause?.statusCode, 404);
    assert.deepEqual(second?.payload?.['error'], {
      code: 'COUPA_NOT_FOUND',
      message: caught?.error?.message,
    });
  });

  it('shows what failed as a sentence in the debug sidebar where there is no catch node', async () => {
    await red.loadFlow(red.flow({ interval: 15 }).filter(({ type }) => type !== 'catch' && type !== 'tab'));
    red.tenant.weather({ kind: '404', times: 9 });
    const poll = helper.getNode('poll');
    const told = () =>
      helper.log().args.map(([entry]) => entry as { id?: string; level: number; msg: unknown });
    const errors = () => told().filter(({ id, level }) => id === poll.id && level === 20);
    await red.watched.until(() => errors().length > 0);
    const [shown] = errors();
    assert.match(JSON.stringify(util.encodeObject({ msg: shown?.msg })), /^\{"msg":"Lesen von invoices: /);
  });

  it('tells what is wrong with a configuration in German', async () => {
    await red.load({}, { siteAddress: 'http://acme.coupahost.com' });
    const told = helper
      .log()
      .args.map(([{ msg }]) => String(msg))
      .filter((text) => text.includes('https://'));
    const sentence = '„siteAddress“ der Verbindung beginnt mit http://. Verwenden Sie https://: ';
    assert.ok(told.length > 0);
    for (const text of told) assert.ok(text.includes(sentence), text);
  });

  it('says in German that a property is empty, too', async () => {
    await red.load({ start: 'date' });
    const told = helper.log().args.map(([{ msg }]) => String(msg));
    assert.ok(told.some((text) => text.startsWith('„startDate“ ist leer. Geben Sie')));
  });

  for (const [text, properties, connection, credentials = {}] of [
    ['keine Verbindung gewählt', { connection: '' }, {}],
    ['fehlt: Client-Secret', {}, {}, { clientSecret: '' }],
    ['fehlt: Adresse', {}, { siteAddress: '' }],
    ['prüfen: Adresse', {}, { siteAddress: 'http://acme.coupahost.com' }],
    ['fehlt: Startdatum', { start: 'date' }, {}],
    ['prüfen: Startdatum', { start: 'date', startDate: 'soon' }, {}],
    ['prüfen: URL', { url: '/api/invoices?a=${dat}' }, {}],
    ['prüfen: Ressource', { resource: 'unicorns' }, {}],
    ['prüfen: Abfragen alle', { interval: -1 }, {}],
    ['prüfen: Änderungsdatum', { updatedDateTimezone: 'Mars/Olympus' }, {}],
    ['prüfen: Erstellungsdatum', { createdDateFormat: 'yyyy-bb' }, {}],
    ['unbekannter Kontextspeicher', { stateStore: 'fiel' }, {}],
  ] as [string, object, object, object?][]) {
    it(`says on the canvas of ${JSON.stringify({ ...properties, ...connection, ...credentials })}: ${text}`, async () => {
      await red.load(properties, connection, credentials);
      assert.equal(red.watched.last('poll')?.text, text);
    });
  }

  it('says on the canvas what a CSO node lacks', async () => {
    const cso = { id: 'cso', type: 'coupa-cso-events', z: 'tab', connection: 'connection' };
    const flow = red.flow({}, { csoAddress: 'https://acme.cso.coupahost.com' });
    await red.loadFlow([...flow, cso], { csoApiKey: '' });
    assert.equal(red.watched.last('cso')?.text, 'fehlt: CSO-API-Schlüssel');
  });
});

/** A node type as a Node-RED in German loads it: `RED._` is the whole of the difference. */
function inGerman(type: string): NodeInitializer {
  const textsOf = (name: string): unknown => JSON.parse(readFileSync(labelsOf(name, 'de'), 'utf8'));
  const texts = textsOf(type);
  const connections = textsOf('coupa-config');
  const look = (key: string, values: Record<string, string> = {}): unknown => {
    const [path = '', own] = key.split(':').reverse();
    const found = path
      .split('.')
      .reduce((part, name) => Reflect.get(Object(part), name) as unknown, own ? connections : texts);
    return typeof found === 'string' ? found.replace(/__(\w+)__/g, (_, name) => String(values[name])) : path;
  };
  const initialize: NodeInitializer = require(join(roomOf(type), type));
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

  it('is an Error with its status and details, also where Node-RED does not hand them to catch nodes', () => {
    const details = { notApplied: [] };
    const one = new CoupaError('COUPA_SERVER', phrase`Try again.`, { statusCode: 503, details });
    const told = forCatchNodes(one, german) as CoupaError;
    assert.ok(told instanceof Error);
    assert.deepEqual({ ...told }, { code: 'COUPA_SERVER', statusCode: 503, details });
    assert.deepEqual({ ...(told.cause as object) }, { statusCode: 503, details });
  });

  it('is a sentence for the debug sidebar, not a tree, where no catch node can hear it', () => {
    const shown = util.encodeObject({ msg: forSidebar(error(), german) });
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
