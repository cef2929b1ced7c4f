// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { formatFinding } from '../../../lib/base/finding';
import { readInstance } from '../../../lib/migrate/read-instance';
import { one, rossum } from './import-of-a-list';

const url = '/api/invoices?updated-at[gt_or_eq]=${date}';

/** What was read of an instance with one resource, and what was said of it. */
function read(resource: object = {}, settings: object = {}) {
  const { description, findings } = readInstance({
    element: { key: 'coupa' },
    configuration: {
      siteAddress: 'acme.coupahost.com',
      'event.poller.configuration': { invoices: { url, idField: 'id', ...resource } },
      ...settings,
    },
  });
  const [first] = description.resources;
  const said = (code: string) => findings.filter((one) => one.code === code).map(formatFinding);
  return { description, resource: first, findings, said };
}

describe('The dates and the id of a resource', () => {
  it('are read by the names that Coupa has, the created date too where it is the updated one', () => {
    const { resource } = read({ datesConfiguration: { updatedDateField: 'updatedAt' } });
    assert.deepEqual([resource?.updatedDateField, resource?.createdDateField], ['updated-at', 'updated-at']);
  });

  it('are found below a name in another spelling', () => {
    for (const key of ['dateConfiguration', 'datesConfig', 'dates_configuration']) {
      const { resource, said } = read({ [key]: { updatedDateField: 'created-at' } });
      assert.equal(resource?.updatedDateField, 'created-at', key);
      assert.deepEqual(said('resource-key'), []);
    }
  });

  it('are read whatever their letters', () => {
    assert.equal(read({ idField: 'ID' }).resource?.idField, 'id');
  });
});

describe('A resource that was switched off', () => {
  for (const change of [{ enabled: false }, { active: 'false' }, { disabled: true }, { isEnabled: 0 }]) {
    it(`stays so, and that is said: ${JSON.stringify(change)}`, () => {
      const { resource, said } = read(change);
      assert.equal(resource?.disabled, true);
      assert.match(said('inactive').join(), /^check: .*invoices/);
      assert.deepEqual(said('resource-key'), []);
    });
  }

  it('is none where it is on', () => {
    for (const change of [{ enabled: true }, { disabled: false }, {}])
      assert.equal(read(change).resource?.disabled, undefined);
  });

  it('is not polled where only names are listed', () => {
    const objects = { invoices: { enabled: true }, suppliers: { enabled: false } };
    const { description } = readInstance({ configuration: { 'event.objects': objects } });
    assert.deepEqual(
      description.resources.map(({ resource }) => resource),
      ['invoices'],
    );
  });
});

describe('URLs that stand behind one another', () => {
  for (const glue of [', ', ';', ',\n'])
    it(`are one each, behind ${JSON.stringify(glue)}`, () => {
      const urls = ['invoices', 'suppliers'].map(
        (list) => `/api/${list}?status[in]=a,b&updated-at[gt]=\${date}`,
      );
      const { description } = readInstance({ configuration: { 'event.poller.urls': urls.join(glue) } });
      assert.deepEqual(
        description.resources.map((resource) => resource.url),
        urls,
      );
    });
});

describe('How a text signs in', () => {
  it('is something to do where only the id is there, or only the secret', () => {
    assert.match(read({}, { 'oauth.api.key': 'a1b2c3d4' }).said('secret').join(), /client secret/);
    assert.match(read({}, { 'oauth.api.secret': 'a1b2c3d4' }).said('secret').join(), /client id/);
    const both = { 'oauth.api.key': 'a1b2c3d4', 'oauth.api.secret': 'e5f6a7b8' };
    assert.deepEqual(read({}, both).said('secret'), []);
  });

  it('is said to lack a scope that reading takes', () => {
    const { description, said } = read({}, { 'oauth.scope': 'openid core.supplier.read' });
    assert.equal(description.connection.scope, 'openid core.supplier.read');
    assert.match(said('scope').join(), /check: .*core\.invoice\.read/);
    const { findings } = one(rossum({}, {}, { client_scope: 'core.invoice.read' }));
    assert.ok(
      findings.some(({ code, message }) => code === 'scope' && /core\.contract\.read/.test(String(message))),
    );
    for (const scope of ['core.invoice.read core.supplier.read', '', '${COUPA_SCOPE}'])
      assert.deepEqual(read({}, { 'oauth.scope': scope }).said('scope'), [], scope);
  });
});

describe('A callback', () => {
  const notify = (settings: object) => read({}, { 'event.notification.enabled': true, ...settings });
  const first = 'https://a.example/x';

  it('of several is the first, and the others are told', () => {
    for (const several of [
      `${first}, https://b.example/y`,
      `${first}\nhttps://b.example/y`,
      [first, 'https://b.example/y'],
    ]) {
      const { description, said } = notify({ 'event.notification.callback.url': several });
      assert.equal(description.notification.callbackUrl, first);
      assert.match(said('callbacks').join(), /manual/);
    }
    const { description, said } = notify({ 'event.notification.callback.url': [first] });
    assert.equal(description.notification.callbackUrl, first);
    assert.deepEqual(said('callbacks'), []);
  });

  it('whose headers are lines is not said to hold text that was left out', () => {
    const headers = 'Authorization: Bearer abc;X-Other: 1';
    const { description, said } = notify({
      'event.notification.callback.url': first,
      'event.notification.callback.headers': headers,
    });
    assert.deepEqual(description.notification.headers, { Authorization: 'Bearer abc', 'X-Other': '1' });
    assert.deepEqual(said('ignored-text'), []);
  });

  it('has the headers of a list', () => {
    const headers = [
      { name: 'X-A', value: 'b' },
      { key: 'X-C', value: 1 },
    ];
    const { description } = notify({
      'event.notification.callback.url': first,
      'event.notification.callback.headers': headers,
    });
    assert.deepEqual(description.notification.headers, { 'X-A': 'b', 'X-C': '1' });
  });
});
