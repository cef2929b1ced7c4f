import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import type { LoggedRequest, Tenant, WeatherKind, WeatherRule } from '../../simulator/tenant';
import { type Read, reader } from './reader';
import { openTenants } from './tenants';

describe('weather at the simulated tenant', () => {
  const open = openTenants();
  let tenant: Tenant;
  let get: ReturnType<typeof reader>['get'];

  beforeEach(async () => {
    tenant = await open();
    ({ get } = reader(tenant));
    tenant.resource('invoices').createMany(5, {}, (index) => ({ createdAt: Date.UTC(2026, 0, index + 1) }));
  });

  async function under(rule: WeatherRule, path = '/api/invoices'): Promise<Read> {
    tenant.weather(rule);
    return get(path);
  }

  const statuses: [WeatherKind, number, RegExp][] = [
    ['403', 403, /"errors"/],
    ['404', 404, /"errors"/],
    ['429', 429, /"errors"/],
    ['500', 500, /"errors"/],
    ['502-html', 502, /<html>/],
    ['503-html', 503, /<html>/],
    ['login-page', 200, /<html>.*Sign in/],
    ['xml', 200, /^<\?xml.*\n<invoice-headers /],
    ['empty-list', 200, /^\[\]$/],
  ];
  for (const [kind, status, body] of statuses) {
    it(`${kind} answers one request with ${status}, and the next is as ever`, async () => {
      const answer = await under({ kind });
      assert.equal(answer.status, status);
      assert.match(answer.text, body);
      assert.equal(answer.headers.get('retry-after'), null);
      assert.equal((await get('/api/invoices')).json().length, 5);
    });
  }

  it('401-fresh-token refuses a token that is good a moment later', async () => {
    assert.equal((await under({ kind: '401-fresh-token' })).status, 401);
    assert.equal((await get('/api/invoices')).status, 200);
  });

  it('401-expired ends the token for good', async () => {
    assert.equal((await under({ kind: '401-expired' })).status, 401);
    assert.equal((await get('/api/invoices')).status, 401);
    assert.equal((await reader(tenant).get('/api/invoices')).status, 200);
  });

  it('429-retry-after says when to come again', async () => {
    const answer = await under({ kind: '429-retry-after', retryAfter: 7 });
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '7']);
  });

  it('refused ends the connection without an answer', async () => {
    await assert.rejects(under({ kind: 'refused' }), TypeError);
    assert.equal((await get('/api/invoices')).status, 200);
  });

  it('a tenant that went down refuses connections until it comes back on the same port', async () => {
    await tenant.goDown();
    await assert.rejects(get('/api/invoices'), ({ cause }) => cause.code === 'ECONNREFUSED');
    await tenant.comeBack();
    assert.equal((await get('/api/invoices')).status, 200);
  });

  it('reset-in-body sends headers and half the body, and then the connection is lost', async () => {
    tenant.weather({ kind: 'reset-in-body' });
    const answer = await fetch(`${tenant.url}/api/invoices`, {
      headers: { authorization: `Bearer ${tenant.issueToken()}` },
    });
    assert.equal(answer.status, 200);
    await assert.rejects(answer.text());
  });

  it('cut-body is valid HTTP around half the JSON', async () => {
    const answer = await under({ kind: 'cut-body' });
    assert.equal(Number(answer.headers.get('content-length')), Buffer.byteLength(answer.text));
    assert.throws(() => JSON.parse(answer.text), SyntaxError);
  });

  it('stalled-body sends half the body and then nothing, until the client gives up', async () => {
    tenant.weather({ kind: 'stalled-body' });
    const abort = new AbortController();
    const answer = await fetch(`${tenant.url}/api/invoices`, {
      headers: { authorization: `Bearer ${tenant.issueToken()}` },
      signal: abort.signal,
    });
    const chunk = await answer.body?.getReader().read();
    const length = Number(answer.headers.get('content-length'));
    assert.ok(chunk?.value && chunk.value.length < length);
    const gone = new Promise((resolve) => tenant.on('request', resolve));
    abort.abort();
    await gone;
  });

  it('slow answers late', async () => {
    const before = performance.now();
    assert.equal((await under({ kind: 'slow', delay: 60 })).status, 200);
    assert.ok(performance.now() - before >= 55);
  });

  it('oversized-page has more records than were asked for', async () => {
    assert.equal(
      (await under({ kind: 'oversized-page', extra: 2 }, '/api/invoices?limit=2')).json().length,
      4,
    );
  });

  it('missing-updated-at takes the date from one record', async () => {
    const records = (await under({ kind: 'missing-updated-at', record: 1 })).json();
    assert.deepEqual(
      records.map((record) => 'updated-at' in record),
      [true, false, true, true, true],
    );
  });

  it('garbage puts something unreadable in place of a date', async () => {
    const [first, second] = (await under({ kind: 'garbage' })).json();
    assert.ok(Number.isNaN(Date.parse(String(first?.['updated-at']))));
    assert.ok(Date.parse(String(second?.['updated-at'])) > 0);
  });

  const disobedience: [WeatherKind, string, number[]][] = [
    ['order-ignored', '/api/invoices?id[gt]=2&order_by=id&dir=asc&limit=2', [5, 4]],
    ['id-filter-ignored', '/api/invoices?id[gt]=2&limit=2', [1, 2]],
    ['offset-ignored', '/api/invoices?offset=3&limit=2', [1, 2]],
  ];
  for (const [kind, path, ids] of disobedience) {
    it(`${kind} answers with ${ids.join(', ')} for once`, async () => {
      const idsOf = (answer: Read) => answer.json().map(({ id }) => id);
      assert.deepEqual(idsOf(await under({ kind }, path)), ids);
      assert.notDeepEqual(idsOf(await get(path)), ids);
    });
  }

  it('redirect-elsewhere points to another origin', async () => {
    const elsewhere = createServer().listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const address = elsewhere.address();
    const location = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/invoices`;
    const answer = await under({ kind: 'redirect-elsewhere', location });
    assert.deepEqual([answer.status, answer.headers.get('location')], [302, location]);
    elsewhere.close();
  });

  it('token-400 and token-500 strike requests for tokens only', async () => {
    tenant.weather({ kind: 'token-400' });
    tenant.weather({ kind: 'token-500', nth: 2 });
    assert.equal((await get('/api/invoices')).status, 200);
    const ask = async () => (await fetch(`${tenant.url}/oauth2/token`, { method: 'POST' })).status;
    assert.deepEqual([await ask(), await ask()], [400, 500]);
  });

  it('no-date-header leaves the tenant without a clock', async () => {
    assert.equal((await under({ kind: 'no-date-header' })).headers.get('date'), null);
    assert.ok((await get('/api/invoices')).headers.get('date'));
  });

  const compressions: [WeatherKind, RegExp][] = [
    ['unknown-encoding', /^utf-8$/],
    ['gzip-over-plain', /^gzip$/],
    ['raw-deflate', /^deflate$/],
    ['cut-gzip', /^gzip$/],
  ];
  for (const [kind, encoding] of compressions) {
    it(`${kind} names a compression and sends something else`, async () => {
      const { headers, body } = await rawly({ kind });
      assert.match(String(headers['content-encoding']), encoding);
      if (kind === 'unknown-encoding') assert.equal(JSON.parse(body.toString()).length, 5);
      else if (kind === 'raw-deflate') assert.equal(JSON.parse(inflateRawSync(body).toString()).length, 5);
      else assert.throws(() => gunzipSync(body));
    });
  }

  it('byte-order-mark, large-cookies and unknown words for an empty list change nothing else', async () => {
    assert.equal((await rawly({ kind: 'byte-order-mark' })).body.toString().codePointAt(0), 0xfeff);
    const cookies = (await rawly({ kind: 'large-cookies' })).headers['set-cookie']?.join('') ?? '';
    assert.ok(cookies.length > 16_384, `${cookies.length} bytes of cookies`);
    assert.equal((await under({ kind: 'empty-as-404' })).json().length, 5);
    assert.match((await under({ kind: 'empty-as-404' }, '/api/users')).text, /No results match/);
    assert.equal((await under({ kind: 'empty-as-204' }, '/api/users')).status, 204);
  });

  it('broken-header sends what no HTTP client takes', async () => {
    await assert.rejects(under({ kind: 'broken-header' }), TypeError);
    assert.equal((await get('/api/invoices')).status, 200);
  });

  it('control-character makes one record of the page unreadable, and no other', async () => {
    const { text } = await under({ kind: 'control-character', record: 2 });
    assert.throws(() => JSON.parse(text), SyntaxError);
    const records: { id: number }[] = JSON.parse(text.replace('\u000b', ''));
    assert.deepEqual(
      records.map(({ id }) => id),
      [1, 2, 3, 4, 5],
    );
    assert.ok(text.indexOf('\u000b') > text.indexOf('{"id":3,'));
    assert.ok(text.indexOf('\u000b') < text.indexOf('{"id":4,'));
  });

  it('wrong-date is one answer, or each nth, whose clock is ahead or behind', async () => {
    const now = Date.now();
    tenant.weather({ kind: 'wrong-date', skew: -3_600_000, every: 2, times: Number.POSITIVE_INFINITY });
    const behind = [];
    for (let asked = 0; asked < 4; asked += 1)
      behind.push(Date.parse((await get('/api/invoices')).headers.get('date') ?? '') < now - 3_000_000);
    assert.deepEqual(behind, [true, false, true, false]);
  });

  it('firewall answers with a web page of the status that is wanted', async () => {
    for (const status of [200, 403, 503]) {
      const answer = await under({ kind: 'firewall', status });
      assert.equal(answer.status, status);
      assert.match(answer.text, /<html>.*Request Rejected/);
    }
  });

  for (const shown of ['json', 'html', 'text'] as const) {
    it(`mirror shows the request and its secrets again, as ${shown}`, async () => {
      const answer = await under({ kind: 'mirror', shown, status: 500 });
      assert.equal(answer.status, 500);
      assert.match(answer.text, /GET \/api\/invoices.*Bearer ey/s);
    });
  }

  it('mirror shows the secret in a redirect, and in the name of an encoding', async () => {
    const location = (await rawly({ kind: 'mirror', shown: 'location' })).headers.location;
    assert.match(String(location), /Bearer%20ey/);
    const encoding = (await rawly({ kind: 'mirror', shown: 'encoding' })).headers['content-encoding'];
    assert.match(String(encoding), /^Bearer ey/);
  });

  /** An answer as it came over the wire: `fetch` would unpack it, and decode it. */
  async function rawly(rule: WeatherRule): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
    tenant.weather(rule);
    const authorization = `Bearer ${tenant.issueToken()}`;
    const [answer] = (await once(
      request(`${tenant.url}/api/invoices`, { headers: { authorization }, maxHeaderSize: 65_536 }).end(),
      'response',
    )) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { headers: answer.headers, body: Buffer.concat(chunks) };
  }

  it('meets the requests that a rule names: which path, from which on, how often', async () => {
    tenant.weather({ kind: '500', path: '/api/users', nth: 2, times: 2 });
    tenant.weather({ kind: '503-html', path: /offset=5/, times: Number.POSITIVE_INFINITY });
    const seen = [];
    for (const path of ['users', 'invoices', 'users', 'users', 'users', 'users?offset=5', 'items?offset=5']) {
      seen.push((await get(`/api/${path}`)).status);
    }
    assert.deepEqual(seen, [200, 200, 500, 500, 200, 503, 503]);
    tenant.clearWeather();
    assert.equal((await get('/api/users?offset=5')).status, 200);
  });

  it('strikes parts that are mounted as well', async () => {
    tenant.mount((_request, _response, { url, send }) => {
      if (url.pathname === '/elsewhere') send(200, '{"mounted":true}');
      return url.pathname === '/elsewhere';
    });
    assert.deepEqual((await get('/elsewhere')).json(), { mounted: true });
    assert.equal((await under({ kind: 'cut-body' }, '/elsewhere')).text, '{"mounte');
    assert.equal((await under({ kind: '500' }, '/elsewhere')).status, 500);
  });

  it('stays when the tenant itself does not play along', async () => {
    const stubborn = await open({ orderIgnored: true, idFilterIgnored: true, offsetIgnored: true });
    stubborn.resource('users').createMany(3, {}, (index) => ({ createdAt: index * 1000 }));
    assert.deepEqual(await reader(stubborn).ids('/api/users?id[gt]=2&order_by=id&offset=1'), [3, 2, 1]);
  });

  it('is seen in the log: who asked for what, when, and what came back', async () => {
    const events: string[] = [];
    tenant.on('received', ({ path, status }: LoggedRequest) => events.push(`${path} ${status}`));
    const answered = new Promise<LoggedRequest>((resolve) => tenant.on('request', resolve));
    await under({ kind: '403' }, '/api/invoices?limit=7');
    const { method, path, query, status, headers } = await answered;
    assert.deepEqual([method, path, query.get('limit'), status], ['GET', '/api/invoices', '7', 403]);
    assert.match(headers.authorization ?? '', /^Bearer /);
    assert.deepEqual(events, ['/api/invoices 0']);
    assert.equal(tenant.requests.length, 1);
  });
});
