// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../../lib/migrate/read-instance';

const invoices = "/api/invoices?updated-at[gt]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}";
const suppliers =
  "/hubs/businessspendmanagement/suppliers?where=updated_at>'${date:yyyy-MM-dd}' AND status='active'";
const hub = 'https://api.openconnectors.ext.hana.ondemand.com/elements/api-v2';

const urls = (text: string) => readInstance(text).description.resources.map(({ url }) => url);

describe('URLs of polls that stand in rows', () => {
  for (const [title, text] of [
    ['a CSV file', `resource,url,idField\ninvoices,${invoices},id\nsuppliers,${suppliers},id\n`],
    [
      'a CSV file with quotes around all',
      `\ufeff"Resource","URL"\r\n"invoices","${invoices}"\r\n"suppliers","${suppliers}"\r\n`,
    ],
    [
      'a German one',
      `Ressource;Adresse;Seitengröße\nRechnungen;${invoices};50\nLieferanten;${suppliers};50\n`,
    ],
    [
      'cells of a spreadsheet',
      `Resource\tURL\tPage size\r\ninvoices\t${invoices}\t50\r\nsuppliers\t${suppliers}\t100\r\n`,
    ],
    [
      'a table of Markdown',
      `| Resource | URL |\n|---|---|\n| invoices | \`${invoices}\` |\n| suppliers | ${suppliers} |\n`,
    ],
    [
      "a page's table",
      `<table><tr><td>invoices</td><td>${invoices}</td></tr><tr><td>suppliers</td><td>${suppliers.replace('>', '&gt;')}</td></tr></table>`,
    ],
    ['lines with names', `Name: invoices\nURL: ${invoices}\n\nName: suppliers\nURL: ${suppliers}\n`],
    ['nothing else', `${invoices}\n${suppliers}`],
    ['quotes of a word processor', `„${invoices}“ und „${suppliers}“`],
    [
      'a site beside them',
      `Coupa: https://acme.coupahost.com\n"invoices","${invoices}"\n"suppliers","${suppliers}"`,
    ],
    ["the hub's address", `${invoices}\n${hub}${suppliers}`],
    ['one of them with and without its host', `${invoices}\n${suppliers}\n${hub}${suppliers}`],
    [
      'the paths of lists in a column of their own',
      `Endpoint;URL\n/api/invoices;${invoices}\n/hubs/businessspendmanagement/suppliers;${suppliers}`,
    ],
  ] as const) {
    it(`are polled: ${title}`, () => assert.deepEqual(urls(text), [invoices, suppliers]));
  }

  it('are polled without a date, too, where another row has one', () => {
    assert.deepEqual(urls(`invoices;${invoices}\ncurrencies;/api/currencies\nfoo;/api/foo`), [
      invoices,
      '/api/currencies',
    ]);
    assert.deepEqual(urls('currencies;/api/currencies'), []);
  });

  it('keep commas and semicolons of their own', () => {
    for (const url of [`${invoices}&status[in]=new,approved`, `${invoices}&status=new&exported=false`])
      assert.deepEqual(urls(`invoices\t${url}\tid`), [url]);
  });

  it('are read where some name their site and others do not, without what stands in other cells', () => {
    const site = 'https://acme.coupahost.com';
    const exported = '/api/contracts?exported=false';
    for (const [one, other] of [
      [invoices, site + exported],
      [site + invoices, exported],
      [site + invoices, site + exported],
    ] as const)
      for (const row of [
        (name: string, url: string) => `${name};${url};15`,
        (name: string, url: string) => `${name}\t${url}\t15`,
        (name: string, url: string) => `|${name}|${url}|15|`,
        (_: string, url: string) => url,
      ])
        assert.deepEqual(
          urls(`${row('invoices', one)}\n${row('contracts', other)}`).sort(),
          [exported, invoices].sort(),
          row('invoices', one),
        );
  });

  it('keep quotes as CSV has them', () => {
    assert.deepEqual(urls(`name,url\n"a","${invoices}&name=""b"""\n`), [`${invoices}&name="b"`]);
  });

  it('are none of requests that write', () => {
    for (const row of [
      `POST ${invoices}`,
      `| POST | ${invoices} |`,
      `PUT;${invoices}`,
      `"DELETE","${invoices}"`,
    ])
      assert.deepEqual(urls(row), []);
  });
});
