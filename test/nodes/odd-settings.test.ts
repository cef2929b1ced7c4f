// biome-ignore-all lint/suspicious/noTemplateCurlyInString: environment variables of Node-RED, not of TypeScript
import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { CoupaConfigNode } from '../../nodes/runtime/node-types';
import { type FlowNode, PollFlow, secrets } from './poll-flow';

describe('Settings that are not what they seem', () => {
  const red = PollFlow.forEachTest();
  const connection = () => helper.getNode('connection') as unknown as CoupaConfigNode;

  /** The flow, with variables of the tab that its nodes and its connection stand in. */
  function flowWith(env: object[], properties: object = {}, ofConnection: object = {}): FlowNode[] {
    const [tab, ...nodes] = red.flow(properties, { z: 'tab', ...ofConnection });
    return [{ ...tab, id: 'tab', type: 'tab', env }, ...nodes];
  }

  const variable = (name: string, type: string, value: string) => ({ name, type, value });

  it('takes a secret that is a number for a text', async () => {
    await red.startTenant({ clientId: '4711', clientSecret: '12345678' });
    red.tenant.resource('invoices').create();
    const env = [variable('ID', 'num', '4711'), variable('SECRET', 'num', '12345678')];
    await red.loadFlow(flowWith(env), { clientId: '${ID}', clientSecret: '${SECRET}' });
    helper.getNode('poll').receive({ command: 'poll' });
    await red.watched.until(() => red.watched.out.length === 1);
    assert.equal(red.watched.caught.length, 0);
  });

  it('takes each secret that is a number or true for a text', async () => {
    await red.startTenant();
    const names = ['clientId', ...Object.keys(secrets)];
    const env = [variable('NUMBER', 'num', '12345678'), variable('YES', 'bool', 'true')];
    const credentials = Object.fromEntries(
      names.map((name, index) => [name, index % 2 === 0 ? '${NUMBER}' : '${YES}']),
    );
    await red.loadFlow(flowWith(env), credentials);
    assert.equal(connection().problem, undefined);
    const known: Record<string, unknown> = { ...connection().settings?.credentials };
    for (const [index, name] of names.entries())
      assert.equal(known[name], index % 2 === 0 ? '12345678' : 'true', name);
  });

  it('takes every text of a connection that is a number or true for a text', async () => {
    await red.startTenant();
    const env = [variable('NUMBER', 'num', '12345'), variable('YES', 'bool', 'true')];
    for (const property of ['siteAddress', 'csoAddress', 'scope', 'name']) {
      for (const value of ['${NUMBER}', '${YES}']) {
        await red.loadFlow(flowWith(env, {}, { [property]: value }));
        assert.doesNotMatch(red.logged(), /TypeError|is not a function/, property);
        await helper.unload();
      }
    }
  });

  it('takes every text of a poll that is a number or true for a text', async () => {
    await red.startTenant();
    const env = [variable('NUMBER', 'num', '12345'), variable('YES', 'bool', 'true')];
    for (const property of ['resource', 'url', 'idField', 'updatedDateField', 'createdDateField', 'name']) {
      for (const value of ['${NUMBER}', '${YES}']) {
        const known = property === 'resource' ? { url: '/api/invoices' } : {};
        await red.loadFlow(flowWith(env, { ...known, [property]: value }));
        assert.doesNotMatch(red.logged(), /TypeError|is not a function|has to be (text|the name)/, property);
        await helper.unload();
      }
    }
  });

  it('takes every text of a CSO node that is a number or true for a text', async () => {
    await red.startTenant();
    const env = [variable('NUMBER', 'num', '12345'), variable('YES', 'bool', 'true')];
    for (const property of ['object', 'operation', 'eventId', 'factSheetId', 'stateStore', 'name']) {
      for (const value of ['${NUMBER}', '${YES}']) {
        const cso = {
          id: 'cso',
          type: 'coupa-cso-events',
          z: 'tab',
          connection: 'connection',
          wires: [[], []],
        };
        await red.loadFlow([...flowWith(env), { ...cso, [property]: value }]);
        assert.doesNotMatch(red.logged(), /TypeError|is not a function/, property);
        await helper.unload();
      }
    }
  });

  it('does not take blanks for 0 requests per second, which would be no limit', async () => {
    await red.startTenant();
    await red.loadFlow(red.flow({}, { requestsPerSecond: ' ' }));
    assert.match(
      connection().problem?.message ?? '',
      /requestsPerSecond is not a number\. It has to be a number, 0/,
    );
  });

  for (const [property, type] of [
    ['tls', 'tls-config'],
    ['proxy', 'http proxy'],
    ['fleet', 'coupa-fleet'],
  ] as const) {
    it(`says that "${property}" names a node of another type`, async () => {
      await red.startTenant();
      const other = { id: 'other', type: 'coupa-config', siteAddress: red.tenant.url };
      await red.loadFlow([...red.flow({}, { [property]: 'other' }), other]);
      assert.equal(
        connection().problem?.message,
        `The connection's "${property}" names a node of the type "coupa-config". Choose one of the type "${type}".`,
      );
      assert.doesNotMatch(red.logged(), /TypeError/);
    });
  }

  for (const id of ['${COUPA_NOT_SET}', '$(COUPA_NOT_SET)']) {
    for (const node of [
      { id: 'other', type: 'coupa-poll', interval: 0, wires: [[], []] },
      { id: 'other', type: 'coupa-record', resource: 'invoices', operation: 'get', wires: [[], []] },
      { id: 'other', type: 'coupa-cso-events', wires: [[], []] },
    ]) {
      it(`says of a ${node.type} that ${id}, which chooses its connection, is not set`, async () => {
        await red.startTenant();
        await red.loadFlow([...red.flow(), { ...node, z: 'tab', connection: id }]);
        assert.match(
          red.errors().join('\n'),
          /chosen by the environment variable \$.COUPA_NOT_SET., which is not set/,
        );
        assert.doesNotMatch(red.errors().join('\n'), /disabled|deleted/);
        assert.equal(red.watched.last('other')?.text, `${node.type}.wrong.connection`);
      });
    }
  }

  it('says that a node of another type is chosen as the connection', async () => {
    await red.startTenant();
    await red.loadFlow(red.flow({ connection: 'out' }));
    assert.match(red.errors().join('\n'), /chosen as the connection is a node of the type "helper"/);
  });

  it('says that the variable which chooses the fleet is not set', async () => {
    await red.startTenant();
    await red.load({}, { fleet: '${COUPA_NOT_SET}' });
    assert.match(connection().problem?.message ?? '', /fleet is chosen by .*COUPA_NOT_SET.*not set/);
  });

  for (const [property, credentials] of [
    ['clientId', { clientId: '${COUPA_NOT_SET}' }],
    ['clientSecret', { clientSecret: '${COUPA_NOT_SET}' }],
  ] as const) {
    it(`says that the variable of "${property}" is not set, and signs in with no such text`, async () => {
      await red.startTenant();
      await red.load({}, {}, credentials);
      assert.match(
        red.errors().join('\n'),
        new RegExp(`"${property}" is the environment variable .*COUPA_NOT_SET.*not set`),
      );
      helper.getNode('poll').receive({ command: 'poll' });
      await red.watched.until(() => red.watched.caught.length === 1);
      assert.deepEqual(red.tenant.requests, []);
    });
  }

  it('says that the variable of the scope is not set', async () => {
    await red.startTenant();
    await red.load({}, { scope: '${COUPA_NOT_SET}' });
    assert.match(red.errors().join('\n'), /"scope" is the environment variable .*COUPA_NOT_SET.*not set/);
  });

  it('says that the variable of the key is not set that signs notifications, and signs with no such text', async () => {
    await red.startTenant();
    await red.loadFlow(red.flow({ output: 'notification' }), {}, { signatureKey: '${COUPA_NOT_SET}' });
    assert.match(red.errors().join('\n'), /"signatureKey" is the environment variable .*not set/);
  });

  it('says that the variable of the id of an event is not set, and asks for no such event', async () => {
    await red.startTenant();
    const cso = { id: 'cso', type: 'coupa-cso-events', z: 'tab', connection: 'connection', wires: [[], []] };
    const fields = { ...cso, object: 'fact-sheets', operation: 'list', eventId: '${COUPA_NOT_SET}' };
    await red.loadFlow([...red.flow({}, { csoAddress: red.tenant.url }), fields]);
    helper.getNode('cso').receive({});
    await red.watched.until(() => red.watched.caught.length === 1);
    assert.match(
      red.watched.caught[0]?.error?.message ?? '',
      /"eventId" is the environment variable .*not set/,
    );
    assert.deepEqual(red.tenant.requests, []);
  });

  it('does not mind the variable of a key that signs nothing', async () => {
    await red.startTenant();
    await red.loadFlow(red.flow(), {}, { signatureKey: '${COUPA_NOT_SET}' });
    assert.deepEqual(red.errors(), []);
  });

  describe('of a fleet', () => {
    const fleet = (properties: object = {}): FlowNode => ({
      id: 'fleet',
      type: 'coupa-fleet',
      url: 'redis://127.0.0.1:9',
      ...properties,
    });

    for (const property of ['url', 'sentinel', 'prefix', 'instance'])
      it(`says that the variable of its ${property} is not set`, async () => {
        await red.startTenant();
        await red.loadFlow([...red.flow({}, { fleet: 'fleet' }), fleet({ [property]: '${COUPA_NOT_SET}' })]);
        assert.match(
          red.errors().join('\n'),
          new RegExp(`"${property}" is the environment variable .*not set`),
        );
        assert.equal((connection().problem as { code?: string } | undefined)?.code, 'COUPA_CONFIG');
      });

    for (const secret of ['username', 'password'])
      it(`says that the variable of its ${secret} is not set, and sends no such text`, async () => {
        await red.startTenant();
        const credentials = { fleet: { [secret]: '${COUPA_NOT_SET}' } };
        await red.loadFlow([...red.flow({}, { fleet: 'fleet' }), fleet()], {}, {}, credentials);
        assert.match(
          red.errors().join('\n'),
          new RegExp(`"${secret}" is the environment variable .*not set`),
        );
      });

    it('says that the variable of the key is not set under which polls meet', async () => {
      await red.startTenant();
      await red.loadFlow([...red.flow({ fleetKey: '${COUPA_NOT_SET}' }, { fleet: 'fleet' }), fleet()]);
      assert.match(red.errors().join('\n'), /"fleetKey" is the environment variable .*not set/);
    });

    it('says that its "tls" does not run', async () => {
      await red.startTenant();
      await red.loadFlow([...red.flow({}, { fleet: 'fleet' }), fleet({ tls: 'gone' })]);
      assert.ok(red.warned().some((text) => text.includes('"tls" names the node gone, which does not run')));
    });
  });

  for (const value of ['${COUPA_NOT_SET}', 'apikey', 'OAuth']) {
    it(`says that there is no authentication ${value}, and takes it for no other`, async () => {
      await red.startTenant();
      await red.load({}, { authentication: value });
      assert.match(
        connection().problem?.message ?? '',
        /authentication is .*It has to be "oauth2", "apiKey", "openConnectors"/,
      );
    });
  }

  for (const property of ['tls', 'proxy']) {
    for (const id of ['gone', '${COUPA_NOT_SET}']) {
      it(`says that the "${property}" of a connection, ${id}, does not run, and goes on without it`, async () => {
        await red.startTenant();
        red.tenant.resource('invoices').create();
        await red.load({}, { [property]: id });
        const told = red
          .warned()
          .filter((text) => text.includes(`"${property}" names the node ${id}, which does not run`));
        assert.equal(told.length, 1);
        helper.getNode('poll').receive({ command: 'poll' });
        await red.watched.until(() => red.watched.out.length === 1);
      });
    }
  }

  describe('where a variable names a node that stands behind the connection in the flow file', () => {
    beforeEach(() => {
      process.env['COUPA_NAMED'] = 'named';
    });
    afterEach(() => {
      delete process.env['COUPA_NAMED'];
    });

    for (const [property, named, isTaken] of [
      [
        'proxy',
        { type: 'http proxy', url: 'http://127.0.0.1:9' },
        ({ connection: made }: CoupaConfigNode) => made?.proxy === 'http://127.0.0.1:9',
      ],
      [
        'fleet',
        { type: 'coupa-fleet', url: 'redis://127.0.0.1:9' },
        ({ fleet }: CoupaConfigNode) => fleet !== undefined,
      ],
    ] as const)
      it(`takes it all the same (${property}), and says nothing`, async () => {
        await red.startTenant();
        await red.loadFlow([...red.flow({}, { [property]: '${COUPA_NAMED}' }), { id: 'named', ...named }]);
        assert.equal(isTaken(connection()), true);
        assert.equal(helper.getNode('poll') !== null && connection().problem, undefined);
        assert.doesNotMatch([...red.warned(), ...red.errors()].join('\n'), /does not run/);
      });
  });

  it('goes the way that the proxyOptions of settings.js say, as nodes of Node-RED do', async () => {
    const proxyOptions = { env: { http_proxy: 'http://127.0.0.1:9' }, mode: 'strict' };
    helper.settings({ userDir: red.userDir, proxyOptions });
    await red.startTenant();
    await red.load();
    assert.deepEqual(connection().settings?.proxyOptions, proxyOptions);
  });

  it('gives an http proxy node its login, as it is typed', async () => {
    await red.startTenant();
    const way = { id: 'way', type: 'http proxy', url: 'http://proxy.example.com:8080', noproxy: ['other'] };
    const login = { username: 'me', password: '100%' };
    await red.loadFlow([...red.flow({}, { proxy: 'way' }), way], {}, {}, { way: login });
    assert.deepEqual(connection().settings?.proxy, { url: way.url, noProxy: way.noproxy, ...login });
  });

  it('keeps the position of a node whose id is longer than the name of a file may be, such as within many subflows', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(2);
    const ids = ['a', 'b'].map((end) => `${'0123456789abcdef-'.repeat(18)}${end}`);
    const [poll] = red.flow().filter(({ type }) => type === 'coupa-poll');
    const long = ids.map((id) => ({ ...poll, id, type: 'coupa-poll' }));
    const nodes = () => [...red.flow().filter(({ id }) => id !== 'poll'), ...long];
    await red.loadFlow(nodes());
    for (const id of ids) helper.getNode(id).receive({ command: 'poll' });
    await red.watched.until(() => red.summaries().length === 2);
    await helper.unload();
    assert.deepEqual(red.errors(), []);
    await red.loadFlow(nodes());
    for (const id of ids) helper.getNode(id).receive({ command: 'poll' });
    await red.watched.until(() => red.summaries().length === 4);
    assert.equal(red.watched.out.length, 4);
  });
});
