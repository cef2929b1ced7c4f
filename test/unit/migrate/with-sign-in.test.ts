// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../lib/migrate/read-instance';

const secret = 'Kq7WvE2sJ9';
const hub = 'https://api.openconnectors.us2.ext.hana.ondemand.com/elements/api-v2';

/** An import of Rossum as it stands in a text. */
const rossum = JSON.stringify({
  credentials: {
    client_id: 'a',
    base_api_url: 'https://acme.coupahost.com',
    client_scope: 'core.contract.read',
  },
  import_config: { endpoint: 'api/contracts', id_keys: ['id'], query: {} },
});

/** The command that makes an instance on a hub. */
function command(
  authorization: string,
  url = "/hubs/finance/customers?where=a>'${date:yyyy-MM-dd}'",
): string {
  const body = {
    element: { key: 'sage' },
    configuration: { 'event.poller.configuration': { customers: { url } } },
  };
  const quoted = JSON.stringify(body).replaceAll("'", "'\\''");
  return `curl -X POST '${hub}/instances' -H 'Authorization: ${authorization}' -d '${quoted}'`;
}

describe('What a text says of signing in beside its configuration', () => {
  for (const [title, callback] of [
    [
      'in its address',
      { 'event.notification.callback.url': `https://hook.example/x?client_secret=${secret}` },
    ],
    ['in its headers', { 'event.notification.callback.headers': { 'x-a': 'b', client_secret: secret } }],
    [
      'in its headers, as a text',
      { 'event.notification.callback.headers': JSON.stringify({ 'x-a': 'b', client_secret: secret }) },
    ],
  ] as const) {
    it(`is not what a callback is sent: ${title}`, () => {
      const invoices = { url: '/api/invoices?updated-at[gt]=${date}', idField: 'id' };
      const configuration = {
        siteAddress: 'acme.coupahost.com',
        ...callback,
        'event.poller.configuration': { invoices },
      };
      const { description } = readInstance(JSON.stringify({ element: { key: 'coupa' }, configuration }));
      assert.deepEqual(description.connection.credentials, {});
    });
  }

  for (const [title, text] of [
    ['a document of its own', `${rossum}\n{"client_secret":"${secret}"}`],
    ['a document of its own, by name', `${rossum}\n{"secrets":{"client_secret":"${secret}"}}`],
    ['a line of its own', `${rossum}\nclient_secret: ${secret}`],
    ['a line of a shell', `export CLIENT_SECRET="${secret}"\n${rossum}`],
    [
      'named after Coupa, among others',
      `${rossum}\n{"D365":1,"client_secret":"Other1234","coupa_client_secret":"${secret}"}`,
    ],
  ] as const) {
    it(`is a secret that travels apart: ${title}`, () => {
      const { description, findings } = readInstance(text);
      assert.deepEqual(description.connection.credentials, { clientId: 'a', clientSecret: secret });
      const codes = findings.map(({ code }) => code);
      assert.ok(codes.includes('secret-in-flow') && !codes.includes('secret') && !codes.includes('several'));
      assert.ok(!JSON.stringify(findings.map(({ message }) => String(message))).includes(secret));
    });
  }

  for (const [title, text] of [
    ['among its settings', `{"system":"D365","client_secret":"${secret}"}`],
    ['held by its name', `{"secrets":{"other":{"client_secret":"${secret}"}}}`],
    ['on lines', `{\n  "system": "D365",\n  "client_secret": "${secret}"\n}`],
  ] as const)
    it(`is never the secret of another system: ${title}`, () => {
      const { description, findings } = readInstance(`${rossum}\n${text}`);
      assert.deepEqual(description.connection.credentials, { clientId: 'a' });
      assert.ok(findings.some(({ code }) => code === 'secret'));
    });

  it('is the header of the command for a hub, and the hub', () => {
    const { description, findings } = readInstance(command('User abcdefgh1=, Organization ijklmnop2'));
    assert.equal(description.connection.siteAddress, hub);
    assert.deepEqual(description.connection.credentials, {
      userSecret: 'abcdefgh1=',
      organizationSecret: 'ijklmnop2',
    });
    const open = findings.filter(({ code }) => ['secret', 'hub-address'].includes(code));
    assert.deepEqual(
      open.map(({ message }) => String(message)),
      ['Type in the element token in the connection: it is not in the text.'],
    );
    const whole = readInstance(command('User abcdefgh1=, Organization ijklmnop2, Element qrstuvwx3'));
    assert.equal(whole.description.connection.credentials.elementToken, 'qrstuvwx3');
    assert.ok(!whole.findings.some(({ code }) => code === 'secret'));
  });

  it('is no hub that only gets the notifications', () => {
    const { description, findings } = readInstance(
      JSON.stringify({
        element: { key: 'sage' },
        configuration: {
          'event.notification.callback.url': `${hub}/events/sage/`,
          'event.poller.configuration': { customers: { url: '/hubs/finance/customers', idField: 'id' } },
        },
      }),
    );
    assert.equal(description.connection.siteAddress, '');
    assert.ok(findings.some(({ code }) => code === 'hub-address'));
  });

  it('is nothing where something stands for it', () => {
    const { description, findings } = readInstance(command('User <USER_SECRET>, Organization <ORG_SECRET>'));
    assert.deepEqual(description.connection.credentials, {});
    assert.ok(findings.some(({ code }) => code === 'secret'));
  });

  it('tells which variables of this computer go to the hub that it names', () => {
    const url = "/hubs/finance/customers?where=a>'{{env.HOME_SECRET}}'";
    const { findings } = readInstance(command('User abcdefgh1=, Organization ijklmnop2', url));
    const sent = findings.find(({ code }) => code === 'sends-variable');
    assert.match(String(sent?.message), /HOME_SECRET.*openconnectors/);
  });
});
