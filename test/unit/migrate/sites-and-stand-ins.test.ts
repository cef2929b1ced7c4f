// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../lib/migrate/read-instance';
import { found, one, poller, rossum } from './import-of-a-list';

describe('a URL that is neither Coupa’s own nor a hub’s', () => {
  const url = "/accounts?where=LastModifiedDate>'${date:yyyy-MM-dd}'";
  it('does not work directly, which is said, and works on a hub', () => {
    const direct = one(poller(url));
    assert.equal(found(direct.findings, 'not-direct')?.severity, 'manual');
    const hub = one(poller(url), { target: 'hub' });
    assert.equal(hub.url, url);
    assert.equal(found(hub.findings, 'not-direct'), undefined);
  });
});

describe('a URL of Coupa’s own', () => {
  it('does not work over a connection to a hub, which is said', () => {
    for (const pasted of [poller('/api/contracts?updated-at[gt]=${date}'), rossum({})]) {
      assert.equal(found(one(pasted, { target: 'hub' }).findings, 'not-hub')?.severity, 'manual');
      assert.equal(found(one(pasted).findings, 'not-hub'), undefined);
    }
  });
});

describe('an address of another host', () => {
  it('is not polled, and said', () => {
    const text = poller('https://elsewhere.example/api/contracts?updated-at[gt]=${date}');
    const site = { ...text, configuration: { ...text.configuration, siteAddress: 'acme.coupahost.com' } };
    for (const pasted of [text, site, rossum({}, { endpoint: 'https://elsewhere.example/api/contracts' })]) {
      const { resource, findings } = one(pasted);
      assert.equal(resource, undefined);
      assert.match(String(found(findings, 'other-host')?.message), /elsewhere\.example/);
    }
  });

  it('is none where it is the site’s own', () => {
    const own = rossum({}, { endpoint: 'https://acme.coupahost.com/api/contracts' });
    assert.equal(one(own).url, '/api/contracts');
  });

  it('is said where the text does not name the site', () => {
    const { url, findings } = one(poller('https://acme.coupahost.com/api/contracts?updated-at[gt]=${date}'));
    assert.equal(url, '/api/contracts?updated-at[gt]=${date}');
    assert.equal(found(findings, 'other-host')?.severity, 'manual');
  });
});

describe('a text in place of a secret', () => {
  const of = (secret: unknown) =>
    readInstance({
      configuration: {
        siteAddress: 'acme.coupahost.com',
        'oauth.api.key': 'a1b2c3d4e5f6',
        'oauth.api.secret': secret,
        'event.objects': 'invoices',
      },
    });
  for (const said of [
    ...[
      'n/a',
      'IHR_CLIENT_SECRET',
      'votre-secret',
      'geheim',
      '\u00e0 compl\u00e9ter',
      '\u3053\u3053\u306b\u5165\u529b',
    ],
    ...[
      'abcd...wxyz',
      'secrets.COUPA_SECRET',
      'see 1Password',
      true,
      'vault.coupa.secret',
      '\u201cn/a\u201d',
    ],
  ]) {
    it(`is none, and never sent as one: ${said}`, () => {
      const { description, findings } = of(said);
      assert.equal(description.connection.credentials.clientSecret, undefined);
      assert.match(String(found(findings, 'secret')?.message), /only has a stand-in/);
    });
  }

  it('is one without quotes that were written twice', () => {
    const { description } = readInstance(rossum({}, {}, { client_secret: '"Kq7WvE2sJ9"' }));
    assert.equal(description.connection.credentials.clientSecret, 'Kq7WvE2sJ9');
  });

  it('is one where it looks like one, without the quotes of a word processor', () => {
    for (const [was, now] of [
      ['f0e1d2c3b4a5', 'f0e1d2c3b4a5'],
      [' \u201cf0e1d2c3b4a5\u201d ', 'f0e1d2c3b4a5'],
      ['a.b.c-d_e/f+g==', 'a.b.c-d_e/f+g=='],
      ['my$ecret!x#9', 'my$ecret!x#9'],
      ['vos_3kd9-3KDkq2', 'vos_3kd9-3KDkq2'],
      ['mon-9f8e7d6c5b4a', 'mon-9f8e7d6c5b4a'],
      ['${COUPA_SECRET}', '${COUPA_SECRET}'],
    ])
      assert.equal(of(was).description.connection.credentials.clientSecret, now);
  });
});

