// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of programs, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../../lib/migrate/read-instance';

const site = 'https://acme.coupahost.com';
const since = "updated-at[gt]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}";

/** The URLs of the polls that were made of a text, and of what something was said. */
function read(text: string) {
  const { description, findings } = readInstance(text);
  return {
    urls: description.resources.map(({ url }) => url.replaceAll('%5B', '[').replaceAll('%5D', ']')),
    description,
    codes: findings.map(({ code }) => code),
    findings,
  };
}

describe('A request of a program', () => {
  for (const [title, text, url] of [
    [
      'curl -G',
      `curl -sG '${site}/api/invoices' \\\n --data-urlencode 'updated-at[gt]=$SINCE' \\\n -d 'status=a&exported=false'`,
      `${since}&status=a&exported=false`,
    ],
    ['HTTPie', `http GET ${site}/api/invoices status==a 'updated-at[gt]==$SINCE'`, `status=a&${since}`],
    [
      'PowerShell',
      `Invoke-RestMethod -Uri "${site}/api/invoices" -Body @{ status = 'a'; 'updated-at[gt]' = $since }`,
      `status=a&${since}`,
    ],
    [
      'Python, its parameters before it',
      `params = {"status": "a", "updated-at[gt]": since.isoformat(), "limit": 50}\nr = requests.get(f"{COUPA_URL}/api/invoices", params=params)`,
      `status=a&${since}`,
    ],
    [
      'JavaScript, with a list that is written as JSON',
      `const url = new URL('/api/invoices', '${site}');\nurl.searchParams.set('updated-at[gt]', since);\nurl.searchParams.append('fields', JSON.stringify(['id', 'updated_at', 'created_at']));\nfetch(url);`,
      `${since}&fields=["id","updated_at","created_at"]`,
    ],
    [
      'Python, with a list that is written as JSON',
      `requests.get("${site}/api/invoices", params={"updated-at[gt]": since, "fields": json.dumps(["id", "updated_at", "created_at"])})`,
      `${since}&fields=["id","updated_at","created_at"]`,
    ],
    ...(
      [
        [
          'Go',
          `q := r.URL.Query() // ${site}/api/invoices\nq.Add("updated-at[gt]", since)\nq.Add("fields", "[\\"id\\",\\"updated_at\\",\\"created_at\\"]")`,
        ],
        [
          'a builder',
          `Unirest.get("${site}/api/invoices").queryString("updated-at[gt]", since).queryString("fields", "[\\"id\\",\\"updated_at\\",\\"created_at\\"]").asJson()`,
        ],
        [
          'a URL of JavaScript',
          `const u = new URL('${site}/api/invoices');\nu.searchParams.set('updated-at[gt]', since);\nu.searchParams.set('fields', '["id","updated_at","created_at"]');`,
        ],
        [
          'Swift, before its address',
          `c.queryItems = [URLQueryItem(name: "updated-at[gt]", value: since), URLQueryItem(name: "fields", value: "[\\"id\\",\\"updated_at\\",\\"created_at\\"]")] // ${site}/api/invoices`,
        ],
        [
          'R',
          `GET("${site}/api/invoices", query = list(\`updated-at[gt]\` = since, \`fields\` = '["id","updated_at","created_at"]'))`,
        ],
        [
          'a file of requests',
          `GET ${site}/api/invoices?updated-at[gt]={{since}}\n    &fields=["id","updated_at","created_at"]`,
        ],
        [
          'names and values in YAML',
          `- url: ${site}/api/invoices\n  parameters:\n    - name: updated-at[gt]\n      value: "{{ since }}"\n    - name: fields\n      value: '["id","updated_at","created_at"]'`,
        ],
      ] as const
    ).map(
      ([title, text]) =>
        [
          `${title}, with quotes in a value`,
          text,
          `${since}&fields=["id","updated_at","created_at"]`,
        ] as const,
    ),
    [
      'jQuery, among the settings of a call',
      `$.ajax({ url: '${site}/api/invoices', data: { 'updated-at[gt]': since, status: 'a' }, type: 'GET', dataType: 'json' })`,
      `${since}&status=a`,
    ],
    [
      'a builder that gets them before its address',
      `given().queryParam("status", "a").queryParam("updated-at[gt]", since).get("${site}/api/invoices")`,
      `status=a&${since}`,
    ],
    [
      'Python, its parameters one by one',
      `params = {"limit": 50}\nparams["status"] = "a"\nparams["updated-at[gt]"] = since\nrequests.get(f"{COUPA}/api/invoices", params=params)`,
      `status=a&${since}`,
    ],
    [
      'Python, its parameters within the call',
      `requests.get("${site}/api/invoices", params=[("status[in]", ["a", "b"]), ("updated-at[gt]", since)])`.replace(
        '["a", "b"]',
        '"a,b"',
      ),
      `status[in]=a,b&${since}`,
    ],
    [
      'Python, encoded',
      `base = f"{COUPA_URL}/api/invoices"\nparams = {"status": "a", "updated-at[gt]": ts}\nurl = f"{base}?{urlencode(params)}"`,
      `status=a&${since}`,
    ],
    [
      'OkHttp',
      `HttpUrl.parse("${site}/api/invoices").newBuilder()\n  .addQueryParameter("updated-at[gt]", since)\n  .addQueryParameter("status", "a").build();`,
      `${since}&status=a`,
    ],
    [
      'Spring',
      `UriComponentsBuilder.fromHttpUrl("${site}/api/invoices").queryParam("status", "a").queryParam("updated-at[gt]", last.toString()).build()`,
      `status=a&${since}`,
    ],
    [
      'RestSharp',
      `var request = new RestRequest("${site}/api/invoices", Method.Get);\nrequest.AddQueryParameter("status", "a");\nrequest.AddParameter("updated-at[gt]", since);`,
      `status=a&${since}`,
    ],
    [
      'Apache HttpClient',
      `new URIBuilder("${site}/api/invoices").setParameter("updated-at[gt]", since).addParameter("status", "a")`,
      `${since}&status=a`,
    ],
    [
      'Mule',
      `<http:request method="GET" url="${site}/api/invoices"><http:query-params>#[{"updated-at[gt]": vars.since, "status": "a"}]</http:query-params></http:request>`,
      `${since}&status=a`,
    ],
    [
      'an adapter of Cloud Integration',
      `Address: ${site}/api/invoices\nQuery: updated-at[gt]=\${property.lastRun}&status=a\nMethod: GET`,
      `${since}&status=a`,
    ],
    [
      'an adapter, in a table',
      `| Address | ${site}/api/invoices |\n| Query Parameters | status=a&updated-at[gt]=\${header.since} |`,
      `status=a&${since}`,
    ],
    [
      'a path that names XML',
      `GET ${site}/api/invoices.xml?status=a&updated-at[gt]={since}`,
      `status=a&${since}`,
    ],
    [
      'JavaScript',
      `axios.get('${site}/api/invoices', { params: { 'updated-at[gt]': last, status: 'a', offset } })`,
      `${since}&status=a`,
    ],
    [
      'JavaScript in a template',
      'fetch(`${COUPA}/api/invoices?updated-at[gt]=${since.toISOString()}&status=a`)',
      `${since}&status=a`,
    ],
    [
      'JavaScript, encoded',
      `const qs = new URLSearchParams({ status: 'a', 'updated-at[gt]': since });\nfetch(\`${site}/api/invoices?\${qs}\`)`,
      `status=a&${since}`,
    ],
    [
      'JavaScript that sets them',
      `const url = new URL('${site}/api/invoices');\nurl.searchParams.set('status', 'a');\nurl.searchParams.append('updated-at[gt]', since);`,
      `status=a&${since}`,
    ],
    [
      'PHP, put together',
      `$c->request('GET', '${site}/api/invoices?status=a&updated-at[gt]='.$since.'&exported=false', [])`,
      `status=a&${since}&exported=false`,
    ],
    [
      'Ruby',
      `RestClient.get("${site}/api/invoices", {params: {status: "a", "updated-at[gt]" => since}})`,
      `status=a&${since}`,
    ],
    [
      'Ruby, as arguments',
      `get("/api/invoices", "updated-at[gt]" => closure["since"], status: "a", limit: 50) # Coupa`,
      `${since}&status=a`,
    ],
    [
      'Workato',
      `get("https://#{connection['host']}.coupahost.com/api/invoices").params("updated-at[gt]": since, status: "a")`,
      `${since}&status=a`,
    ],
    [
      'a file of requests',
      `GET {{host}}/api/invoices\n  ?updated-at[gt]={{since}}\n  &status=a\nAccept: application/json`,
      `${since}&status=a`,
    ],
    [
      'JavaScript, put together of what it computes',
      `const url = '${site}/api/invoices?updated-at[gt]=' + new Date(last).toISOString() + '&status=a';`,
      `${since}&status=a`,
    ],
    [
      'JavaScript, put together of calls within calls',
      `fetch('${site}/api/invoices?updated-at[gt]=' + encodeURIComponent(new Date(now() - 36e5).toISOString()) + '&status=a')`,
      `${since}&status=a`,
    ],
    [
      'JavaScript, put together of a choice',
      `get('${site}/api/invoices?updated-at[gt]=' + (last ? last : begin) + '&status=a')`,
      `${since}&status=a`,
    ],
    [
      'PL/SQL',
      `p_url => '${site}/api/invoices?updated-at[gt]=' || to_char(trunc(sysdate) - 1, 'YYYY-MM-DD') || '&status=a'`,
      `${since}&status=a`,
    ],
    [
      'VBA',
      `http.Open "GET", "${site}/api/invoices?updated-at[gt]=" & Format(DateAdd("h", -1, Now()), "yyyy-mm-dd") & "&status=a", False`,
      `${since}&status=a`,
    ],
    [
      'a spreadsheet',
      `=WEBSERVICE(CONCATENATE("${site}/api/invoices?updated-at[gt]=",TEXT(A1,"yyyy-mm-dd"),"&status=a"))`,
      `${since}&status=a`,
    ],
    [
      'ABAP',
      `CONCATENATE '${site}/api/invoices?updated-at[gt]=' lv_since '&status=a' INTO lv_url.`,
      `${since}&status=a`,
    ],
    [
      'SQL, at its end',
      `SELECT http_get('${site}/api/invoices?status=a&updated-at[gt]=' || :since)`,
      `status=a&${since}`,
    ],
    [
      'a shell, with quotes in what it runs',
      `curl -s "${site}/api/invoices?updated-at[gt]=$(date -u -d "-1 day" +%F)&status=a"`,
      `${since}&status=a`,
    ],
    [
      'C#, with an object of no name',
      `"${site}".AppendPathSegment("api/invoices").SetQueryParams(new { status = "a" }).SetQueryParam("updated-at[gt]", since)`,
      `status=a&${since}`,
    ],
    [
      'Power Query, with a date that it writes',
      `Web.Contents("${site}", [RelativePath="api/invoices", Query=[status="a", #"updated-at[gt]"=DateTime.ToText(DateTimeZone.ToUtc(Last), "yyyy-MM-ddTHH:mm:ss")]])`,
      `status=a&${since}`,
    ],
    [
      'YAML',
      `requester:\n  url_base: ${site}\n  path: /api/invoices\n  request_parameters:\n    updated-at[gt]: "{{ interval['start'] }}"\n    status: a\n  http_method: GET`,
      `${since}&status=a`,
    ],
  ] as const) {
    it(`asks with all its parameters: ${title}`, () => {
      const { urls, codes } = read(text);
      assert.deepEqual(urls, [`/api/invoices?${url}`]);
      assert.ok(!codes.includes('unread-parameters'));
    });
  }

  it('has to be filled in where something else is computed', () => {
    const { urls, findings } = read(`url = "${site}/api/users?login=" + user.login + "&active=true"`);
    assert.deepEqual(urls, ['/api/users?login={user.login}&active=true']);
    assert.match(String(findings.find(({ code }) => code === 'placeholder')?.message), /\{user\.login\}/);
  });

  it('is said to ask for more than could be read', () => {
    for (const text of [
      `requests.get(f"{COUPA_URL}/api/invoices", params=build_params(since))`,
      `requests.get(f"{COUPA_URL}/api/invoices", params=params)`,
      'fetch(`${COUPA_URL}/api/invoices?${filters}`)',
      `r <- GET("${site}/api/invoices", list_of("updated-at[gt]" ~ since))`,
      `let u = '${site}/api/invoices'; ask(u, ['updated-at[gt]', since])`,
    ]) {
      const { urls, findings } = read(text);
      assert.deepEqual(urls, ['/api/invoices']);
      assert.equal(findings.find(({ code }) => code === 'unread-parameters')?.severity, 'manual', text);
    }
  });

  it('is none that writes', () => {
    for (const text of [
      `requests.post(f"{COUPA_URL}/api/invoices", json=invoice)`,
      `fetch('${site}/api/invoices', { method: 'POST', body })`,
      `fetch('${site}/api/invoices', { method: "put", body })`,
      `url = "${site}/api/invoices"\npayload = json.dumps({"a": 1})\nrequests.request("POST", url, data=payload)`,
      `url := "${site}/api/invoices"\nmethod := "POST"`,
      `new HttpRequestMessage(HttpMethod.Post, "${site}/api/invoices")`,
      `await client.PostAsync("${site}/api/invoices", content)`,
      `CURLOPT_URL => '${site}/api/invoices',\n  CURLOPT_CUSTOMREQUEST => 'POST',`,
      `url = URI("${site}/api/invoices")\nrequest = Net::HTTP::Post.new(url)`,
      `const url = '${site}/api/invoices';\nawait axios.post(url, body);`,
      `Request.Builder().url("${site}/api/invoices").method("POST", body)`,
      `// coupa\napp.get('/api/invoices', (req, res) => res.json([]))`,
    ]) {
      assert.deepEqual(read(text).urls, [], text);
    }
  });

  it('is none that writes, however a program, a shell or a collection says so', () => {
    for (const text of [
      `axios({ method: 'post', url: '${site}/api/invoices', data })`,
      `$.ajax({ url: '${site}/api/invoices', type: 'POST', data })`,
      `xhr.open("post", "${site}/api/invoices")`,
      `msg.method = "post";\nmsg.url = "${site}/api/invoices";\nreturn msg;`,
      `Invoke-RestMethod -Method Post -Uri "${site}/api/invoices" -Body $b`,
      `URI.create("${site}/api/invoices")).header("a", "b").POST(BodyPublishers.ofString(s)).build();`,
      `new Request.Builder()\n  .url("${site}/api/invoices")\n  .put(body)\n  .build();`,
      `http.NewRequest(http.MethodPost, "${site}/api/invoices", body)`,
      `$ch = curl_init('${site}/api/invoices');\ncurl_setopt($ch, CURLOPT_HEADER, 0);\ncurl_setopt($ch, CURLOPT_POST, 1);`,
      `urllib.request.Request("${site}/api/invoices", data=body)`,
      `$client->post('${site}/api/invoices', ['json' => $x]);`,
      `wget --post-data='a=b' ${site}/api/invoices`,
      `http ${site}/api/invoices name=foo amount:=3`,
      `http post ${site}/api/invoices`,
      `curl ${site}/api/invoices --json '{"a":1}'`,
      `curl -F file=@x ${site}/api/invoices`,
      `curl -sT x.xml ${site}/api/invoices`,
      `curl -H 'A: b' --data @x.json '${site}/api/invoices'`,
      `curl -XPOST ${site}/api/invoices`,
      `curl ${site}/api/invoices -d@f`,
      JSON.stringify({ http: { uri: `${site}/api/invoices`, requestBody: { a: 1 } } }),
      JSON.stringify({ url: `${site}/api/invoices`, type: 'POST' }),
      JSON.stringify({ url: `${site}/api/invoices`, payload: { a: 1 } }),
    ]) {
      assert.deepEqual(read(text).urls, [], text);
    }
  });

  it('reads, whatever is sent to others behind it', () => {
    for (const text of [
      `r = requests.get("${site}/api/invoices?status=a")\nrequests.request("POST", "https://other.example/x", json=r.json())`,
      `const r = await fetch('${site}/api/invoices?status=a', { headers });\nawait fetch('https://other.example/x', { method: 'POST' });`,
      `r = requests.get("${site}/api/invoices?status=a")\nrequests.request("POST", hook_url, json=r.json())`,
      `$r = $client->get('${site}/api/invoices?status=a');\n$client->request('POST', 'https://other.example');`,
      `curl -H "A: $(curl -d 'a=b' ${site}/oauth2/token | jq -r .t)" '${site}/api/invoices?status=a' | cut -d',' -f1`,
      `curl -d 'a=b' ${site}/oauth2/token && curl '${site}/api/invoices?status=a' | grep -F x`,
    ]) {
      assert.deepEqual(read(text).urls, ['/api/invoices?status=a'], text);
    }
  });

  it('asks with no parameter of a request to somebody else', () => {
    for (const text of [
      `requests.get("${site}/api/invoices", headers=h)\nrequests.get("https://other.example/x", params={"company": "77"})`,
      `await axios.get('${site}/api/invoices', { headers });\nawait axios.get('https://other.example/x', { params: { company: 77 } });`,
      `- url: ${site}/api/invoices\n- url: https://other.example/x\n  params:\n    company: 77\n`,
    ]) {
      assert.deepEqual(read(text).urls, ['/api/invoices'], text);
    }
  });

  it('asks with what its variable holds where it is used, not with what another request puts into it', () => {
    const get = (list: string) => `requests.get("${site}/api/${list}", params=params)`;
    const texts = [
      `params = {"status": "a"}\n${get('invoices')}\nparams = {"status": "b"}\n${get('suppliers')}`,
      `url = "${site}/api/invoices"\nparams = {"status": "a"}\nrequests.get(url, params=params)\nurl = "${site}/api/suppliers"\nparams = {"status": "b"}\nrequests.get(url, params=params)`,
      `params = {}\nparams["status"] = "a"\n${get('invoices')}\nparams = {}\nparams["status"] = "b"\n${get('suppliers')}`,
      `params = {"company": 7}\nrequests.get("https://other.example/x", params=params)\ndef a():\n  params = {"status": "a"}\n  ${get('invoices')}\ndef b():\n  params = {"status": "b"}\n  ${get('suppliers')}`,
    ];
    for (const text of texts)
      assert.deepEqual(read(text).urls, ['/api/invoices?status=a', '/api/suppliers?status=b'], text);
  });

  it('is said to ask for more than could be read where a function is given what it asks with', () => {
    const { urls, codes } = read(
      `params = {"company": 7}\nrequests.get("https://other.example/x", params=params)\ndef invoices(params):\n  return requests.get("${site}/api/invoices", params=params)`,
    );
    assert.deepEqual([urls, codes.includes('unread-parameters')], [['/api/invoices'], true]);
  });

  it('is one that reads where its program says so behind it', () => {
    for (const text of [
      `url = "${site}/api/invoices?status=a"\npayload = {}\nrequests.request("GET", url, data=payload)`,
      `CURLOPT_URL => '${site}/api/invoices?status=a',\n  CURLOPT_CUSTOMREQUEST => 'GET',`,
      `requests.get("${site}/api/invoices?status=a")\nrequests.post("${site}/api/suppliers", json=b)`,
      `const params = {};\naxios.get('${site}/api/invoices?status=a', { params })`,
      `curl "${site}/api/invoices?status=a^&limit=5" ^\n -H "A: b"`,
    ]) {
      const { urls, codes } = read(text);
      assert.deepEqual(urls, ['/api/invoices?status=a'], text);
      assert.ok(!codes.includes('unread-parameters'), text);
    }
  });

  it('has to be filled in where a shell or a format does that', () => {
    for (const value of ['$STATUS', '${STATUS}', '{}', '%s']) {
      const { urls, codes } = read(`curl "${site}/api/invoices?status=${value}&exported=false"`);
      const name = value.includes('STATUS') ? 'STATUS' : 'value';
      assert.deepEqual(urls, [`/api/invoices?status={${name}}&exported=false`]);
      assert.ok(codes.includes('placeholder'), value);
    }
  });

  it('has the date of the last run, however a shell or a sentence writes it', () => {
    for (const value of ["$(date -u -d '1 hour ago' +%FT%TZ)", '$SINCE', '${SINCE}', '<last run>']) {
      const quote = value.startsWith('<') ? '' : '"';
      const { urls } = read(`curl ${quote}${site}/api/invoices?updated-at[gt]=${value}&status=a${quote}`);
      assert.deepEqual(urls, [`/api/invoices?${since}&status=a`], value);
    }
  });

  it('is made as often as a sentence says', () => {
    for (const [words, minutes] of [
      ['every 5 minutes', 5],
      ['each hour', 60],
      ['nightly', 1440],
      ['every 2 hours', 120],
      ['every second day', 2880],
      ['every other hour', 120],
      ['as every second matters', 15],
      [`and ${site}/api/suppliers?type=daily`, 15],
      ['now and then', 15],
    ] as const) {
      const { description, codes } = read(`We read ${site}/api/invoices?status=a ${words}.`);
      assert.equal(description.interval, minutes, words);
      assert.ok(!codes.includes('schedule'));
    }
  });

  it('is another poll where it asks for something else, and the same one where it asks for another page', () => {
    const { urls, description } = read(
      ['status=a&offset=0', 'status=a&offset=50', 'status=b']
        .map((query) => `curl '${site}/api/invoices?${query}'`)
        .join('\n'),
    );
    assert.deepEqual(urls, ['/api/invoices?status=a', '/api/invoices?status=b']);
    assert.deepEqual(
      description.resources.map(({ resource }) => resource),
      ['invoices', 'invoices'],
    );
  });

  it('is read where its host is to be filled in', () => {
    for (const host of [
      'https://<YOUR_INSTANCE>.coupacloud.com',
      'https://{instance}.coupahost.com',
      '{{base}}',
      '%s',
      '$(CoupaUrl)',
    ]) {
      const { urls, description } = read(`curl '${host}/api/invoices?status=a'`);
      assert.deepEqual(urls, ['/api/invoices?status=a'], host);
      assert.equal(description.connection.siteAddress, '');
    }
  });
});
