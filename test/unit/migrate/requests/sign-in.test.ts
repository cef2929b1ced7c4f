// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of programs, not of TypeScript
import assert from 'node:assert/strict';
import { formatFinding } from '../../../../lib/base/finding';
import { toFlow } from '../../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../../lib/migrate/read-instance';

const site = 'https://acme.coupahost.com';
const list = `curl '${site}/api/invoices'`;
const [id, secret] = ['5f3c1a9b7e2d4f6a', '9e8d7c6b5a4f3e2d1c0b'];

describe('How the requests of a text sign in', () => {
  for (const [title, text] of [
    [
      'a form',
      `curl -X POST '${site}/oauth2/token' -d 'grant_type=client_credentials&client_id=${id}&client_secret=${secret}&scope=core.invoice.read+core.supplier.read'`,
    ],
    [
      'a shell',
      `curl -X POST ${site}/oauth2/token -u ${id}:${secret} -d "scope=core.invoice.read core.supplier.read"`,
    ],
    [
      'a file of variables',
      `COUPA_OAUTH_CLIENT_ID=${id}\nCOUPA_OAUTH_CLIENT_SECRET=${secret}\nCOUPA_OAUTH_SCOPE=core.invoice.read core.supplier.read`,
    ],
    [
      'a program',
      `CLIENT_ID = "${id}"\nCLIENT_SECRET = '${secret}'\ndata = {"grant_type": "client_credentials", "scope": "core.invoice.read core.supplier.read"}`,
    ],
    [
      'an object',
      `{"clientId": "${id}", "clientSecret": {"type": "SecureString", "value": "${secret}"}, "scope": "core.invoice.read core.supplier.read"}`,
    ],
    [
      'pairs',
      `[{"key":"client_id","value":"${id}"},{"key":"client_secret","value":"${secret}"},{"key":"scope","value":"core.invoice.read core.supplier.read"}]`,
    ],
    ...(
      [
        ['calls, one value each', `form.add("client_id", "${id}");\nform.add("client_secret", "${secret}");`],
        ['elements of XML', `<clientId>${id}</clientId><clientSecret>${secret}</clientSecret>`],
        ['a table', `| Client ID | ${id} |\n| Client Secret | ${secret} |`],
        ['names in bold', `**Client ID**: \`${id}\`\n**Client Secret**: \`${secret}\``],
        ['variables of ABAP', `lv_client_id = '${id}'.\nlv_client_secret = '${secret}'.`],
        ["the words of Coupa's own page", `Identifier: ${id}\nSecret: ${secret}`],
        ['two values of Python', `requests.post('${site}/oauth2/token', auth=('${id}', '${secret}'))`],
        [
          'a header',
          `curl ${site}/oauth2/token -H 'Authorization: Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}'`,
        ],
      ] as const
    ).map(([title, text]) => [title, `${text}\nscope: core.invoice.read core.supplier.read`] as const),
  ] as const) {
    it(`is taken over: ${title}`, () => {
      const { description, findings } = readInstance(`${text}\n${list}`);
      assert.deepEqual(description.connection, {
        authentication: 'oauth2',
        siteAddress: site,
        scope: 'core.invoice.read core.supplier.read',
        credentials: { clientId: id, clientSecret: secret },
      });
      assert.ok(!findings.some(({ code }) => code === 'secret'));
      const flow = toFlow(description, findings).map(({ credentials, ...node }) => node);
      assert.ok(!(JSON.stringify(flow) + findings.map(formatFinding).join('')).includes(secret));
    });
  }

  it('is an API key in a header', () => {
    const key = '0123456789abcdef0123456789abcdef01234567';
    for (const header of [`-H 'X-COUPA-API-KEY: ${key}'`, `"x-coupa-api-key", "${key}"`]) {
      const { description } = readInstance(`${list} ${header}`);
      assert.equal(description.connection.authentication, 'apiKey');
      assert.deepEqual(description.connection.credentials, { apiKey: key });
    }
  });

  it('is not taken from what another system is signed in to with', () => {
    for (const text of [
      `SAP_CLIENT_ID=${id}\nSAP_CLIENT_SECRET=${secret}`,
      `url = "https://login.microsoftonline.com/x"\nclient_id = "${id}"\nclient_secret = "${secret}"`,
      `client_id = "${id}"\nclient_id = "${id}9"`,
      'client_id = os.environ["CLIENT_ID1"]\nclient_secret = config.client_secret1',
      'data={"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "grant_type": "client_credentials"}',
      'client_id=YOUR_CLIENT_ID1&client_secret=<secret1>',
    ]) {
      const { description } = readInstance(`${text}\n${list}`);
      assert.deepEqual(description.connection.credentials, {}, text);
    }
  });

  it('comes with the lists that a file of variables names, and with a word on what is none', () => {
    const { description, findings } = readInstance(
      `COUPA_URL=${site}\nCOUPA_CLIENT_ID=${id}\nCOUPA_CLIENT_SECRET=${secret}\nCOUPA_RESOURCES="invoices, supliers"\n`,
    );
    assert.deepEqual(
      description.resources.map(({ url }) => url),
      ["/api/invoices?updated-at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}"],
    );
    assert.deepEqual(description.connection.credentials, { clientId: id, clientSecret: secret });
    const [error] = findings.filter(({ severity }) => severity === 'error');
    assert.match(String(error?.message), /"supliers".*"suppliers"/);
  });

  it('takes the site from what the text names', () => {
    for (const text of [
      `BASE_URL = "${site}"\nrequests.get(f"{BASE_URL}/api/invoices")`,
      'COUPA_INSTANCE = "acme"\nrequests.get(f"https://{COUPA_INSTANCE}.coupahost.com/api/invoices")',
      'COUPA_BASE_URL=https://acme.coupahost.com\nCOUPA_ENDPOINT=/api/invoices?status=a',
    ]) {
      const { description } = readInstance(text);
      assert.equal(description.connection.siteAddress, site, text);
      assert.equal(description.resources.length, 1);
    }
  });
});
