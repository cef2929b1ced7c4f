// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of programs, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../../lib/migrate/read-instance';

const site = 'https://acme.coupahost.com';
const since = "updated-at[gt]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}";

function read(text: string) {
  const { description, findings } = readInstance(text);
  const codes = findings.map(({ code }) => code);
  return { urls: description.resources.map(({ url }) => decodeURIComponent(url)), description, codes };
}

describe('Parameters that a program has beside the address of a list', () => {
  for (const [title, text, url = `${since}&status=a`] of [
    [
      'a connector of Workato, which is one object',
      `{ title: 'Coupa', triggers: { updated: { poll: lambda do |c| get("${site}/api/invoices").params('updated-at[gt]': since, status: 'a', limit: 50) end } } }`,
    ],
    [
      'an object of JavaScript',
      `const client = { list: async (since) => fetch(\`${site}/api/invoices?\${new URLSearchParams({ 'updated-at[gt]': since, status: 'a' })}\`) };`,
    ],
    [
      'Ruby, over several lines',
      `get("${site}/api/invoices").\n  params('updated-at[gt]': since, status: "a")`,
    ],
    [
      'Go',
      `req, _ := http.NewRequest("GET", "${site}/api/invoices", nil)\nq := req.URL.Query()\nq.Add("updated-at[gt]", since)\nq.Add("status", "a")`,
    ],
    [
      'Laravel',
      `Http::withToken($t)->get('${site}/api/invoices', ['updated-at[gt]' => $since, 'status' => 'a']);`,
    ],
    [
      'Rust',
      `client.get("${site}/api/invoices").query(&[("updated-at[gt]", since.as_str()), ("status", "a")]).send().await?;`,
    ],
    [
      'Kotlin',
      `client.get("${site}/api/invoices") {\n  parameter("updated-at[gt]", since)\n  parameter("status", "a")\n}`,
    ],
    [
      'Kotlin, its URL built',
      `client.get("${site}/api/invoices") { url { parameters.append("updated-at[gt]", since)\n parameters.append("status", "a") } }`,
    ],
    [
      'Power Query',
      `let Source = Web.Contents("${site}/api/invoices", [Query=[#"updated-at[gt]"=Since, status="a"]]) in Source`,
    ],
    [
      'Power Query, its path apart',
      `Json.Document(Web.Contents("${site}", [RelativePath="api/invoices", Query=[#"updated-at[gt]"=Since, status="a", limit="50"]]))`,
    ],
    [
      'RestSharp',
      `var client = new RestClient("${site}");\nvar request = new RestRequest("api/invoices", Method.Get);\nrequest.AddQueryParameter("updated-at[gt]", since.ToString("o"));\nrequest.AddParameter("status", "a", ParameterType.QueryString);`,
    ],
    [
      'Zapier',
      `const options = { url: '${site}/api/invoices', method: 'GET', headers: { 'X-Key': bundle.authData.key }, params: { 'updated-at[gt]': bundle.meta.since, status: 'a', limit: 50 } };\nreturn z.request(options)`,
    ],
    [
      'Salesforce',
      `req.setEndpoint('callout:Coupa/api/invoices?updated-at%5Bgt%5D=' + since + '&status=a');\nreq.setMethod('GET');`,
    ],
    [
      'curl, as browsers copy it',
      `curl $'${site}/api/invoices?updated-at\\x5bgt\\u005d=$SINCE&status=a' -H $'Accept: application/json'`,
    ],
    [
      'lines of a specification',
      `Base URL: ${site}\nGET /api/invoices\nQuery parameters:\n  updated-at[gt] = {{since}}\n  status = a\n`,
    ],
    [
      'lines of a specification, its address below',
      `Resource: GET /api/invoices\nBase URL: ${site}\nQuery parameters:\n  updated-at[gt] = {{since}}\n  status = a\n`,
    ],
    [
      'Bruno, which says them twice',
      `get {\n  url: ${site}/api/invoices?updated-at[gt]={{since}}&status=a\n}\n\nparams:query {\n  updated-at[gt]: {{since}}\n  status: a\n}\n`,
    ],
    ['ABAP', `lv_url = '${site}/api/invoices?updated-at[gt]=' && lv_since && '&status=a'.`],
    [
      'rows of a table',
      `GET ${site}/api/invoices\n\n| Key | Value |\n|---|---|\n| updated-at[gt] | {{since}} |\n| status | a |\n`,
    ],
    [
      "Postman's bulk edit",
      `GET ${site}/api/invoices\nupdated-at[gt]:{{since}}\nstatus:a\n//exported:false\nlimit:50`,
    ],
    [
      'an adapter, its cells apart by tabs',
      `Address\t${site}/api/invoices\nQuery\tupdated-at[gt]=\${property.last}&status=a\nMethod\tGET`,
    ],
    [
      'Bruno',
      `get {\n  url: ${site}/api/invoices\n}\n\nparams:query {\n  updated-at[gt]: {{since}}\n  status: a\n  ~exported: false\n}\n`,
    ],
  ] as const) {
    it(`are asked with, all of them and no others: ${title}`, () => {
      const { urls, codes, description } = read(text);
      assert.deepEqual(urls, [`/api/invoices?${url}`]);
      assert.ok(!codes.includes('unread-parameters'));
      if (text.includes(site)) assert.equal(description.connection.siteAddress, site);
    });
  }

  it("are read where an export of Celigo's names its address in its own way", () => {
    const http = {
      relativeURI: '/api/invoices?updated-at[gt]={{lastExportDateTime}}&status=a',
      method: 'GET',
    };
    assert.deepEqual(read(JSON.stringify({ name: 'Coupa invoices', http })).urls, [
      `/api/invoices?${since}&status=a`,
    ]);
  });

  for (const [title, text, url = 'status=a'] of [
    ['Laravel', `Http::withToken($t)->get('${site}/api/invoices', ['status' => 'a']);`],
    ['Rust', `client.get("${site}/api/invoices").query(&[("status", "a")]).send().await?;`],
    [
      'Go',
      `req, _ := http.NewRequest("GET", "${site}/api/invoices", nil)\nq := req.URL.Query()\nq.Add("status", "a")\nlog.Add("b", "c")`,
    ],
    ['Kotlin', `client.get("${site}/api/invoices") {\n  parameter("status", "a")\n}`],
    [
      'Kotlin, its URL built',
      `client.get("${site}/api/invoices") { url { parameters.append("status", "a") } }`,
    ],
    ['Power Query', `Json.Document(Web.Contents("${site}/api/invoices", [Query=[status="a"]]))`],
    ['Python', `requests.get("${site}/api/invoices", {"status": "a"}, headers=h)`],
    [
      'Guzzle',
      `$client->get('${site}/api/invoices', ['headers' => ['X' => 'y'], 'query' => ['status' => 'a']]);`,
    ],
    [
      'none: options of Guzzle',
      `$client->get('${site}/api/invoices', ['timeout' => 5, 'verify' => false]);`,
      '',
    ],
    [
      'none: options of axios',
      `axios.get("${site}/api/invoices", {"headers": {"X": "y"}, "timeout": 5})`,
      '',
    ],
    ['none: options of fetch', `fetch("${site}/api/invoices", { "cache": "no-store", signal })`, ''],
  ] as const) {
    it(`are asked with where none has an operator: ${title}`, () => {
      assert.deepEqual(read(text).urls, [`/api/invoices${url && `?${url}`}`]);
    });
  }

  it('are not those of another call', () => {
    const { urls } = read(
      `client.get("${site}/api/invoices", token)\nq.add("updated-at[gt]", since)\nlog.add("level", "info")`,
    );
    assert.deepEqual(urls, [`/api/invoices?${since}`]);
  });
});

it('The address below which an API is described is no list', () => {
  for (const url of [`${site}/api`, `${site}/api/`, `${site}/api/v1`]) {
    const { urls } = read(
      JSON.stringify({ openapi: '3.0.0', servers: [{ url }], paths: { '/invoices': { get: {} } } }),
    );
    assert.deepEqual(urls, []);
  }
});
