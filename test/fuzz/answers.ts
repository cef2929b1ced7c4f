import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { phrase } from '../../lib/base/text/phrase';
import { Connection } from '../../lib/connection/connection';
import { readPage } from '../../lib/scan/page';
import { inserted, mutated } from './mutations';
import { answers } from './samples';
import { watched } from './targets';

const secret = 'fuzz-Zq7-secret';
const token = 'fuzz-Xk39-token';

interface Answering {
  status: number;
  body: string;
  encoding: string | undefined;
  packing: 'as said' | 'plain' | 'cut';
  headers: Record<string, string>;
  mirrors: 'no' | 'authorization' | 'body' | 'base64';
}

/** A real server that answers anything: a connection reads it, or says in words why not, and tells no secret. */
export async function answersTarget(): Promise<{
  property: fc.IAsyncProperty<unknown>;
  close(): Promise<void>;
}> {
  let next: Answering | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (next === undefined) return void response.end();
    const sent = Buffer.concat(chunks).toString();
    const { status, encoding, packing, headers, mirrors } = next;
    const echo = {
      no: '',
      authorization: request.headers.authorization ?? '',
      body: sent,
      base64: base64(request.headers.authorization ?? sent),
    };
    const packed = pack(Buffer.from(next.body + echo[mirrors]), packing === 'plain' ? undefined : encoding);
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (encoding !== undefined) response.setHeader('content-encoding', encoding);
    response.end(packing === 'cut' ? packed.subarray(0, Math.ceil(packed.length / 2)) : packed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const property = fc.asyncProperty(
    answering,
    fc.constantFrom('token', 'list', 'write'),
    async (answer, kind) => {
      next = answer;
      await ask(port, kind);
    },
  );
  return {
    property,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const answering: fc.Arbitrary<Answering> = fc.record({
  status: fc.oneof(
    { weight: 5, arbitrary: fc.constant(200) },
    fc.constantFrom(201, 204, 301, 302, 400, 401, 403, 404, 422),
  ),
  body: fc.oneof(mutated(answers), inserted, fc.json()),
  encoding: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    fc.constantFrom('gzip', 'br', 'deflate', 'raw', 'utf-8', 'identity', 'GZIP', 'gzip, gzip', 'x'),
  ),
  packing: fc.constantFrom('as said', 'as said', 'plain', 'cut'),
  headers: fc.dictionary(
    fc.constantFrom('date', 'location', 'retry-after', 'content-type', 'set-cookie', 'x-request-id', 'link'),
    fc.oneof(
      fc.constantFrom(
        'Sun, 22 Nov 2026 08:00:00 GMT',
        '0',
        '-1',
        '1e9',
        'https://evil.example/',
        '//evil',
        'text/html',
      ),
      inserted.map((text) => text.replace(/[^\x20-\x7e]/g, '').slice(0, 2000)),
    ),
  ),
  mirrors: fc.constantFrom('no', 'no', 'authorization', 'body', 'base64'),
});

async function ask(port: number, kind: string): Promise<void> {
  const connection = new Connection({
    authentication: kind === 'token' ? 'oauth2' : 'apiKey',
    siteAddress: `http://127.0.0.1:${port}`,
    credentials: { clientId: 'client', clientSecret: secret, apiKey: token },
    requestsPerSecond: 0,
    timeout: 5,
    environment: {},
    // Tries again at once.
    random: () => 0,
  });
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(new Error('given up')), 300);
  const told: unknown[] = [];
  try {
    await watched(async () => {
      const sent = connection.request({
        method: kind === 'write' ? 'POST' : 'GET',
        path: '/api/invoices?limit=50',
        purpose: phrase`reading ${'invoices'}`,
        signal: giveUp.signal,
        ...(kind === 'write' && { body: { a: secret } }),
      });
      const answer = await sent.catch((error: unknown) => {
        told.push(error);
        if (giveUp.signal.aborted) return undefined;
        throw error;
      });
      if (answer !== undefined) readPage(answer);
    });
  } finally {
    clearTimeout(timer);
    await connection.close();
  }
  const said = told
    .map((error) =>
      error instanceof Error ? `${error.message} ${error.stack} ${JSON.stringify(error)}` : '',
    )
    .join(' ');
  for (const hidden of [secret, token, base64(secret), base64(token), base64(`client:${secret}`)])
    assert.ok(!said.includes(hidden), `it tells a secret: ${said}`);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function pack(bytes: Buffer, encoding: string | undefined): Buffer {
  if (encoding?.toLowerCase() === 'gzip') return gzipSync(bytes);
  if (encoding === 'br') return brotliCompressSync(bytes);
  if (encoding === 'deflate') return deflateSync(bytes);
  if (encoding === 'raw') return deflateRawSync(bytes);
  return encoding === 'gzip, gzip' ? gzipSync(gzipSync(bytes)) : bytes;
}