describe('a site address', () => {
  const taken: [was: string, now: string][] = [
    ['https://acme.coupahost.com/api', 'https://acme.coupahost.com'],
    ['https://acme.coupahost.com./api', 'https://acme.coupahost.com'],
    ['https://acme.coupahost.com/api/', 'https://acme.coupahost.com'],
    ['acme.coupahost.com/api/invoices', 'acme.coupahost.com'],
    ['https://acme.coupahost.com/API//', 'https://acme.coupahost.com'],
    ['https://acme.coupahost.com/user/home', 'https://acme.coupahost.com'],
    ['https://acme.coupacloud.com/sessions/support_login', 'https://acme.coupacloud.com'],
  ];
  for (const [was, now] of taken) {
    it(`loses its path, and that is said: ${was}`, () => {
      const instance = { configuration: { siteAddress: was, 'event.objects': 'invoices' } };
      for (const pasted of [instance, rossum({}, {}, { base_api_url: was })]) {
        const { description, findings } = readInstance(pasted);
        assert.equal(description.connection.siteAddress, now);
        assert.equal(found(findings, 'site-path')?.now, now);
      }
    });
  }

  it('that a connection would refuse is said', () => {
    for (const was of ['http://acme.coupahost.com', 'https://coupa.acme.example/sso']) {
      const { findings } = readInstance(rossum({}, {}, { base_api_url: was }));
      assert.equal(found(findings, 'site-address')?.severity, 'manual', was);
    }
  });
});

describe('a site address that a program or a chat wrote in its own way', () => {
  for (const was of [
    'https:\\/\\/acme.coupahost.com\\/',
    '<https://acme.coupahost.com|acme.coupahost.com>',
    '<https://acme.coupahost.com>',
  ]) {
    it(`is the site's: ${was}`, () => {
      const { description } = readInstance(rossum({}, {}, { base_api_url: was }));
      assert.equal(description.connection.siteAddress, 'https://acme.coupahost.com');
    });
  }
});

describe('a URL with a slash too many in front', () => {
  for (const url of [
    '//api/contracts?a=1',
    'https://acme.coupahost.com//api/contracts?a=1',
    '{{base}}//api/contracts?a=1',
  ])
    it(`is the path that was meant, and no other host: ${url}`, () => {
      const text = poller(url);
      const site = { ...text, configuration: { ...text.configuration, siteAddress: 'acme.coupahost.com' } };
      assert.equal(one(site).url, '/api/contracts?a=1');
    });
});

