// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../../lib/migrate/read-instance';

const urls = (text: string) => readInstance(text).description.resources.map(({ url }) => url);
const since = '/api/invoices?updated-at[gt_or_eq]=${date:yyyy-MM-dd}&status=approved';
const site = 'https://acme.coupahost.com';

describe('an address in a command of a shell', () => {
  for (const [shell, command] of [
    ['sh', `curl -g ${site}/api/invoices\\?updated-at\\[gt_or_eq\\]=2026-03-01\\&status=approved`],
    ['zsh', `noglob curl ${site}/api/invoices?updated-at[gt_or_eq]=2026-03-01\\&status=approved`],
    [
      'cmd',
      `curl -X GET ^"${site}/api/invoices?updated-at^%5Bgt_or_eq^%5D=2026-03-01^&status=approved^" ^\n -H ^"Accept: */*^"`,
    ],
    [
      'cmd, as Chrome copies it',
      `curl ^"${site}/api/invoices?updated-at^%^5Bgt_or_eq^%^5D=2026-03-01^&status=approved^"`,
    ],
    ['a batch file', `curl "${site}/api/invoices?updated-at%%5Bgt_or_eq%%5D=2026-03-01&status=approved"`],
    [
      'PowerShell',
      `Invoke-RestMethod -Uri "${site}/api/invoices?updated-at[gt_or_eq]=2026-03-01\`&status=approved" -Headers $h`,
    ],
    [
      'PowerShell, splatted',
      `$p = @{\n  Uri = '${site}/api/invoices'\n  Method = 'GET'\n  Body = @{ 'updated-at[gt_or_eq]' = '2026-03-01'; status = 'approved' }\n}\nInvoke-RestMethod @p`,
    ],
  ] as const) {
    it(`is asked with all its parameters: ${shell}`, () => {
      assert.deepEqual(urls(command).map(decodeURIComponent), [since]);
    });
  }

  it('ends at the quote of a program', () => {
    for (const program of [
      `const r = await fetch(\`${site}/api/invoices?status=approved\`);`,
      `const all = [\`${site}/api/invoices?status=approved\`];`,
      `const url = a ? \`${site}/api/invoices?status=approved\` : b;`,
    ])
      assert.deepEqual(urls(program), ['/api/invoices?status=approved'], program);
  });

  it('is put together of its parts', () => {
    const url = {
      protocol: 'https',
      host: ['acme', 'coupahost', 'com'],
      path: ['api', 'invoices'],
      query: [{ key: 'status', value: 'approved' }],
    };
    const { description } = readInstance(JSON.stringify({ item: [{ request: { method: 'GET', url } }] }));
    assert.equal(description.connection.siteAddress, site);
    assert.deepEqual(
      description.resources.map((one) => one.url),
      ['/api/invoices?status=approved'],
    );
  });
});

describe('lists that variables name', () => {
  for (const text of [
    `$env:COUPA_URL = '${site}'\n$env:COUPA_RESOURCES = 'invoices,suppliers'`,
    `set COUPA_URL=${site}\nset "COUPA_RESOURCES=invoices,suppliers"`,
    `docker run -e COUPA_URL=${site} -e COUPA_RESOURCES=invoices,suppliers -e LOG=accounts image`,
    `environment:\n  - COUPA_URL=${site}\n  - COUPA_RESOURCES=invoices,suppliers\n`,
    `export COUPA_RESOURCES="invoices, suppliers" COUPA_URL=${site}`,
  ])
    it(`are polled: ${text.slice(0, 40)}`, () => {
      const { description } = readInstance(text);
      assert.deepEqual(
        description.resources.map(({ resource }) => resource),
        ['invoices', 'suppliers'],
      );
      assert.equal(description.connection.siteAddress, site);
    });
});

describe('a list that a text asks for in two spellings', () => {
  it('is one poll', () => {
    const text = [
      `curl '${site}/api/invoices?updated-at[gt_or_eq]=2026-03-01&status=approved'`,
      `curl '${site}/api/invoices?status=approved&updated_at%5Bgt_or_eq%5D=2026-03-01'`,
      `curl 'https://ACME.coupahost.com/api/invoices?updated_at[gt_or_eq]=2026-03-01&status=approved&limit=50'`,
    ].join('\n');
    assert.deepEqual(urls(text), [since]);
  });

  it('is two polls where it asks for something else', () => {
    const text = `curl '${site}/api/invoices?status=approved'\ncurl '${site}/api/invoices?status=Approved'`;
    assert.equal(urls(text).length, 2);
  });
});
