import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Connection } from '../../../lib/connection/connection';
import { failureOf, type Step, Tenant } from './tenant';

const VALUE = [{ id: 1, name: 'Müller & Söhne' }];
const TEXT = Buffer.from(JSON.stringify(VALUE));
const LATIN = Buffer.from(JSON.stringify(VALUE), 'latin1');
const UTF16 = Buffer.from(JSON.stringify(VALUE), 'utf16le');
const READ = { path: '/api/invoices', purpose: 'reading invoices' } as const;

function body(bytes: Uint8Array, headers: Record<string, string>, status = 200): Step {
  return (response) => {
    response.writeHead(status, headers);
    response.end(bytes);
  };
}

describe('An answer', () => {
  let tenant: Tenant;
  let connection: Connection;

  beforeEach(async () => {
    tenant = await Tenant.start();
    connection = tenant.connect();
  });
  afterEach(async () => {
    await connection.close();
    await tenant.close();
  });

  for (const [encoding, what, bytes] of [
    ['gzip', 'gzip', gzipSync(TEXT)],
    ['GZIP', 'gzip', gzipSync(TEXT)],
    ['x-gzip', 'gzip', gzipSync(TEXT)],
    ['deflate', 'deflate as the standard has it', deflateSync(TEXT)],
    ['deflate', 'deflate without its frame', deflateRawSync(TEXT)],
    ['gzip', 'deflate', deflateSync(TEXT)],
    ['gzip', 'deflate without its frame', deflateRawSync(TEXT)],
    ['deflate', 'gzip', gzipSync(TEXT)],
    ['br', 'brotli', brotliCompressSync(TEXT)],
    ['br', 'gzip', gzipSync(TEXT)],
    ['gzip, gzip', 'gzip twice', gzipSync(gzipSync(TEXT))],
    ['gzip, gzip', 'gzip once', gzipSync(TEXT)],
    ['gzip', 'gzip twice', gzipSync(gzipSync(TEXT))],
    ['gzip, br', 'gzip, and brotli around it', brotliCompressSync(gzipSync(TEXT))],
    ['identity, gzip', 'gzip', gzipSync(TEXT)],
    ['', 'gzip', gzipSync(TEXT)],
    ['utf-8', 'gzip', gzipSync(TEXT)],
    [
      'gzip',
      'gzip in several members',
      Buffer.concat([gzipSync(TEXT.subarray(0, 9)), gzipSync(TEXT.subarray(9))]),
    ],
    ['gzip', 'gzip with zeros behind it', Buffer.concat([gzipSync(TEXT), Buffer.alloc(16)])],
    ['gzip', 'gzip with other bytes behind it', Buffer.concat([gzipSync(TEXT), Buffer.from('\r\n')])],
    ['gzip', 'plain text', TEXT],
    ['br', 'plain text', TEXT],
    ['deflate', 'plain text', TEXT],
    ['identity', 'plain text', TEXT],
    ['utf-8', 'plain text', TEXT],
    ['UTF8', 'plain text', TEXT],
    ['zstd', 'plain text', TEXT],
    ['none', 'plain text', TEXT],
    ['', 'plain text', TEXT],
    [', ,', 'plain text', TEXT],
  ] as const) {
    it(`is read when its content encoding is "${encoding}" and it is ${what}`, async () => {
      tenant.on('/api/invoices', body(bytes, { 'content-encoding': encoding }));
      assert.deepEqual((await connection.request(READ)).body, VALUE);
      assert.equal(tenant.arrived.length, 2, 'a sign-in and one request');
    });
  }

  it('is read when it is gzip and no header says so', async () => {
    tenant.on('/api/invoices', body(gzipSync(TEXT), {}));
    assert.deepEqual((await connection.request(READ)).body, VALUE);
  });

  for (const [encoding, what, bytes] of [
    ['zstd', 'zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0xff, 0xfe])],
    ['gzip', 'neither that nor text', Buffer.from([0xfe, 0xed, 0xfa, 0xce, 0xff, 0x00, 0x80])],
    ['br', 'neither that nor text', Buffer.from([0xfe, 0xed, 0xfa, 0xce, 0xff, 0x00, 0x80])],
    ['gzip, gzip, gzip, gzip', 'packed over and over', gzipSync(gzipSync(gzipSync(gzipSync(TEXT))))],
  ] as const) {
    it(`whose content encoding is "${encoding}" and that is ${what} is blamed on a proxy, and not asked for again`, async () => {
      tenant.on('/api/invoices', body(bytes, { 'content-encoding': encoding }));
      const error = await failureOf(connection.request(READ));
      assert.equal(error.code, 'COUPA_RESPONSE');
      assert.match(
        error.message,
        /content encoding "(zstd|gzip|br).*proxy or gateway on the way changes answers/,
      );
      assert.equal(tenant.at('/api/invoices').length, 1);
    });
  }

  it('mentions no secret that stands where its content encoding should', async () => {
    tenant.on('/api/invoices', body(Buffer.from([0xff, 0xfe, 1]), { 'content-encoding': 'token-number-1' }));
    assert.doesNotMatch((await failureOf(connection.request(READ))).message, /token-number-1/);
  });

  for (const [what, bytes] of [
    ['gzip', flipped(Buffer.concat([gzipSync(TEXT), Buffer.from('x')]), -7)],
    ['gzip', gzipSync(TEXT).subarray(0, 30)],
    ['deflate', deflateRawSync(TEXT).subarray(0, 30)],
  ] as const) {
    it(`is asked for again when its ${what} is broken or breaks off`, async () => {
      tenant.on('/api/invoices', body(bytes, { 'content-encoding': what }), body(TEXT, {}));
      assert.deepEqual((await connection.request(READ)).body, VALUE);
    });
  }

  for (const [what, bytes, headers] of [
    ['begins with a byte order mark', Buffer.concat([Buffer.from('\uFEFF'), TEXT]), {}],
    [
      'is compressed and begins with a byte order mark',
      gzipSync(Buffer.concat([Buffer.from('\uFEFF'), TEXT])),
      { 'content-encoding': 'gzip' },
    ],
    ['is UTF-16 with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), UTF16]), {}],
    ['is UTF-16, its high bytes first', Buffer.concat([Buffer.from([0xff, 0xfe]), UTF16]).swap16(), {}],
    ['is UTF-16 without a byte order mark', UTF16, {}],
    ['says that it is Latin-1, and is', LATIN, { 'content-type': 'application/json; charset="iso-8859-1"' }],
    [
      'says that it is Latin-1, and is UTF-8',
      TEXT,
      { 'content-type': 'application/json;charset=ISO-8859-1' },
    ],
    [
      'says that it is of a charset that nobody knows',
      TEXT,
      { 'content-type': 'application/json; charset=klingon' },
    ],
  ] as const) {
    it(`is read when it ${what}`, async () => {
      tenant.on('/api/invoices', body(bytes, headers));
      assert.deepEqual((await connection.request(READ)).body, VALUE);
    });
  }

  it('is a token also behind a byte order mark', async () => {
    const token = '\uFEFF{"access_token":"t-0123456789","token_type":"bearer","expires_in":86399}';
    tenant.on('/oauth2/token', body(Buffer.from(token), {}));
    tenant.on('/api/invoices', body(TEXT, {}));
    await connection.request(READ);
    assert.equal(tenant.at('/api/invoices')[0]?.headers.authorization, 'Bearer t-0123456789');
  });

  for (const [what, text, said] of [
    ['an error in JSON', '\uFEFF{"errors":{"base":["No such filter"]}}', /No such filter/],
    [
      'an error in XML',
      '\uFEFF<?xml version="1.0"?><errors><error>No such filter</error></errors>',
      /: No such filter/,
    ],
    ['a web page', '\uFEFF<!DOCTYPE html><html><title>Proxy</title></html>', /web page "Proxy"/],
  ] as const) {
    it(`is understood behind a byte order mark as ${what}`, async () => {
      tenant.on('/api/invoices', body(Buffer.from(text), {}, 400));
      assert.match((await failureOf(connection.request(READ))).message, said);
    });
  }

  it('on a CSO site is read behind a byte order mark', async () => {
    tenant.on('/api/events', body(Buffer.from('\uFEFF{"total":0,"events":[]}'), {}));
    const answer = await connection.request({ path: '/api/events', api: 'cso', purpose: 'listing events' });
    assert.deepEqual(answer.body, { total: 0, events: [] });
  });

  for (const [what, status, text] of [
    [
      '404 and says in XML that nothing matches',
      404,
      '<?xml version="1.0" encoding="UTF-8"?>\n<errors>\n  <error>No results match your search criteria.</error>\n</errors>',
    ],
    [
      '404 and says in JSON that nothing matches',
      404,
      '{"errors":["No results match your search criteria"]}',
    ],
    [
      '404 and says as a hub that nothing matches',
      404,
      '{"requestId":"5a","message":"No results match your search criteria."}',
    ],
  ] as const) {
    it(`is an empty list when it is ${what}`, async () => {
      tenant.on('/api/invoices', body(Buffer.from(text), {}, status));
      const answer = await connection.request(READ);
      assert.deepEqual(answer.body, []);
      assert.equal(answer.statusCode, status);
    });
  }

  for (const text of [
    '',
    '<html><title>No results match your search criteria</title></html>',
    '{"errors":["The page you were looking for doesn\'t exist"]}',
    '{"errors":["No results match your search criteria, since there is no such path"]}',
  ]) {
    it(`is an error when it is 404 and says ${text || 'nothing'}`, async () => {
      tenant.on('/api/invoices', body(Buffer.from(text), {}, 404));
      assert.equal((await failureOf(connection.request(READ))).code, 'COUPA_NOT_FOUND');
    });
  }

  it('is an error when a write is told that nothing matches', async () => {
    tenant.on(
      '/api/invoices',
      body(Buffer.from('{"errors":["No results match your search criteria."]}'), {}, 404),
    );
    const write = { ...READ, method: 'PUT', body: {} } as const;
    assert.equal((await failureOf(connection.request(write))).code, 'COUPA_NOT_FOUND');
  });

  for (const [location, place] of [
    ['javascript:alert(1)', /redirects \(HTTP 302\) to an address that begins with javascript:\./],
    ['data:text/html,x', /an address that begins with data:/],
    ['https://elsewhere.example/x?ticket=1', /to https:\/\/elsewhere\.example\/x\. /],
    ['http://[', /to nowhere/],
    ['', /to nowhere/],
  ] as const) {
    it(`that redirects to "${location}" says so`, async () => {
      tenant.on('/api/invoices', body(Buffer.alloc(0), { location }, 302));
      const { message } = await failureOf(connection.request(READ));
      assert.match(message, place);
      assert.doesNotMatch(message, /null/);
    });
  }
});

/** A copy with one bit changed, `from` bytes before its end. */
function flipped(bytes: Buffer, from: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length + from] = (copy.at(from) ?? 0) ^ 1;
  return copy;
}
