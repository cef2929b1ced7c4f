import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Connection } from '../../../lib/connection/connection';
import { ListedRecord } from '../../../lib/connection/json/listed-record';
import { UnreadableRecord } from '../../../lib/connection/json/unreadable-record';
import { failureOf, type Step, Tenant } from './tenant';

const value = [{ id: 1, name: 'Müller & Söhne' }];
const plainText = Buffer.from(JSON.stringify(value));
const long = JSON.stringify(Array.from({ length: 2000 }, (_, id) => ({ id, name: `Nº ${id * 7919}` })));
const latin = Buffer.from(JSON.stringify(value), 'latin1');
const utf16 = Buffer.from(JSON.stringify(value), 'utf16le');
const read = { path: '/api/invoices', purpose: 'reading invoices' } as const;

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
    ['gzip', 'gzip', gzipSync(plainText)],
    ['GZIP', 'gzip', gzipSync(plainText)],
    ['x-gzip', 'gzip', gzipSync(plainText)],
    ['deflate', 'deflate as the standard has it', deflateSync(plainText)],
    ['deflate', 'deflate without its frame', deflateRawSync(plainText)],
    ['gzip', 'deflate', deflateSync(plainText)],
    ['gzip', 'deflate without its frame', deflateRawSync(plainText)],
    ['deflate', 'gzip', gzipSync(plainText)],
    ['br', 'brotli', brotliCompressSync(plainText)],
    ['br', 'gzip', gzipSync(plainText)],
    ['gzip, gzip', 'gzip twice', gzipSync(gzipSync(plainText))],
    ['gzip, gzip', 'gzip once', gzipSync(plainText)],
    ['gzip', 'gzip twice', gzipSync(gzipSync(plainText))],
    ['gzip, br', 'gzip, and brotli around it', brotliCompressSync(gzipSync(plainText))],
    ['identity, gzip', 'gzip', gzipSync(plainText)],
    ['', 'gzip', gzipSync(plainText)],
    ['utf-8', 'gzip', gzipSync(plainText)],
    [
      'gzip',
      'gzip in several members',
      Buffer.concat([gzipSync(plainText.subarray(0, 9)), gzipSync(plainText.subarray(9))]),
    ],
    ['gzip', 'gzip with zeros behind it', Buffer.concat([gzipSync(plainText), Buffer.alloc(16)])],
    ['gzip', 'gzip with other bytes behind it', Buffer.concat([gzipSync(plainText), Buffer.from('\r\n')])],
    ['gzip', 'plain text', plainText],
    ['br', 'plain text', plainText],
    ['deflate', 'plain text', plainText],
    ['identity', 'plain text', plainText],
    ['utf-8', 'plain text', plainText],
    ['UTF8', 'plain text', plainText],
    ['zstd', 'plain text', plainText],
    ['none', 'plain text', plainText],
    ['', 'plain text', plainText],
    [', ,', 'plain text', plainText],
  ] as const) {
    it(`is read when its content encoding is "${encoding}" and it is ${what}`, async () => {
      tenant.on('/api/invoices', body(bytes, { 'content-encoding': encoding }));
      assert.deepEqual((await connection.request(read)).body, value);
      assert.equal(tenant.arrived.length, 2, 'a sign-in and one request');
    });
  }

  for (const [what, pack] of [
    ['gzip', gzipSync],
    ['brotli', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const) {
    it(`is read when it is ${what} and no header says so`, async () => {
      tenant.on('/api/invoices', body(pack(plainText), {}));
      assert.deepEqual((await connection.request(read)).body, value);
      tenant.on('/api/invoices', body(pack(long), {}));
      assert.deepEqual((await connection.request(read)).body, JSON.parse(long));
    });
  }

  for (const [what, bytes] of [
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0xff, 0xfe])],
    ['brotli that breaks off', brotliCompressSync(plainText).subarray(0, 20)],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff])],
  ] as const)
    for (const list of [false, true, 'unparsed'] as const)
      it(`that is ${what}, and no header says so, is blamed on a proxy, and not asked for again (${list})`, async () => {
        tenant.on('/api/invoices', body(bytes, {}));
        const error = await failureOf(connection.request({ ...read, list }));
        assert.equal(error.code, 'COUPA_RESPONSE');
        assert.match(error.message, /bytes that are no text.*A proxy or gateway on the way changes answers/);
        assert.equal(tenant.at('/api/invoices').length, 1);
      });

  for (const [encoding, what, bytes] of [
    ['zstd', 'zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0xff, 0xfe])],
    ['compress', 'that', Buffer.from([0x1f, 0x9d, 0x90, 0x5b, 0xf6, 0xa4])],
    ['gzip', 'neither that nor text', Buffer.from([0xfe, 0xed, 0xfa, 0xce, 0xff, 0x00, 0x80])],
    ['br', 'neither that nor text', Buffer.from([0xfe, 0xed, 0xfa, 0xce, 0xff, 0x00, 0x80])],
    ['gzip, gzip, gzip, gzip', 'packed over and over', gzipSync(gzipSync(gzipSync(gzipSync(plainText))))],
  ] as const) {
    it(`whose content encoding is "${encoding}" and that is ${what} is blamed on a proxy, and not asked for again`, async () => {
      tenant.on('/api/invoices', body(bytes, { 'content-encoding': encoding }));
      const error = await failureOf(connection.request(read));
      assert.equal(error.code, 'COUPA_RESPONSE');
      assert.match(
        error.message,
        /no text and cannot be unpacked by its content encoding "(zstd|gzip|br|compress).*proxy or gateway on the way changes answers/,
      );
      assert.equal(tenant.at('/api/invoices').length, 1);
    });
  }

  it('mentions no secret that stands where its content encoding should', async () => {
    tenant.on('/api/invoices', body(Buffer.from([0xff, 0xfe, 1]), { 'content-encoding': 'token-number-1' }));
    assert.doesNotMatch((await failureOf(connection.request(read))).message, /token-number-1/);
  });

  for (const [what, bytes] of [
    ['gzip', flipped(Buffer.concat([gzipSync(plainText), Buffer.from('x')]), -7)],
    ['gzip', gzipSync(plainText).subarray(0, 30)],
    ['deflate', deflateRawSync(plainText).subarray(0, 30)],
  ] as const) {
    it(`is asked for again when its ${what} is broken or breaks off`, async () => {
      tenant.on('/api/invoices', body(bytes, { 'content-encoding': what }), body(plainText, {}));
      assert.deepEqual((await connection.request(read)).body, value);
    });
  }

  for (const [what, bytes, headers] of [
    ['begins with a byte order mark', Buffer.concat([Buffer.from('\uFEFF'), plainText]), {}],
    [
      'is compressed and begins with a byte order mark',
      gzipSync(Buffer.concat([Buffer.from('\uFEFF'), plainText])),
      { 'content-encoding': 'gzip' },
    ],
    ['is UTF-16 with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), {}],
    ['is UTF-16, its high bytes first', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]).swap16(), {}],
    ['is UTF-16 without a byte order mark', utf16, {}],
    ['is UTF-32 without a byte order mark', utf32('', 'LE'), {}],
    ['is UTF-32 with a byte order mark', utf32('\ufeff', 'LE'), {}],
    ['is UTF-32, its high bytes first', utf32('', 'BE'), {}],
    ['is UTF-32, its high bytes first behind a byte order mark', utf32('\ufeff', 'BE'), {}],
    ['says that it is Latin-1, and is', latin, { 'content-type': 'application/json; charset="iso-8859-1"' }],
    [
      'says that it is Latin-1, and is UTF-8',
      plainText,
      { 'content-type': 'application/json;charset=ISO-8859-1' },
    ],
    [
      'says that it is of a charset that nobody knows',
      plainText,
      { 'content-type': 'application/json; charset=klingon' },
    ],
  ] as const) {
    it(`is read when it ${what}`, async () => {
      tenant.on('/api/invoices', body(bytes, headers));
      assert.deepEqual((await connection.request(read)).body, value);
    });
  }

  it('keeps the signs that Windows has where Latin-1 has none', async () => {
    const bytes = Buffer.from('[{"price":"\x80 5 \x96 6 \x99","n":"M\xfcller"}]', 'latin1');
    for (const charset of ['windows-1252', 'iso-8859-1', 'cp1252']) {
      tenant.on('/api/invoices', body(bytes, { 'content-type': `application/json; charset=${charset}` }));
      assert.deepEqual((await connection.request(read)).body, [{ price: '€ 5 – 6 ™', n: 'Müller' }], charset);
    }
  });

  it('is read whole where what is no UTF-8 is long, and has characters of one to four bytes all over', async () => {
    const long = [{ id: 1, text: '€ü-'.repeat(20_000) }];
    const text = JSON.stringify(long);
    const windows = Buffer.from(text.replaceAll('€', '\x80'), 'latin1');
    const wide = [{ id: 1, text: '€ü😀'.repeat(20_000) }];
    for (const [what, bytes, expected, type] of [
      ['windows-1252', windows, long, 'application/json; charset=windows-1252'],
      ['UTF-32', utf32('', 'LE', wide), wide, 'application/json'],
      ['UTF-32, high bytes first', utf32('\ufeff', 'BE', wide), wide, 'application/json'],
    ] as const) {
      tenant.on('/api/invoices', body(bytes, { 'content-type': type }));
      assert.deepEqual((await connection.request(read)).body, expected, what);
    }
  });

  for (const charset of ['', '; charset=utf-8', '; charset="UTF8"', '; charset=unicode-1-1-utf-8']) {
    const type = `application/json${charset}`;

    it(`loses no special character in silence where it calls itself ${type} and is Latin-1`, async () => {
      const both = Buffer.concat([latin.subarray(0, -1), Buffer.from(',{"id":2,"name":"Müller"}]')]);
      tenant.on('/api/invoices', body(both, { 'content-type': type }));
      for (const list of [true, 'unparsed'] as const) {
        const records = (await connection.request({ ...read, list })).body as unknown[];
        const [bad, good] = records.map((record) =>
          record instanceof ListedRecord ? record.read()[0] : record,
        );
        assert.ok(bad instanceof UnreadableRecord, JSON.stringify(bad));
        assert.match(bad.error.message, /Record 1 .*no UTF-8/);
        assert.equal(JSON.stringify(good), '{"id":2,"name":"Müller"}');
      }
      const error = await failureOf(connection.request(read));
      assert.equal(error.code, 'COUPA_RESPONSE');
      assert.match(error.message, /answered HTTP 200 with bytes that are no UTF-8.*write them anew/);
      assert.equal(tenant.at('/api/invoices').length, 3, 'it is not asked for again');
    });
  }

  it('of a write is read all the same where it is no UTF-8: it was carried out', async () => {
    tenant.on('/api/invoices', body(latin, {}, 201));
    const { body: made } = await connection.request({ ...read, method: 'POST', body: {} });
    assert.equal((made as { id: number }[])[0]?.id, 1);
  });

  it('is an error in words where it is three zeros', async () => {
    tenant.on('/api/invoices', body(Buffer.alloc(3), {}));
    assert.equal((await failureOf(connection.request(read))).code, 'COUPA_RESPONSE');
  });

  it('is a token also behind a byte order mark', async () => {
    const token = '\uFEFF{"access_token":"t-0123456789","token_type":"bearer","expires_in":86399}';
    tenant.on('/oauth2/token', body(Buffer.from(token), {}));
    tenant.on('/api/invoices', body(plainText, {}));
    await connection.request(read);
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
      assert.match((await failureOf(connection.request(read))).message, said);
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
      const answer = await connection.request(read);
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
      assert.equal((await failureOf(connection.request(read))).code, 'COUPA_NOT_FOUND');
    });
  }

  it('that nothing has changed is told as a cache on the way, not as a redirect', async () => {
    tenant.on('/api/invoices', body(Buffer.alloc(0), {}, 304));
    const error = await failureOf(connection.request(read));
    assert.equal(error.code, 'COUPA_RESPONSE');
    assert.match(
      error.message,
      /HTTP 304 to GET \/api\/invoices\. A cache on the way says that nothing has changed/,
    );
  });

  for (const headers of [
    { 'content-length': '713' } as Record<string, string>,
    { 'content-length': '713', 'content-encoding': 'gzip' },
  ]) {
    const named = JSON.stringify(headers);

    it(`that has no body is no broken one, whatever its headers say of that: ${named}`, async () => {
      tenant.on('/api/invoices', headersAlone(304, headers));
      assert.match(
        (await failureOf(connection.request(read))).message,
        /nothing has changed, though nobody asked/,
      );
      tenant.on('/api/invoices', headersAlone(204, headers));
      assert.equal((await connection.request(read)).body, undefined);
      tenant.on('/api/invoices', body(plainText, {}));
      assert.deepEqual((await connection.request(read)).body, value);
      assert.equal(tenant.at('/api/invoices').length, 3);
    });
  }

  it('is an error when a write is told that nothing matches', async () => {
    tenant.on(
      '/api/invoices',
      body(Buffer.from('{"errors":["No results match your search criteria."]}'), {}, 404),
    );
    const write = { ...read, method: 'PUT', body: {} } as const;
    assert.equal((await failureOf(connection.request(write))).code, 'COUPA_NOT_FOUND');
  });

  for (const [location, place] of [
    ['javascript:alert(1)', /redirects \(HTTP 302\) to an address that begins with javascript:\./],
    ['data:text/html,x', /an address that begins with data:/],
    ['https://elsewhere.example/x?ticket=1', /to https:\/\/elsewhere\.example\/x\. /],
    ['http://[', /to nowhere/],
    ['', /to nowhere/],
    ['/api/invoices/', /Check the site address/],
    ['https://acme.example/api/invoices', /Check the site address/],
    ['https://acme.example/oauth2/authorize', /That is a login page/],
    ['https://login.example/api/invoices', /That is a login page/],
  ] as const) {
    it(`that redirects to "${location}" says so`, async () => {
      tenant.on('/api/invoices', body(Buffer.alloc(0), { location }, 302));
      const { message } = await failureOf(connection.request(read));
      assert.match(message, place);
      assert.doesNotMatch(message, /null/);
    });
  }
});

/** An answer whose headers are all there is. Node.js itself would mend them. */
function headersAlone(status: number, headers: Record<string, string>): Step {
  return (response) => {
    const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}\r\n`);
    response.socket?.write(`HTTP/1.1 ${status} So\r\n${lines.join('')}\r\n`);
  };
}

/** A copy with one bit changed, `from` bytes before its end. */
function flipped(bytes: Buffer, from: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length + from] = (copy.at(from) ?? 0) ^ 1;
  return copy;
}

function utf32(mark: string, order: 'LE' | 'BE', content: unknown = value): Buffer {
  const codes = [...mark, ...JSON.stringify(content)].map((character) => character.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(codes.length * 4);
  for (const [at, code] of codes.entries()) {
    if (order === 'LE') bytes.writeUInt32LE(code, at * 4);
    else bytes.writeUInt32BE(code, at * 4);
  }
  return bytes;
}
