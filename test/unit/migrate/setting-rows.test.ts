// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../lib/migrate/read-instance';

const poller = {
  invoices: {
    url: "/hubs/businessspendmanagement/invoices?where=updated_at>='${date:yyyy-MM-dd'T'HH:mm:ssXXX}' and status='a|b, c'",
    idField: 'id',
  },
};
const settings: [name: string, value: string][] = [
  ['siteAddress', 'https://acme.coupahost.com'],
  ['event.poller.refresh_interval', '30'],
  ['event.notification.enabled', 'true'],
  ['event.notification.callback.url', 'https://hook.example/x'],
  ['filter.response.nulls', 'false'],
  ['oauth.api.key', 'client-1'],
  ['event.poller.configuration', JSON.stringify(poller)],
];
const rows = (write: (name: string, value: string) => string, end = '\n') =>
  settings.map(([name, value]) => write(name, value)).join(end);

describe('The settings of an instance that stand in rows', () => {
  const whole = readInstance({ configuration: Object.fromEntries(settings) }).description;
  for (const [title, text] of [
    ['a file of properties', rows((name, value) => `${name}=${value}`)],
    [
      'variables of an environment',
      rows((name, value) => {
        const variable = name.replace('siteAddress', 'site.address').toUpperCase().replaceAll('.', '_');
        return `${variable}=${value.includes("'") ? `"${value.replaceAll('"', '""')}"` : `'${value}'`}`;
      }),
    ],
    ['a file of properties with blanks', rows((name, value) => `${name} = ${value}`)],
    ['a file of properties with escapes', rows((name, value) => `${name}=${value.replace(/[:=]/g, '\\$&')}`)],
    ['lines with colons, as Windows ends them', rows((name, value) => `${name}: ${value}`, '\r\n')],
    ['cells of a spreadsheet', `Key\tValue\n${rows((name, value) => `${name}\t${value}`)}`],
    ['a CSV file', `key,value\n${rows((name, value) => `${name},"${value.replaceAll('"', '""')}"`)}\n`],
    ['a CSV file of Europe', rows((name, value) => `${name};"${value.replaceAll('"', '""')}"`)],
    [
      'a table of Markdown',
      `| key | value |\n|---|---|\n${rows((name, value) => `| \`${name}\` | \`${value}\` |`)}\n`,
    ],
    [
      'a CSV file of Europe, all in quotes',
      `"Setting";"Value"\n${rows((name, value) => `"${name}";"${value.replaceAll('"', '""')}"`)}`,
    ],
    ['lines with the blanks of French', rows((name, value) => `${name}\u00a0: ${value}`)],
    ['lines with full-width colons', rows((name, value) => `${name}：${value}`)],
    ['bold names', rows((name, value) => `**${name}**: ${value}`)],
    ['lines that a mail quotes', rows((name, value) => `> ${name}: ${value}`)],
    [
      'a table of a page',
      `<table><tr><th>Key</th><th>Value</th></tr>${rows((name, value) => `<tr><td class="a">${name}</td>\n<td>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</td></tr>`, '')}</table>`,
    ],
    ['a list', rows((name, value) => `- ${name}: ${value}`)],
    [
      'lines, its resources over several',
      rows((name, value) => `${name}: ${value.startsWith('{') ? JSON.stringify(poller, null, 2) : value}`),
    ],
  ] as const) {
    it(`are read as one instance: ${title}`, () => {
      const { description, findings } = readInstance(text);
      assert.deepEqual(description, whole);
      assert.ok(findings.some(({ code, severity }) => code === 'rows' && severity === 'mended'));
    });
  }

  it('are no more than an explanation where there is JSON', () => {
    const json = JSON.stringify({ configuration: { 'event.poller.configuration': poller } }, null, 2);
    const { description, findings } = readInstance(
      `${json}\n\nevent.objects\tThe resources, accounts, users\n`,
    );
    assert.deepEqual(
      description.resources.map(({ resource }) => resource),
      ['invoices'],
    );
    assert.ok(!findings.some(({ code }) => code === 'rows'));
  });

  it('name resources by lines that were escaped once more', () => {
    const { description } = readInstance({
      configuration: { 'event.poller.urls': 'invoices\\nsuppliers\\r\\nusers' },
    });
    assert.deepEqual(
      description.resources.map(({ resource }) => resource),
      ['invoices', 'suppliers', 'users'],
    );
  });

  it('are told with the resource that was probably meant', () => {
    const { findings } = readInstance({ configuration: { 'event.objects': 'Invocies, Lieferanten' } });
    const told = findings.filter(({ code }) => code === 'no-url').map(({ message }) => String(message));
    assert.match(told[0] ?? '', /Did you mean "invoices"\?$/);
    assert.match(told[1] ?? '', /left out\.$/);
  });
});

describe('A callback', () => {
  const notification = (settings: object) =>
    readInstance({
      configuration: {
        'event.objects': 'invoices',
        'event.notification.enabled': true,
        'event.notification.callback.url': 'https://hook.example/x',
        ...settings,
      },
    });

  it('has headers whose values have commas and semicolons', () => {
    const headers = 'Authorization: Basic YTpiOmM=\r\nX-Text: a, b; c: d\r\n';
    const { description } = notification({ 'event.notification.callback.headers': headers });
    assert.deepEqual(description.notification.headers, {
      Authorization: 'Basic YTpiOmM=',
      'X-Text': 'a, b; c: d',
    });
  });

  it('goes over https:// where the text has no scheme, and that is said', () => {
    const { description, findings } = notification({
      'event.notification.callback.url': 'hook.example:8443/x',
    });
    assert.equal(description.notification.callbackUrl, 'https://hook.example:8443/x');
    assert.ok(findings.some(({ code }) => code === 'callback-scheme'));
  });

  it('is said to carry a password in clear, which is not quoted', () => {
    const { findings } = notification({
      'event.notification.callback.url': 'https://u:pw12345@hook.example/x',
    });
    assert.equal(findings.find(({ code }) => code === 'secret-in-flow')?.severity, 'manual');
    assert.ok(!JSON.stringify(findings).includes('pw12345'));
  });

  for (const name of ['code', 'sig', 'token', 'access_token', 'apikey', 'x-functions-key']) {
    it(`is said to carry a key in clear, which is not quoted: ${name}`, () => {
      for (const host of ['https://hook.example', 'hook.example']) {
        const { findings } = notification({
          'event.notification.callback.url': `${host}/x?api-version=1&${name}=pw12345%2FaB`,
        });
        assert.equal(findings.find(({ code }) => code === 'secret-in-flow')?.severity, 'manual');
        assert.ok(!JSON.stringify(findings).includes('pw12345'));
      }
    });
  }

  it('is said to carry no key where it has none', () => {
    const { findings } = notification({
      'event.notification.callback.url':
        'https://hook.example/x?country_code=DE&tenant=acme&code=&key={{env.KEY}}&sig=your-signature',
    });
    assert.ok(!findings.some(({ code }) => code === 'secret-in-flow'));
  });
});

describe('YAML', () => {
  it('is read as a whole, whatever of it looks like JSON', () => {
    const text = `credentials:\n  client_id: a\nimport_config:\n  endpoint: api/contracts\n  id_keys: [id]\n  query:\n    "updated-at[gt_or_eq]": "x"\n`;
    const { description, findings } = readInstance(text);
    assert.match(description.resources[0]?.url ?? '', /^\/api\/contracts\?updated-at\[gt_or_eq\]=x$/);
    assert.ok(findings.some(({ code }) => code === 'yaml'));
  });
});

describe('The interval of an instance', () => {
  const read = (value: unknown) => {
    const { description, findings } = readInstance({
      configuration: { 'event.objects': 'invoices', 'event.poller.refresh_interval': value },
    });
    const told = findings
      .filter(({ path }) => path.endsWith('refresh_interval'))
      .map(({ severity }) => severity);
    return [description.interval, ...told];
  };
  for (const [value, ...expected] of [
    [15, 15],
    ['1440', 1440],
    [720, 720],
    [900_000, 15, 'mended'],
    ['3600000', 60, 'mended'],
    [900, 900, 'check'],
    ['300', 300, 'check'],
    ['6 h', 360, 'mended'],
    ['900 s', 15, 'mended'],
    ['15 h', 900, 'mended'],
  ] as const)
    it(`is ${expected.join(', ')} for ${JSON.stringify(value)}`, () =>
      assert.deepEqual(read(value), expected));
});

it('A file of properties whose lists go on in the next line is read whole', () => {
  const { description, findings } = readInstance(
    'siteAddress = https://acme.coupahost.com\nevent.objects = invoices,\\\n    suppliers\n! every quarter\nevent.poller.refresh_interval : 15\n',
  );
  assert.deepEqual(
    description.resources.map(({ resource }) => resource),
    ['invoices', 'suppliers'],
  );
  assert.ok(!findings.some(({ severity }) => severity === 'error'));
});
