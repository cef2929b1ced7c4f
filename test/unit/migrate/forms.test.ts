import assert from 'node:assert/strict';
import { readInstance } from '../../../lib/migrate/read-instance';

const json = JSON.stringify({
  element: { key: 'coupa' },
  configuration: {
    'event.poller.configuration': { invoices: { url: '/api/invoices?status=a', idField: 'id' } },
  },
});
const base64 = Buffer.from(json).toString('base64');
const lines = (base64.match(/.{1,64}/g) ?? []).join('\n');

describe('A configuration in base64', () => {
  for (const [title, text] of [
    ['alone', base64],
    ['in lines', lines],
    ['in a secret of Kubernetes', `kind: Secret\ndata:\n  coupa.json: ${base64}\n`],
    ['for a URL', Buffer.from(json).toString('base64url')],
  ] as const) {
    it(`is read ${title}, and that is said`, () => {
      const { description, findings } = readInstance(text);
      assert.deepEqual(
        description.resources.map(({ url }) => url),
        ['/api/invoices?status=a'],
      );
      assert.equal(findings.find(({ code }) => code === 'base64')?.severity, 'mended');
    });
  }

  it('is none in a token', () => {
    const part = Buffer.from(json).toString('base64url');
    assert.equal(readInstance(`Authorization: Bearer ${part}.${part}.abc`).description.resources.length, 0);
  });
});

describe('A text in a form that is not read', () => {
  for (const [form, text] of [
    ['TOML', '[coupa]\nurl = "x"\nclient_id = "y"\n'],
    ['Terraform (HCL)', 'variable "coupa" {\n  default = "x"\n}\n'],
    ['XML', '<?xml version="1.0"?>\n<mule><flow/></mule>'],
    ['XML', '<mule xmlns="x"><flow/></mule>'],
    ['YAML', 'coupa:\n  host: x\n  resources:\n    - invoices\n  interval: 5\n'],
  ] as const) {
    it(`is called what it is: ${form}, ${text.slice(0, 12).trim()}`, () => {
      const { findings } = readInstance(text);
      const errors = findings
        .filter(({ severity }) => severity === 'error')
        .map(({ message }) => String(message));
      assert.deepEqual(errors.length, 1);
      assert.ok(errors[0]?.startsWith(`This looks like ${form}, `), errors[0]);
    });
  }

  it('is none where it is prose or JSON', () => {
    for (const text of ['Please note: we poll Coupa.\nThanks: bye', '{"a": {"b": 1}}', '<p>hello</p>']) {
      const { findings } = readInstance(text);
      assert.ok(!findings.some(({ message }) => String(message).startsWith('This looks like')), text);
    }
  });
});

describe('A file of variables that names no list', () => {
  it('is said to say how to sign in, and nothing more', () => {
    const { findings, description } = readInstance(
      'COUPA_BASE_URL=https://acme.coupahost.com\nCOUPA_CLIENT_ID=5f3c1a9b7e2d\nCOUPA_CLIENT_SECRET=9e8d7c6b5a4f\n',
    );
    assert.equal(description.resources.length, 0);
    const [error] = findings.filter(({ severity }) => severity === 'error');
    assert.match(String(error?.message), /names no list to poll/);
    assert.ok(!JSON.stringify(findings).includes('9e8d7c6b5a4f'));
  });

  it('is not what a configuration is called that says itself what it lacks', () => {
    const credentials = { client_id: 'a1b2c3d4e5', base_api_url: 'https://acme.coupahost.com' };
    for (const [text, said] of [
      [{ credentials, import_config: { endpoint: '', query: {}, dataset_name: 'd' } }, /no endpoint/],
      [{ configuration: { 'oauth.api.key': 'a1b2c3d4e5', 'event.objects': '' } }, /names no resource/],
    ] as const) {
      const { findings } = readInstance(JSON.stringify(text));
      const [error] = findings.filter(({ severity }) => severity === 'error');
      assert.match(String(error?.message), said);
    }
  });

  it('is not what a text is called that holds a configuration which cannot be read', () => {
    const text = "settings = Config(client_id: 'a1b2c3d4e5', import_config => endpoint < 'api/invoices' >)";
    const { findings } = readInstance(text);
    const [error] = findings.filter(({ severity }) => severity === 'error');
    assert.doesNotMatch(String(error?.message), /names no list/);
    assert.match(String(error?.message), /in no form that is read here/);
  });
});
