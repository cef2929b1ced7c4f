// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders and variables, not of TypeScript
import assert from 'node:assert/strict';
import type { NodeAPI, NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { serveImport } from '../../nodes/admin/import';
import { pasted } from '../unit/migrate/pasted';

const nodeTypes: NodeInitializer[] = [require('../../nodes/connection/coupa-config')];

helper.init(require.resolve('node-red'));

/** What the dialog is told. */
interface Imported {
  name: string;
  target: string;
  canBeDirect: boolean;
  callbackUrl: string;
  scope: string;
  isScheduled: boolean;
  resources: { resource: string }[];
  findings: { code: string; path: string; message: string }[];
  flow: {
    type: string;
    name?: string;
    info?: string;
    scope?: string;
    connection?: string;
    output?: string;
  }[];
  error?: { code: string };
}

describe('What the import dialog asks', () => {
  before(async () => {
    await helper.startServer();
    await helper.load(nodeTypes, []);
  });

  after(async () => {
    await helper.unload();
    await helper.stopServer();
  });

  async function ask(body: object, language = 'en-US'): Promise<Imported> {
    const request = helper.request().post('/coupa/import').set('accept-language', language);
    const { status, text } = await request.send(body);
    assert.equal(status, 200);
    return JSON.parse(text);
  }

  const ofType = ({ flow }: Imported, type: string) => flow.filter((node) => node.type === type);

  it('is answered with what the text says, what was found, and the flow', async () => {
    const answer = await ask({ text: pasted('coupa-first') });
    assert.deepEqual([answer.target, answer.canBeDirect, answer.resources.length], ['direct', true, 10]);
    assert.ok(answer.findings.some(({ code }) => code === 'date-placeholder'));
    assert.equal(ofType(answer, 'coupa-poll').length, 10);
  });

  it('is answered for what was ticked only: its nodes, its scopes, its findings', async () => {
    const answer = await ask({ text: pasted('coupa-first'), select: ['users', 'suppliers'] });
    assert.equal(ofType(answer, 'coupa-poll').length, 2);
    assert.equal(ofType(answer, 'coupa-config')[0]?.scope, 'core.supplier.read core.user.read');
    assert.ok(
      !answer.findings.some(({ code, path }) => code === 'date-placeholder' && path.includes('accounts')),
    );
  });

  it('is answered in the language of the editor, and so is the flow', async () => {
    const answer = await ask({ text: pasted('coupa-first') }, 'de');
    const todo = answer.findings.find(({ code }) => code === 'site-address');
    assert.match(todo?.message ?? '', /^Geben Sie in der Verbindung die Adresse des Mandanten ein/);
    const [comment] = ofType(answer, 'comment');
    assert.match(comment?.name ?? '', /^Vor der Übernahme \(deploy\): \d+ Dinge sind zu tun$/);
    assert.ok(comment?.info?.includes(todo?.message ?? '-'));
  });

  it('says that another connector does not work without its hub', async () => {
    assert.equal((await ask({ text: pasted('sage-example') })).canBeDirect, false);
  });

  it('sends notifications to another callback URL, or with an empty one leaves records in the flow', async () => {
    const text = pasted('sage-example');
    const elsewhere = await ask({ text, callbackUrl: 'https://example.org/events' });
    assert.equal(ofType(elsewhere, 'http request').length, 1);
    const nowhere = await ask({ text, callbackUrl: '' });
    assert.equal(ofType(nowhere, 'http request').length, 0);
    assert.equal(ofType(nowhere, 'coupa-poll')[0]?.output, 'record');
  });

  it('uses a connection that is there, and then says nothing of its address and secrets', async () => {
    const answer = await ask({ text: pasted('coupa-second'), connection: 'c0ffee' });
    assert.equal(ofType(answer, 'coupa-config').length, 0);
    assert.ok(ofType(answer, 'coupa-poll').every(({ connection }) => connection === 'c0ffee'));
    assert.ok(!answer.findings.some(({ code }) => code === 'site-address' || code === 'secret'));
  });

  describe('with a connection that is there', () => {
    const instance = (settings: object, body: object = {}) =>
      JSON.stringify({
        element: { key: 'coupa' },
        configuration: {
          ...settings,
          'event.poller.configuration': {
            users: { url: '/hubs/businessspendmanagement/users', idField: 'id' },
          },
        },
        ...body,
      });
    const asked = async (text: string, siteAddress: string, more: object = {}) => {
      const answer = await ask({ text, connection: 'c0ffee', siteAddress, ...more });
      const [comment] = ofType(answer, 'comment');
      return { codes: answer.findings.map(({ code }) => code), info: comment?.info ?? '' };
    };

    it('says nothing of secrets that the flow would carry, since it carries none', async () => {
      const secrets = { 'oauth.api.key': 'a1b2c3d4', 'oauth.api.secret': 'e5f6a7b8' };
      const rossum = {
        credentials: { client_id: 'a1b2c3d4', client_secret: 'e5f6a7b8', base_api_url: 'acme.coupahost.com' },
        import_config: { endpoint: 'api/users', dataset_name: 'users', query: {} },
      };
      for (const [text, more] of [
        [instance(secrets), {}],
        [instance({ 'api.key': 'a1b2c3d4e5f6' }), {}],
        [instance({}, { token: 'Kq7WvE2sJ9=' }), { target: 'hub' }],
        [JSON.stringify(rossum), {}],
      ] as const) {
        const { codes, info } = await asked(text, '', more);
        assert.ok(!codes.includes('secret-in-flow') && !codes.includes('secret'), codes.join(' '));
        assert.doesNotMatch(info, /carries/);
      }
    });

    it('still says it of what the flow does carry: headers and signature key of a callback', async () => {
      const callback = {
        'event.notification.enabled': true,
        'event.notification.callback.url': 'https://hooks.example',
        'event.notification.callback.headers': { Authorization: 'Basic abc' },
        'event.notification.signature.key': 'Kq7WvE2sJ9',
      };
      const { codes } = await asked(instance(callback), '');
      assert.equal(codes.filter((code) => code === 'secret-in-flow').length, 2);
    });

    it('says that the connection asks another site than the text is about', async () => {
      const text = instance({ siteAddress: 'https://acme.coupahost.com/' });
      const { codes, info } = await asked(text, 'https://acme-test.coupahost.com');
      assert.ok(codes.includes('other-site'));
      assert.match(info, /acme\.coupahost\.com.*acme-test\.coupahost\.com/);
      for (const same of ['ACME.coupahost.com', '${COUPA_SITE}', ''])
        assert.ok(!(await asked(text, same)).codes.includes('other-site'), same);
    });

    it('says that the connection to a hub asks with a token of its own', async () => {
      const text = instance({}, { token: 'Kq7WvE2sJ9=' });
      assert.ok((await asked(text, '', { target: 'hub' })).codes.includes('other-token'));
      assert.ok(!(await asked(text, '')).codes.includes('other-token'));
    });
  });

  it('shows a secret of the text nowhere but in the flow', async () => {
    const secret = 's3cr3t-of-the-text';
    const text = JSON.stringify({
      configuration: {
        'oauth.api.secret': secret,
        'event.poller.configuration': { users: { url: '/api/users', idField: 'id' } },
      },
    });
    const { flow, ...shown } = await ask({ text });
    assert.ok(JSON.stringify(flow).includes(secret));
    assert.ok(!JSON.stringify(shown).includes(secret));
  });

  it('reads for the hub what only a hub has, wherever its connector comes from', async () => {
    const url = "/accounts?where=LastModifiedDate>'${date:yyyy-MM-dd}'";
    const instance = { element: { key: 'coupa' }, configuration: { accounts: { url, idField: 'id' } } };
    const answer = await ask({ text: JSON.stringify(instance) });
    assert.deepEqual([answer.canBeDirect, answer.target], [false, 'hub']);
    assert.ok(!answer.findings.some(({ code }) => code === 'not-direct'));
  });

  it('names the scopes that the resources take, and what can be chosen, of several hooks', async () => {
    const hook = (dataset: string, cron: string) => ({
      config: { schedule: { cron } },
      settings: {
        credentials: { client_id: 'a', client_scope: `core.${dataset}.read` },
        import_config: {
          endpoint: 'api/suppliers',
          dataset_name: dataset,
          query: { x: '${last_modified_date}' },
        },
      },
    });
    const text = JSON.stringify({ results: [hook('a', '@daily'), hook('b', '@hourly')] });
    const { scope, isScheduled, resources } = await ask({ text });
    assert.deepEqual([scope, isScheduled], ['core.a.read core.b.read', true]);
    assert.deepEqual(
      resources.map(({ resource }) => resource),
      ['suppliers (a)', 'suppliers (b)'],
    );
    const chosen = await ask({ text, select: ['suppliers (b)'] });
    assert.equal(chosen.scope, 'core.b.read');
    assert.equal(ofType(chosen, 'coupa-poll').length, 1);
  });

  it('says which variables go where the dialog sends them, and none of a connection that is there', async () => {
    const text = JSON.stringify({
      configuration: {
        siteAddress: 'https://evil.example',
        'oauth.api.secret': '${TOKEN}',
        'event.notification.enabled': true,
        'event.notification.callback.url': 'https://hooks.example',
        'event.notification.callback.headers': { a: '${HEADER}' },
        users: { url: '/api/users?a[gt]=${date}', idField: 'id' },
      },
    });
    const sent = ({ findings }: Imported) =>
      findings.flatMap(({ code, message }) =>
        code === 'sends-variable' ? [/(\w+) of .* to ([\w.]+):/.exec(message)] : [],
      );
    const pairs = (answer: Imported) => sent(answer).map((found) => found?.slice(1).join(' '));
    assert.deepEqual(pairs(await ask({ text })), ['TOKEN evil.example', 'HEADER hooks.example']);
    assert.deepEqual(pairs(await ask({ text, connection: 'c0ffee', callbackUrl: 'https://mine.example' })), [
      'HEADER mine.example',
    ]);
    assert.deepEqual(pairs(await ask({ text, callbackUrl: '' })), ['TOKEN evil.example']);
  });

  it('is refused for a text that is too long', async () => {
    assert.equal((await ask({ text: 'x'.repeat(1_000_001) })).error?.code, 'COUPA_VALIDATION');
  });

  for (const text of ['', 'nonsense', '[]', '{"a":1}']) {
    it(`is answered with a finding and no flow for ${JSON.stringify(text)}`, async () => {
      const { findings, flow } = await ask({ text });
      assert.deepEqual([findings.length > 0, flow], [true, []]);
    });
  }

  it('is open to those only who may change flows', () => {
    const found: unknown[][] = [];
    const RED = {
      httpAdmin: { post: (...route: unknown[]) => found.push(route) },
      auth: { needsPermission: (name: string) => name },
    };
    serveImport(RED as unknown as NodeAPI);
    assert.deepEqual(
      found.map(([path, permission]) => [path, permission]),
      [['/coupa/import', 'flows.write']],
    );
  });
});
