import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { NodeAPI } from 'node-red';
import helper from 'node-red-node-test-helper';
import { serveConnection } from '../../nodes/admin/connection';
import { serveCso } from '../../nodes/admin/cso';
import { serveFleet } from '../../nodes/admin/fleet';
import { serveUndeliverables } from '../../nodes/admin/operations/undeliverables';
import { servePoll } from '../../nodes/admin/poll';
import { serveRecord } from '../../nodes/admin/record';
import { nodeTypes } from '../node-rooms';
import { createCso } from '../simulator/cso';
import { Tenant } from '../simulator/tenant';
import { PollFlow, secrets } from './poll-flow';

/** An answer with every field that one of them has; a test that expects another one fails on it. */
interface Asked {
  status: number;
  text: string;
  body: {
    findings: { kind: string; detail: string }[];
    needed: { scope: string; nodes: string[]; granted?: boolean }[];
    open: string[];
    misspelt: { scope: string; meant: string }[];
    resources: { name: string; ok: boolean; path: string }[];
    origin: string;
    parts: { kind: string; text: string }[];
    mistake: { position: number; message: string };
    records: { id: number; eventType: string; problem: string; payload: { id: number; name: string } }[];
    emptySince: string;
    error: { code: string; message: string };
    polls: { created: number; error?: { message: string } }[];
    state: { pending: number; position: string };
    attributes: { name: string; kind: string }[];
    meant: string;
    remarks: string[];
    values: string[];
  };
}

