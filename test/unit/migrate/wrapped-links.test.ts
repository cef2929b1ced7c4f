// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders, not of TypeScript
import assert from 'node:assert/strict';
import { withoutWrappedLinks } from '../../../lib/migrate/pasted/wrapped-links';
import { readInstance } from '../../../lib/migrate/read-instance';

const site = 'https://acme.coupahost.com';
const list = `${site}/api/invoices?status=approved&exported=false`;
const hook = (address: string) =>
  `{"credentials": {"client_id": "abc123def", "client_secret": "s3cr3tpw1", "base_api_url": "${address}"},
    "import_config": {"endpoint": "api/suppliers", "id_keys": ["id"], "query": {"updated-at[gt_or_eq]": "\${last_modified_date}"}}}`;
const encoded = encodeURIComponent;

const wrapped: [title: string, wrap: (address: string) => string][] = [
  [
    'Outlook',
    (to) =>
      `https://eur01.safelinks.protection.outlook.com/?url=${encoded(to)}&data=05%7C01%7C&sdata=a%3D&reserved=0`,
  ],
  [
    'Outlook, as a page’s source',
    (to) =>
      `https://nam12.safelinks.protection.outlook.com/?url=${encoded(to)}&amp;data=05%7C01&amp;reserved=0`,
  ],
  [
    'Teams',
    (to) =>
      `https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=${encoded(to)}&locale=en-us`,
  ],
  ['Google', (to) => `https://www.google.com/url?q=${encoded(to)}&sa=D&ust=1`],
  ['Slack', (to) => `https://slack-redir.net/link?url=${encoded(to)}`],
  ['Proofpoint', (to) => `https://urldefense.com/v3/__${to}__;!!ABC-d!xyz_1$`],
  [
    'Proofpoint of before',
    (to) =>
      `https://urldefense.proofpoint.com/v2/url?u=${to.replace(/[:?=&-]/g, (sign) => `-${sign.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('/', '_')}&d=DwMFaQ&c=x`,
  ],
  ['a mail program, behind what it shows', (to) => `${to} <${to}>`],
  ['a chat', (to) => `<${to}>`],
  ['a chat with a label', (to) => `<${to}|acme.coupahost.com>`],
  ['Markdown', (to) => `[acme](${to})`],
];

describe('a link that was wrapped', () => {
  for (const [title, wrap] of wrapped) {
    it(`is where it leads to: by ${title}`, () => {
      assert.equal(withoutWrappedLinks(wrap(list)), list);
    });

    it(`sends no secret to the filter: by ${title}`, () => {
      const { description, findings } = readInstance(hook(wrap(`${site}/`)));
      assert.equal(description.connection.siteAddress.replace(/\/$/, ''), site);
      assert.equal(description.connection.credentials.clientSecret, 's3cr3tpw1');
      assert.ok(findings.some(({ code }) => code === 'links'));
    });

    it(`is a list to poll in a mail: by ${title}`, () => {
      const { description } = readInstance(`Hello,\nplease poll ${wrap(list)}\nThanks`);
      assert.deepEqual(
        description.resources.map(({ url }) => url),
        ['/api/invoices?status=approved&exported=false'],
      );
    });
  }

  it('keeps the quotes of a JSON text whole', () => {
    const to = `${site}/api/invoices?fields=["id"]`;
    const text = `{"url": "https://eur01.safelinks.protection.outlook.com/?url=${encoded(to)}&data=1"}`;
    assert.equal(JSON.parse(withoutWrappedLinks(text)).url, `${site}/api/invoices?fields=[%22id%22]`);
  });

  it('has the signs that Proofpoint kept behind it', () => {
    const text = `https://urldefense.com/v3/__${site}/api/invoices?updated-at*5Bgt*5D=a__;${Buffer.from('%%').toString('base64')}!!A!b$`;
    assert.equal(withoutWrappedLinks(text), `${site}/api/invoices?updated-at%5Bgt%5D=a`);
  });

  for (const text of [
    `{"url": "${list}", "fields": ["id"], "a": "[x](y)"}`,
    "where=a<'https://x' and b>'c'",
    'https://www.google.com/search?q=coupa',
    '<https>',
    `${site} < ${site}`,
  ])
    it(`is none: ${text}`, () => assert.equal(withoutWrappedLinks(text), text));
});