describe('a stand-in', () => {
  const standIns = [
    '«coupa_base_url»',
    '<delta_from>',
    'YOUR_CLIENT_ID',
    'your-client-id',
    '{{placeholder}}',
    'xxx',
    '…',
    '...',
    '[client id]',
    '@{oauth}',
    '{secrets.id}',
    'CHANGE_ME',
    '$CLIENT_ID',
    '__ID__',
    'INSERT_ID',
    '$env:CLIENT_ID',
    'env:CLIENT_ID',
    'process.env.CLIENT_ID',
    'os.environ["CLIENT_ID"]',
    "os.getenv('CLIENT_ID')",
    '${env:CLIENT_ID}',
    '${CLIENT_ID:-none}',
    'vault:secret/coupa#id',
    'ENC(c2VjcmV0)',
    'REDACTED',
    'null',
    'CLIENT_ID',
    '##CLIENT_ID##',
    '@@CLIENT_ID@@',
    '@client.id@',
    '#CLIENT_ID#',
    '#{clientId}#',
    "@{variables('id')}",
    '@{pipeline().parameters.id}',
    '%{CLIENT_ID}',
    ':client_id',
    '‹client_id›',
    '【client_id】',
    '***',
  ];
  for (const standIn of standIns) {
    it(`is never taken for an address, a secret or a value: ${standIn}`, () => {
      const { description, findings } = readInstance(
        rossum(
          { 'updated-at[gt_or_eq]': standIn },
          { id_keys: [standIn], records_per_request: standIn },
          { client_id: standIn, client_secret: standIn, base_api_url: standIn, client_scope: standIn },
        ),
      );
      assert.deepEqual(description.connection, {
        authentication: 'oauth2',
        siteAddress: '',
        scope: 'core.contract.read',
        credentials: {},
      });
      const [contracts] = description.resources;
      assert.equal(contracts?.url, '/api/contracts?updated-at[gt_or_eq]=${last_modified_date}');
      assert.deepEqual([contracts?.idField, contracts?.pageSize], ['id', 50]);
      const manual = findings.filter(({ severity }) => severity === 'manual').map(({ path }) => path);
      for (const path of [
        '/credentials/base_api_url',
        '/credentials/client_id',
        '/credentials/client_secret',
        '/credentials/client_scope',
        '/import_config/id_keys',
        '/import_config/records_per_request',
      ])
        assert.ok(manual.includes(path), path);
      assert.ok(findings.some(({ code, now }) => code === 'date-stand-in' && now === contracts?.url));
    });
  }

  for (const text of [
    '«records_per_request»',
    '<records>',
    '{{records}}',
    '{{ records | default(50) }}',
    '{{{records}}}',
    '{records}',
    '${RECORDS}',
  ]) {
    it(`without quotes is none either: ${text}`, () => {
      const pasted = JSON.stringify(rossum({}, { records_per_request: 1 })).replace(':1}', `:${text}}`);
      const { findings, resource } = one(pasted);
      assert.equal(resource?.pageSize, 50);
      assert.ok(
        findings.some(({ path, severity }) => severity === 'manual' && path.endsWith('/records_per_request')),
      );
    });
  }

  for (const written of [
    '{{delta_from}}',
    '{{ delta_from }}',
    '{delta_from}',
    '${delta_from}',
    '«delta_from»',
  ])
    it(`without quotes leaves the braces behind it alone: ${written}`, () => {
      const pasted = JSON.stringify(rossum({ 'updated-at[gt_or_eq]': 'X' }, { records_per_request: 20 }));
      const { url, resource } = one(pasted.replace('"X"', () => written));
      assert.equal(url, '/api/contracts?updated-at[gt_or_eq]=${last_modified_date}');
      assert.equal(resource?.pageSize, 20);
    });

  for (const secret of [
    '-',
    '0',
    'XXXX-XXXX',
    '*** redacted ***',
    '(hidden)',
    'ausfüllen',
    '$secret',
    '%(secret)s',
    '{0}',
    'ENC[AES256_GCM,data:abc]',
  ])
    it(`is no secret: ${secret}`, () => {
      const { description } = readInstance(JSON.stringify(rossum({}, {}, { client_secret: secret })));
      assert.equal(description.connection.credentials.clientSecret, undefined);
    });

  for (const host of [
    'https://your-company.coupahost.com',
    'https://xxx.coupahost.com',
    'https://[company].coupacloud.com',
    'https://<instance>.coupahost.com',
    "https://@{variables('instance')}.coupahost.com",
    'https://#INSTANCE#.coupahost.com',
    'https://...coupahost.com',
    'votre-instance.coupahost.com',
    '/base',
    '(base url)',
    'N/A',
    '🔑',
  ]) {
    it(`in an address is typed in: ${host}`, () => {
      assert.equal(
        readInstance(rossum({}, {}, { base_api_url: host })).description.connection.siteAddress,
        '',
      );
    });
  }

  it('in a URL is to be filled in', () => {
    const { findings } = one(poller('/api/contracts?updated-at[gt]=${date}&status=«status»'));
    assert.ok(findings.some(({ code, was }) => code === 'placeholder' && was === '«status»'));
  });

  it('is none where guillemets are the quotes of the whole text', () => {
    const { documents } = {
      documents: readInstance(
        '«contracts»: {«url»: «/api/contracts?updated-at[gt]=${date}», «idField»: «id»}',
      ),
    };
    assert.equal(documents.description.resources[0]?.idField, 'id');
  });
});