describe('What the dialogs ask', () => {
  const red = PollFlow.forEachTest();
  let tenant: Tenant;

  beforeEach(async () => {
    await red.startTenant();
    tenant = red.tenant;
    const cso = createCso({ key: secrets.csoApiKey });
    tenant.mount(cso.mounted);
    for (const name of ['one', 'two', 'three', 'four'])
      cso.collection('/api/events').add({ 'market-id': '1', name });
    tenant.resource('invoices').createMany(5);
    const broken = { id: 'broken', type: 'coupa-poll', z: 'tab', interval: 0, wires: [[], []] };
    const proxy = { id: 'way', type: 'http proxy', url: 'http://127.0.0.1:9' };
    await red.loadFlow([...red.flow({}, { csoAddress: tenant.url }), broken, proxy]);
  });

  /** The connection's fields as its dialog has them when nothing was touched. */
  function untouched(changes: object = {}): object {
    const credentials = { clientId: 'client', clientSecret: '__PWRD__', csoApiKey: '__PWRD__' };
    return { id: 'connection', siteAddress: tenant.url, csoAddress: tenant.url, credentials, ...changes };
  }

  const answers: string[] = [];
  async function ask(
    method: 'GET' | 'POST',
    path: string,
    body: object = {},
    language = 'en-US',
  ): Promise<Asked> {
    const request = helper.request();
    const { status, text } = await (method === 'GET'
      ? request.get(`/coupa/${path}`).set('accept-language', language)
      : request.post(`/coupa/${path}`).set('accept-language', language).send(body));
    answers.push(text);
    return { status, text, body: text.startsWith('{') ? JSON.parse(text) : {} };
  }

  describe('test-connection', () => {
    it('uses the stored secret for the stored address', async () => {
      const { body } = await ask('POST', 'test-connection', {
        connection: untouched(),
        uses: [{ node: 'Invoices', resource: 'invoices', operation: 'list' }],
      });
      assert.deepEqual(body.findings, []);
      assert.deepEqual(
        body.resources.map((one) => [one.name, one.ok]),
        [
          ['invoices', true],
          ['events', true],
        ],
      );
    });

    it('says which of the scopes that nodes need were granted, and asks the lists that they read', async () => {
      const uses = [
        { node: 'Polls', resource: 'invoices', operation: 'list' },
        { node: 'Writes', resource: 'departments', operation: 'create' },
        { node: 'Pays', resource: 'payments-of-mine', operation: 'weird' },
      ];
      const { body } = await ask('POST', 'test-connection', { connection: untouched(), uses });
      assert.deepEqual(
        body.needed.map(({ scope, nodes, granted }) => [scope, nodes, granted]),
        [
          ['core.common.write', ['Writes'], false],
          ['core.invoice.read', ['Polls'], true],
        ],
      );
      assert.deepEqual(
        body.findings.map(({ kind }) => kind),
        ['scopeMissingFor'],
      );
      assert.deepEqual(
        body.resources.map(({ name }) => name),
        ['invoices', 'events'],
      );
    });

    it('does not send the stored secret to another address, but asks for it', async () => {
      const other = await Tenant.start();
      const { body } = await ask('POST', 'test-connection', {
        connection: untouched({ siteAddress: other.url }),
      });
      assert.deepEqual(
        body.findings.map((one) => one.kind),
        ['retypeSecret'],
      );
      assert.deepEqual(other.requests, []);
      await other.close();
    });

    it('tells what is wrong with an address rather than ask for the secret again', async () => {
      const { body } = await ask('POST', 'test-connection', {
        connection: untouched({ siteAddress: `${tenant.url}/invoices` }),
      });
      assert.deepEqual(
        body.findings.map((one) => one.kind),
        ['settings'],
      );
      assert.match(body.findings[0]?.detail ?? '', /has the path/);
    });

    it('does not send the stored CSO key to another CSO address', async () => {
      const other = await Tenant.start();
      await ask('POST', 'test-connection', { connection: untouched({ csoAddress: other.url }) });
      assert.deepEqual(other.requests, []);
      await other.close();
    });

    it('does not send the stored secret by another proxy or without the TLS node', async () => {
      const { body } = await ask('POST', 'test-connection', { connection: untouched({ proxy: 'way' }) });
      assert.deepEqual(
        body.findings.map((one) => one.kind),
        ['retypeSecret'],
      );
    });

    it('tries a connection that was never deployed, with what is typed', async () => {
      const credentials = { clientId: 'client', clientSecret: secrets.clientSecret };
      const connection = { id: 'new', siteAddress: tenant.url, credentials };
      const { body } = await ask('POST', 'test-connection', { connection, uses: [] });
      assert.deepEqual(body.findings, []);
    });

    it('reads no environment variable that is not deployed', async () => {
      const { body } = await ask('POST', 'test-connection', {
        connection: untouched({ siteAddress: '${HOME}' }),
      });
      assert.deepEqual(
        body.findings.map((one) => one.kind),
        ['deployFirst'],
      );
      assert.ok(!JSON.stringify(body).includes(process.env['HOME'] ?? '?'));
    });

    it('refuses a number that the connection would refuse', async () => {
      for (const timeout of ['0', '86401', 'soon']) {
        const { body } = await ask('POST', 'test-connection', { connection: untouched({ timeout }) });
        assert.deepEqual(
          body.findings.map((one) => one.kind),
          ['settings'],
        );
        assert.match(body.findings[0]?.detail ?? '', /timeout/);
      }
    });

    it('copes with whatever is sent', async () => {
      for (const body of [{}, { connection: 7 }, { connection: { siteAddress: {} }, uses: [{}] }]) {
        const { status, body: report } = await ask('POST', 'test-connection', body);
        assert.deepEqual([status, report.findings.length], [200, 1]);
      }
    });
  });

  it('check-scopes says which scopes look misspelt, which the nodes need, and of whom nobody knows', async () => {
    const uses = [
      { node: 'Pays', resource: 'invoices', operation: 'update' },
      { node: 'Voids', resource: 'invoices', operation: 'action', action: 'void' },
      { node: 'By message', resource: '', operation: 'update' },
      { node: 'What it likes', resource: 'invoices', operation: '' },
    ];
    const { body } = await ask('POST', 'check-scopes', { scope: 'core.invoices.write', uses });
    assert.deepEqual(body, {
      misspelt: [{ scope: 'core.invoices.write', meant: 'core.invoice.write' }],
      needed: [{ scope: 'core.invoice.write', nodes: ['Pays', 'Voids'] }],
      open: ['By message', 'What it likes'],
    });
  });

  describe('preview', () => {
    it('shows the URL as it would be sent', async () => {
      const { body } = await ask('POST', 'preview', {
        id: 'poll',
        node: { resource: 'suppliers', start: 'beginning' },
        connection: untouched(),
      });
      assert.equal(body.origin, tenant.url);
      assert.match(body.parts.map((part) => part.text).join(''), /^\/api\/suppliers\?updated-at/);
    });

    it('needs neither a connection nor a deploy', async () => {
      const { body } = await ask('POST', 'preview', {
        id: 'new',
        node: { url: '/api/invoices?a={{flow.x}}' },
      });
      assert.deepEqual(
        body.parts.filter((part) => part.kind === 'value'),
        [{ kind: 'value', text: 'flow.x' }],
      );
      assert.equal(body.origin, undefined);
    });

    it('says of a node that was deployed with a mistake that it has forgotten nothing', async () => {
      const remarksOf = async (id: string) =>
        String((await ask('POST', 'preview', { id, node: {}, connection: untouched() })).body.remarks);
      assert.match(await remarksOf('broken'), /deployed with a mistake.*nothing is forgotten/);
      assert.equal(await remarksOf('poll'), '');
    });

    for (const variable of ['${COUPA_RESOURCE}', '$(COUPA_RESOURCE)']) {
      it(`fills in ${variable} as Node-RED does`, async () => {
        process.env['COUPA_RESOURCE'] = 'purchase_order';
        try {
          const { body } = await ask('POST', 'preview', { node: { resource: variable } });
          assert.match(body.mistake.message, /Did you mean "purchaseOrders"\?$/);
        } finally {
          delete process.env['COUPA_RESOURCE'];
        }
      });
    }

    it('says which resource was meant', async () => {
      const { body } = await ask('POST', 'preview', { node: { resource: 'purchase_order' } });
      assert.match(body.mistake.message, /not in the catalogue.* Did you mean "purchaseOrders"\?$/);
    });

    it('tells a mistake and its place', async () => {
      const { body } = await ask('POST', 'preview', { node: { url: '/api/invoices?a=${dat}' } });
      assert.equal(body.mistake.position, '/api/invoices?a=${'.length);
    });
  });

  describe('try', () => {
    it('brings three records with what a message would say of them, and sends nothing', async () => {
      const { body } = await ask('POST', 'try', {
        id: 'poll',
        node: { start: 'beginning' },
        connection: untouched(),
      });
      assert.deepEqual(
        body.records.map((one) => [one.id, one.eventType]),
        [
          [1, 'CREATED'],
          [2, 'CREATED'],
          [3, 'CREATED'],
        ],
      );
      assert.equal(body.records[0]?.payload.id, 1);
      assert.ok(tenant.requests.every(({ query }) => query.get('limit') !== '50'));
    });

    it('goes back to the beginning where nothing is new, and says so', async () => {
      const { body } = await ask('POST', 'try', {
        node: { startDate: '2999-01-01', start: 'date' },
        connection: untouched(),
      });
      assert.equal(body.records.length, 3);
      assert.equal(body.emptySince, '2999-01-01T00:00:00.000Z');
    });

    it('gives the error of the tenant', async () => {
      tenant.weather({ kind: '404', times: 9 });
      const { body } = await ask('POST', 'try', { node: {}, connection: untouched() });
      assert.equal(body.error.code, 'COUPA_NOT_FOUND');
    });

    it('tells why a record could not be sent', async () => {
      const node = { start: 'beginning', updatedDateFormat: 'dd.MM.yyyy' };
      const { body } = await ask('POST', 'try', { node, connection: untouched() });
      assert.match(body.records[0]?.problem ?? '', /Cannot read the date/);
    });

    it('sends no value to the site that only a message has', async () => {
      const { body } = await ask('POST', 'try', {
        id: 'poll',
        node: { url: '/api/invoices?a={{msg.x}}' },
        connection: untouched(),
      });
      assert.equal(body.error.code, 'COUPA_CONFIG');
      assert.deepEqual(
        tenant.requests.filter(({ path }) => path === '/api/invoices'),
        [],
      );
    });
  });

  describe('values', () => {
    const asked = (attribute: string) =>
      ask('POST', 'values', { resource: 'invoices', attribute, connection: untouched() });

    it('are how the tenant spells an attribute, the most frequent first', async () => {
      tenant.resource('invoices').createMany(3, { status: 'paid' });
      tenant.resource('invoices').createMany(60, (index) => ({ status: index % 3 ? 'approved' : 'On Hold' }));
      tenant.resource('invoices').create({ status: null });
      assert.deepEqual((await asked('status')).body.values, ['approved', 'On Hold']);
      const { query } = tenant.requests.at(-1) ?? assert.fail();
      assert.deepEqual([query.get('limit'), query.get('fields')], ['50', '["id","status"]']);
    });

    it('are none where there are none, and an error where the tenant says no', async () => {
      assert.deepEqual((await asked('no-such-attribute')).body.values, []);
      tenant.weather({ kind: '404', times: 9 });
      assert.equal((await asked('status')).body.error.code, 'COUPA_NOT_FOUND');
    });

    it('are those of resources only that are known', async () => {
      const body = { resource: '../users', attribute: 'login', connection: untouched() };
      assert.equal((await ask('POST', 'values', body)).body.error.code, 'COUPA_VALIDATION');
    });
  });

  describe('the language of the editor', () => {
    it('is that of a mistake in what is typed', async () => {
      const { body } = await ask('POST', 'preview', { node: { url: '/api/invoices?a=${dat}' } }, 'de');
      assert.match(
        body.mistake.message,
        /^Es gibt keinen Platzhalter \$\{dat\}\. Meinten Sie \$\{date…\}\?$/,
      );
    });

    it('is that of what a tenant refused, and of what could not be read', async () => {
      const node = { start: 'beginning', updatedDateFormat: 'dd.MM.yyyy' };
      const tried = await ask('POST', 'try', { node, connection: untouched() }, 'fr-CA');
      assert.match(
        tried.body.records[0]?.problem ?? '',
        /^Impossible de lire la date du champ «\u00a0updated-at\u00a0»/,
      );
      tenant.weather({ kind: '404', times: 9 });
      const { body } = await ask('POST', 'try', { node: {}, connection: untouched() }, 'ja');
      assert.equal(body.error.code, 'COUPA_NOT_FOUND');
      assert.match(body.error.message, /^invoices の読み取り: /);
    });

    it('is that of the details of a test', async () => {
      const credentials = { clientId: 'client', clientSecret: 'typed' };
      const connection = untouched({ siteAddress: 'http://acme.coupahost.com', credentials });
      const { body } = await ask('POST', 'test-connection', { connection }, 'de');
      assert.match(body.findings[0]?.detail ?? '', /der Verbindung beginnt mit http:\/\//);
    });

    it('is that of what went wrong in the last polls', async () => {
      tenant.weather({ kind: '404', times: 9 });
      helper.getNode('poll').receive({});
      await once(helper.getNode('second'), 'input');
      const [german, english] = await Promise.all(
        ['de', 'en-US'].map((language) => ask('GET', 'history/poll', {}, language)),
      );
      assert.match(german?.body.polls[0]?.error?.message ?? '', /^Lesen von invoices: /);
      assert.match(english?.body.polls[0]?.error?.message ?? '', /^Reading invoices: /);
    });

    it('is English where there is no other', async () => {
      const { body } = await ask('POST', 'preview', { node: { url: '/api/invoices?a=${dat}' } }, 'es');
      assert.match(body.mistake.message, /^There is no placeholder/);
    });
  });

  it('try-cso lists the first objects and changes nothing', async () => {
    const node = { object: 'events', operation: 'delete' };
    const { body } = await ask('POST', 'try-cso', { node, connection: untouched() });
    assert.deepEqual(
      body.records.map((one) => one.payload.name),
      ['one', 'two', 'three'],
    );
    assert.ok(tenant.requests.every(({ method, path }) => method === 'GET' || path === '/oauth2/token'));
  });

  it('poll-now polls, and history tells of it', async () => {
    const summarised = once(helper.getNode('second') as never, 'input');
    assert.equal((await ask('POST', 'poll-now/poll')).status, 200);
    await summarised;
    const { body } = await ask('GET', 'history/poll');
    assert.deepEqual(
      body.polls.map((poll) => poll.created),
      [5],
    );
    assert.equal(body.state.pending, 0);
    assert.ok(Date.parse(body.state.position) > 0);
  });

  it('does not say that a node polls which cannot', async () => {
    assert.equal((await ask('POST', 'poll-now/broken')).status, 409);
  });

  it('answers 404 for nodes that are not deployed, or of another type', async () => {
    for (const id of ['new', 'connection']) {
      assert.equal((await ask('POST', `poll-now/${id}`)).status, 404);
      assert.equal((await ask('GET', `history/${id}`)).status, 404);
    }
  });

  it('knows resources and their attributes', async () => {
    const { body } = await ask('GET', 'resources');
    assert.ok(body.resources.some((one) => one.path === '/api/invoices'));
    const { body: known } = await ask('GET', 'attributes?resource=invoices');
    assert.ok(known.attributes.some((one) => one.name === 'updated-at' && one.kind === 'date'));
    assert.deepEqual((await ask('GET', 'attributes?resource=constructor')).body, { attributes: [] });
    const { body: misspelt } = await ask('GET', 'attributes?resource=invoice');
    assert.deepEqual([misspelt.attributes, misspelt.meant], [[], 'invoices']);
  });

  describe('all in all', () => {
    it('never told a secret in all these answers', () => {
      assert.ok(answers.length > 20);
      for (const secret of Object.values(secrets)) assert.ok(!answers.some((text) => text.includes(secret)));
    });
  });
});

describe('The routes of the dialogs', () => {
  type Check = (request: object, response: object, next: () => void) => void;
  interface Route {
    method: string;
    path: string;
    /** Whether somebody with these rights comes as far as the answer. */
    lets: (...rights: string[]) => boolean;
  }

  /** Rights of whoever asks. */
  let rights: string[] = [];
  const needsPermission = (name: string): Check => {
    return (_request, response, next) => {
      if (name === '' || rights.includes(name)) next();
      else Object(response).status(401).end();
    };
  };

  function lets(checks: Check[], has: string[]): boolean {
    rights = has;
    const passed = checks.filter((check) => {
      let isThrough = false;
      check({}, { status: () => ({ end: () => {} }) }, () => {
        isThrough = true;
      });
      return isThrough;
    });
    return passed.length === checks.length;
  }

  function routes(): Route[] {
    const found: Route[] = [];
    const add =
      (method: string) =>
      (path: string, ...handlers: Check[]) => {
        const checks = handlers.flat().slice(0, -1);
        found.push({ method, path, lets: (...has) => lets(checks, has) });
      };
    const RED = { httpAdmin: { get: add('GET'), post: add('POST') }, auth: { needsPermission } };
    for (const serve of [serveConnection, serveFleet, servePoll, serveUndeliverables, serveCso, serveRecord])
      serve(RED as unknown as NodeAPI);
    return found;
  }

  const reading = nodeTypes.map((type) => `${type}.read`);
  const writing = nodeTypes.map((type) => `${type}.write`);

  it('all need the permission of their node type, that to write where they act', () => {
    assert.ok(routes().length >= 8);
    for (const { method, path, lets } of routes()) {
      const [enough, other] = method === 'POST' ? [writing, reading] : [reading, writing];
      assert.ok(lets(...enough, 'flows.write'), path);
      assert.ok(!lets('flows.read', 'flows.write', ...other), path);
    }
  });

  it('that say what there is to choose take the right to either type that chooses', () => {
    for (const name of ['resources', 'attributes']) {
      const route = routes().find(({ path }) => path === `/coupa/${name}`);
      assert.deepEqual(
        [['coupa-poll.read'], ['coupa-record.read'], ['coupa-cso-events.read'], []].map((has) =>
          route?.lets(...has),
        ),
        [true, true, false, false],
      );
    }
  });

  it('that render templates, or contact an address that is not deployed, need the right to deploy as well', () => {
    const rendering = routes().filter(({ path }) => /preview|try|values|test-|dry-run/.test(path));
    assert.equal(rendering.length, 8);
    for (const { path, lets } of rendering) assert.ok(!lets(...reading, ...writing), path);
  });
});
