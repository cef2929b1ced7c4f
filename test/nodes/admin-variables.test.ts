import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { Tenant } from '../simulator/tenant';
import { type FlowNode, PollFlow, secrets } from './poll-flow';

interface Report {
  findings: { kind: string; detail: string }[];
  resources: { name: string; ok: boolean }[];
  records: { id: number }[];
  origin: string;
  error?: { code: string; message: string };
}

describe('A connection of environment variables, disabled or within a subflow, in the dialogs', () => {
  const red = PollFlow.forEachTest();
  const before = { ...process.env };

  const variables: Record<string, string> = {
    COUPA_CLIENT_ID: 'client',
    COUPA_CLIENT_SECRET: secrets.clientSecret,
    COUPA_SCOPE: 'core.invoice.read',
    COUPA_API_KEY: secrets.apiKey,
  };

  beforeEach(async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(3);
    Object.assign(process.env, variables, { COUPA_SITE: red.tenant.url });
  });

  afterEach(() => {
    for (const name of [...Object.keys(variables), 'COUPA_SITE']) delete process.env[name];
    Object.assign(process.env, before);
  });

  const ofVariables = { clientId: '${COUPA_CLIENT_ID}', clientSecret: '${COUPA_CLIENT_SECRET}' };
  const noOthers = { apiKey: '', csoApiKey: '', userSecret: '', organizationSecret: '', elementToken: '' };

  async function ask(path: 'test-connection' | 'try' | 'preview', connection: object): Promise<Report> {
    const body = { connection, resources: ['invoices'], node: { start: 'beginning' } };
    const { text } = await helper.request().post(`/coupa/${path}`).send(body);
    for (const secret of Object.values(secrets)) assert.ok(!text.includes(secret));
    return JSON.parse(text);
  }

  /** The connection as its dialog has it once it was open: what is no secret is shown, a stored secret is not. */
  function inDialog(changes: object = {}, credentials: object = {}): object {
    const shown = { clientId: '${COUPA_CLIENT_ID}', clientSecret: '__PWRD__', ...credentials };
    return { id: 'connection', siteAddress: red.tenant.url, credentials: shown, ...changes };
  }

  async function assertWorks(connection: object): Promise<void> {
    const tested = await ask('test-connection', connection);
    assert.deepEqual(
      [tested.findings, tested.resources.map(({ name, ok }) => [name, ok])],
      [[], [['invoices', true]]],
    );
    assert.equal((await ask('try', connection)).records?.length, 3);
  }

  async function assertRefused(connection: object, kind: string, words: RegExp): Promise<void> {
    const { findings } = await ask('test-connection', connection);
    assert.deepEqual(
      findings.map((one) => one.kind),
      [kind],
    );
    assert.match(findings[0]?.detail ?? '', words);
    assert.match((await ask('try', connection)).error?.message ?? '', words);
    assert.deepEqual(red.tenant.requests, []);
  }

  describe('credentials that are environment variables', () => {
    beforeEach(() => red.load({}, {}, { ...noOthers, ...ofVariables }));

    it('count as they are deployed where the dialog still says the same', async () => {
      await assertWorks(inDialog());
      // As the editor has them when somebody typed them in again.
      await assertWorks(inDialog({}, ofVariables));
    });

    it('have to be deployed first where the dialog names another', async () => {
      await assertRefused(
        inDialog({}, { clientId: '${HOME}' }),
        'deployFirst',
        /"clientId".*\$\{HOME\}.*Deploy/,
      );
      await assertRefused(inDialog({}, { clientSecret: '$(HOME)' }), 'deployFirst', /"clientSecret".*Deploy/);
      const isNew = inDialog({ id: 'new' }, ofVariables);
      await assertRefused(isNew, 'deployFirst', /"clientId".*Deploy/);
    });

    it('are not sent to another address, however they are spelt', async () => {
      const other = await Tenant.start();
      const elsewhere = { siteAddress: other.url };
      await assertRefused(inDialog(elsewhere), 'retypeSecret', /not sent there/);
      await assertRefused(inDialog(elsewhere, ofVariables), 'deployFirst', /"clientSecret".*Deploy/);
      assert.deepEqual(other.requests, []);
      await other.close();
    });

    it('of a kind that is not used are not asked for', async () => {
      await assertWorks(inDialog({}, { apiKey: '${NOT_SET_ANYWHERE}' }));
    });
  });

  it('says which variable is not set where Node-RED runs', async () => {
    await red.load({}, {}, { ...noOthers, ...ofVariables, clientSecret: '${COUPA_NOWHERE}' });
    await assertRefused(inDialog(), 'settings', /"clientSecret".*\$\{COUPA_NOWHERE\}.*not set/);
  });

  it('takes what the tab of the connection fills in', async () => {
    const [tab, connection, ...others] = red.flow();
    const env = [{ name: 'OF_TAB', value: secrets.clientSecret, type: 'str' }];
    const nodes = [{ ...tab, env }, { ...connection, z: 'tab' }, ...others] as FlowNode[];
    await red.loadFlow(nodes, { ...noOthers, clientId: 'client', clientSecret: '${OF_TAB}' });
    await assertWorks(inDialog({}, { clientId: 'client' }));
  });

  it('takes the address, the scope and the kind of authentication as they are deployed, too', async () => {
    const properties = { siteAddress: '${COUPA_SITE}', scope: '${COUPA_SCOPE}' };
    await red.load({}, properties, { ...noOthers, ...ofVariables });
    await assertWorks(inDialog(properties));
    assert.equal((await ask('preview', inDialog(properties))).origin, red.tenant.url);
  });

  it('takes a variable within a longer text for none, as Node-RED does, and says so', async () => {
    await red.load({}, {}, { ...noOthers, ...ofVariables });
    for (const changes of [{ siteAddress: 'https://${COUPA_HOST}' }, { scope: 'core.invoice.read ${MORE}' }])
      await assertRefused(inDialog(changes), 'settings', /within a longer text.*whole value/);
  });

  it('is not taken for a mistake in a poll that is not deployed, or within a subflow: its value is not known there', async () => {
    await red.load();
    for (const property of ['interval', 'pageSize', 'overlap', 'resource', 'url', 'updatedDateFormat'])
      for (const path of ['preview', 'try']) {
        const body = { id: 'new', node: { [property]: '${OF_A_TAB}' }, connection: inDialog() };
        const { text } = await helper.request().post(`/coupa/${path}`).send(body);
        assert.match(
          text,
          new RegExp(
            `${property}.{1,5}is the environment variable .{1,9}OF_A_TAB.*filled in where the node runs`,
          ),
        );
      }
    const body = {
      id: 'new',
      node: { integration: '${OF_A_TAB}', fleetKey: '${OF_A_TAB}' },
      connection: inDialog(),
    };
    const { text } = await helper.request().post('/coupa/preview').send(body);
    assert.doesNotMatch(text, /OF_A_TAB/);
  });

  for (const [what, nodes, place] of [
    ['disabled', [], { d: true }],
    [
      'within a subflow',
      [{ id: 'sub', type: 'subflow', name: 'sub', in: [], out: [], env: [] }],
      { z: 'sub' },
    ],
    ['on a tab that is disabled', [{ id: 'off', type: 'tab', disabled: true }], { z: 'off' }],
  ] as const) {
    describe(`a connection that is ${what}`, () => {
      async function load(credentials: object, properties: object = {}): Promise<void> {
        const all = red.flow({}, { ...place, ...properties });
        await red.loadFlow([...nodes, ...all] as FlowNode[], { ...noOthers, ...credentials });
      }

      it('is tried with its stored secret at its stored address, and nowhere else', async () => {
        await load({ clientId: 'client', clientSecret: secrets.clientSecret });
        await assertWorks(inDialog({}, { clientId: '__PWRD__' }));
        const other = await Tenant.start();
        const { findings } = await ask(
          'test-connection',
          inDialog({ siteAddress: other.url }, { clientId: 'client' }),
        );
        assert.deepEqual(
          findings.map(({ kind }) => kind),
          ['retypeSecret'],
        );
        assert.deepEqual(other.requests, []);
        await other.close();
      });

      it('says that a variable has no value here', async () => {
        await load(ofVariables);
        await assertRefused(inDialog(), 'settings', /"clientId".*where the connection runs.*not known here/);
      });
    });
  }
});
