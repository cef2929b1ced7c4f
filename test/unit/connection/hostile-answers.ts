import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const mb = 1024 * 1024;

/** Enough to fill half a gigabyte with what becomes of two or three bytes each. */
const much = 24 * mb;

/** Repeats a scrap up to a size. */
function repeated(scrap: string, size: number): Buffer {
  return Buffer.alloc(size - (size % Buffer.byteLength(scrap)), scrap);
}

function around(start: string, middle: Buffer, end: string): Buffer {
  return Buffer.concat([Buffer.from(start), middle, Buffer.from(end)]);
}

function utf32(text: string): Buffer {
  return Buffer.from(Uint32Array.from(text, (char) => char.charCodeAt(0)).buffer);
}

function numbered(count: number, member: (index: number) => string): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, index) => member(index)).join(','));
}

/** JSON values, none larger than 64 MB, that would fill the memory or hold up whoever reads them as they are. */
export const hostileValues: Readonly<Record<string, () => Buffer>> = {
  'a list of empty objects': () => around('[', repeated('{},', much), '{}]'),
  'a list of empty lists': () => around('[', repeated('[],', much), '[]]'),
  'a list of numbers': () => around('[', repeated('0,', much), '0]'),
  'a list of numbers that no number holds': () => around('[', repeated('1e400,', much), '0]'),
  'a record with twelve million values': () => around('[{"id":1,"a":[', repeated('0,', much), '0]}]'),
  'a record with eight million objects': () => around('[{"id":1,"a":[', repeated('{},', much), '{}]}]'),
  'a record with a million members': () =>
    around(
      '[{"id":1,',
      numbered(999_000, (at) => `"k${at}":${at}`),
      '}]',
    ),
  'a record with two million members': () =>
    around(
      '[{"id":1,',
      numbered(2_000_000, (at) => `"k${at}":1`),
      '}]',
    ),
  'a record with half a million objects, each of another form': () =>
    around(
      '[{"id":1,"a":[',
      numbered(490_000, (at) => `{"k${at}":1}`),
      ']}]',
    ),
  'a record with a text of 24 MB': () => around('[{"id":1,"a":"', repeated('x', much), '"}]'),
  'a record with a text of 15 MB beyond Latin-1': () =>
    around('[{"id":1,"a":"', repeated('日', 15 * mb), '"}]'),
  'a record with a text of 60 MB in UTF-32': () =>
    Buffer.concat([utf32('[{"id":1,"a":"'), Buffer.alloc(60 * mb, utf32('€')), utf32('"}]')]),
  'a record with a text of 60 MB in UTF-16': () =>
    Buffer.concat([
      Buffer.from('[{"id":1,"a":"', 'utf16le'),
      Buffer.alloc(60 * mb, Buffer.from('€', 'utf16le')),
      Buffer.from('"}]', 'utf16le'),
    ]),
  'a record with a text of 60 MB in windows-1252': () =>
    Buffer.concat([Buffer.from('[{"id":1,"a":"'), Buffer.alloc(60 * mb, 0x80), Buffer.from('"}]')]),
  'a record with a number of 24 MB': () => around('[{"id":1,"a":', repeated('9', much), '}]'),
  'a record with a fraction of 24 MB': () => around('[{"id":1,"a":0.', repeated('0', much), '1}]'),
  'a record with an exponent of 15 MB': () => around('[{"id":1,"a":1e-', repeated('9', 15 * mb), '}]'),
  'deep lists': () => around('', repeated('[', much / 2), ']'.repeat(much / 2)),
  'deep lists without an end': () => repeated('[', much),
  'deep objects without an end': () => repeated('{"a":', much),
  'a deep record': () =>
    around(`[{"id":1,"a":${'['.repeat(10 * mb)}`, Buffer.from(']'.repeat(10 * mb)), '}]'),
  'records that cannot be read': () => around('[', repeated('{x},', much), '{}]'),
  'a list of texts without commas': () => around('[', repeated('"\u0001"', much), ']'),
  quotes: () => repeated('"', much),
  backslashes: () => repeated('"\\\\', much),
  blanks: () => repeated(' ', much),
  'an object of lists': () => around('{', repeated('"a":[0],', much), '"b":0}'),
  'an object with a text of 40 million control characters': () =>
    around('{"access_token":"', repeated('\u0001', 40 * mb), '"}'),
  'an object with a text of 60 million line breaks': () =>
    around('{"access_token":"t","a":"', repeated('\n', 60 * mb), '"}'),
  'a record with a text of 15 million line breaks': () =>
    around('[{"id":1,"a":"', repeated('\n', 15 * mb), '"}]'),
  'a record with 990,000 numbers that no number holds': () =>
    around('[{"id":1,"a":[', repeated('1e400,', 990_000 * 6), '0]}]'),
  'a record with a name of 15 MB': () => around('[{"id":1,"', repeated('x', 15 * mb), '":1}]'),
  'a list of objects that have nine names of their own each': () =>
    around(
      '[',
      numbered(99_000, (at) => `{"id":${at},${[...'abcdefgh'].map((one) => `"${one}${at}":1`).join(',')}}`),
      ']',
    ),
  'an object around a list of empty objects': () =>
    around('{"total":9,"events":[', repeated('{},', much), '{}]}'),
  'an object around records that cannot be read': () => around('{"events":[', repeated('{x},', much), '{}]}'),
  'an object with twelve million values': () =>
    around('{"access_token":"t","a":[', repeated('0,', much), '0]}'),
  'an object with a text of 24 MB': () => around('{"access_token":"', repeated('x', much), '"}'),
  'an object with a number of 24 MB': () => around('{"access_token":', repeated('9', much), '}'),
  'more than may be sent': () => around('[', repeated('{},', 65 * mb), '{}]'),
};

/**
 * A server that answers with hostile values, compressed: `/<status>/<name of the value>`. What is asked for behind an id is empty,
 * and every other path gives a token.
 */
export async function startHostileServer(): Promise<{ server: Server; port: number }> {
  const packed = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const [, status = '', name = ''] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
    const key = decodeURIComponent(name);
    const value = hostileValues[key];
    if (value === undefined) {
      response.end('{"access_token":"token-0123456789","expires_in":86399}');
      return;
    }
    if (/id(\[|%5B)gt/.test(request.url ?? '')) {
      response.end('[]');
      return;
    }
    const body = packed.get(key) ?? gzipSync(value(), { level: 1 });
    packed.set(key, body);
    const charset = key.endsWith('windows-1252') ? '; charset=windows-1252' : '';
    response.writeHead(Number(status), {
      'content-type': `application/json${charset}`,
      'content-encoding': 'gzip',
    });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}
