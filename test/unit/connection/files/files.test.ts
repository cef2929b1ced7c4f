import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Connection, type ConnectionSettings } from '../../../../lib/connection/connection';
import type { FileSource, FormField } from '../../../../lib/ports/form-field';
import { everyScope, Tenant } from '../../../simulator';
import { JumpingClock } from '../jumping-clock';
import { failureOf, Tenant as Scripted, type Step, status } from '../tenant';

const pdf = { filename: 'scan.pdf', contentType: 'application/pdf' };
const place = 'invoices/1/image_scan';
const scanFile = {
  path: '/api/invoices/1/retrieve_image_scan',
  purpose: 'fetching the scan',
  maxBytes: 1_000_000,
} as const;

function sourceOf(content: Buffer, named: { filename: string; contentType?: string } = pdf): FileSource {
  return { ...named, size: content.length, pieces: () => [content.subarray(0, 3), content.subarray(3)] };
}

function formFor(content: Buffer, named?: { filename: string; contentType?: string }): FormField[] {
  return [
    { name: 'attachment[type]', value: 'file' },
    { name: 'attachment[file]', value: sourceOf(content, named) },
  ];
}

/** A byte that is no UTF-8 is in it, as in most. */
const printed = Buffer.concat([
  Buffer.from('%PDF-1.7\n%'),
  Buffer.from([0xe2, 0xe3, 0xcf, 0xd3]),
  Buffer.from('\n%%EOF'),
]);

describe('Files over a connection', () => {
  let tenant: Tenant;
  let connection: Connection;
  const open = (settings: Partial<ConnectionSettings> = {}) =>
    new Connection({
      authentication: 'oauth2',
      siteAddress: tenant.url,
      credentials: { clientId: 'client', clientSecret: 'secret' },
      scope: everyScope().join(' '),
      requestsPerSecond: 0,
      clock: new JumpingClock(),
      random: () => 0,
      environment: {},
      ...settings,
    });

  beforeEach(async () => {
    tenant = await Tenant.start({ rateLimit: false, scopes: everyScope() });
    tenant.resource('invoices').createMany(1);
    connection = open();
  });
  afterEach(async () => {
    await connection.close();
    await tenant.close();
  });

  const attach = (form: FormField[], repeatable = false) =>
    connection.request({
      method: 'POST',
      path: '/api/invoices/1/attachments',
      form,
      purpose: 'attaching',
      repeatable,
    });
  const asked = () => tenant.requests.filter(({ path }) => path !== '/oauth2/token');
  const partsOf = () =>
    asked()
      .at(-1)
      ?.parts?.map(({ name, filename, contentType, bytes }) => [name, filename, contentType, String(bytes)]);

  describe('that go up', () => {
    it('keep their bytes, names and types', async () => {
      const { statusCode } = await attach(formFor(Buffer.from('%PDF-1.7')));
      assert.equal(statusCode, 201);
      assert.deepEqual(partsOf(), [
        ['attachment[type]', undefined, undefined, 'file'],
        ['attachment[file]', 'scan.pdf', 'application/pdf', '%PDF-1.7'],
      ]);
      assert.ok(asked().at(-1)?.headers['content-length'], 'their length is told before');
    });

    it('are of no particular type unless they say so, and may have any name', async () => {
      await attach(formFor(Buffer.from('abc'), { filename: 'Müller "山"\r\nx.bin' }));
      assert.deepEqual(partsOf()?.[1], [
        'attachment[file]',
        'Müller "山"\r\nx.bin',
        'application/octet-stream',
        'abc',
      ]);
    });

    it('are sent again as a whole when the token has run out', async () => {
      await attach(formFor(Buffer.from('first')));
      tenant.revokeTokens();
      await attach(formFor(Buffer.from('second')));
      assert.deepEqual(partsOf()?.[1]?.[3], 'second');
      assert.equal(tenant.writes.length, 2);
    });

    it('are not sent again when they may have arrived', async () => {
      tenant.loseAnswer({ path: /attachments/ });
      const error = await failureOf(attach(formFor(Buffer.from('once'))));
      assert.deepEqual([error.outcome, tenant.writes.length], ['unknown', 1]);
    });

    it('are sent again when they surely did not', async () => {
      tenant.weather({ kind: '429', path: '/api/invoices/1/attachments' });
      await attach(formFor(Buffer.from('once')));
      assert.deepEqual([asked().length, tenant.writes.length], [2, 1]);
    });
  });

  describe('that come down', () => {
    const put = (content: Buffer | number, named = pdf) => tenant.files.put(place, { ...named, content });

    it('are what they were, with name and type', async () => {
      const { sha256 } = put(300_000, { filename: 'Müller "山".pdf', contentType: 'application/pdf' });
      const { bytes, ...file } = await connection.download(scanFile);
      assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
      assert.deepEqual(file, {
        statusCode: 200,
        filename: 'Müller _山_.pdf',
        contentType: 'application/pdf',
        requests: 1,
      });
    });

    for (const hops of [1, 2]) {
      it(`are fetched behind ${hops} redirects, to which no token goes`, async () => {
        put(Buffer.from('scan'));
        tenant.readings.downloadRedirects = hops;
        const { bytes, requests } = await connection.download(scanFile);
        assert.deepEqual([bytes.toString(), requests], ['scan', 1 + hops]);
        const [first, ...others] = asked();
        assert.ok(first?.headers['authorization']);
        for (const { headers } of others) assert.equal(headers['authorization'], undefined);
      });
    }

    it('are not fetched behind three', async () => {
      put(Buffer.from('scan'));
      tenant.readings.downloadRedirects = 3;
      const error = await failureOf(connection.download(scanFile));
      assert.match(error.message, /Fetching the scan: .*one redirect more than the 2 that are followed/);
      assert.doesNotMatch(error.message, /signature=/);
    });

    it('may be as large as allowed, and no larger', async () => {
      put(1_000_000);
      assert.equal((await connection.download(scanFile)).bytes.length, 1_000_000);
      put(1_000_001);
      const error = await failureOf(connection.download(scanFile));
      assert.deepEqual(error.reason, { kind: 'body', fault: 'fileTooLarge' });
      assert.match(error.message, /larger than 1000000 bytes\. If it is meant to be, allow larger files/);
      assert.equal(asked().length, 2);
    });

    it('are asked for again when they break off', async () => {
      const { sha256 } = put(200_000);
      tenant.weather({ kind: 'reset-in-body', path: '/api/invoices/1/retrieve' });
      const { bytes, requests } = await connection.download(scanFile);
      assert.deepEqual([createHash('sha256').update(bytes).digest('hex'), requests], [sha256, 2]);
    });

    it('are not there where the record has none', async () => {
      assert.equal((await failureOf(connection.download(scanFile))).code, 'COUPA_NOT_FOUND');
    });

    it('end with the connection', async () => {
      put(Buffer.from('scan'));
      await connection.close();
      await assert.rejects(connection.download(scanFile), { name: 'AbortError' });
    });
  });
});

describe('What comes instead of a file', () => {
  let tenant: Scripted;
  let connection: Connection;
  beforeEach(async () => {
    tenant = await Scripted.start();
    connection = tenant.connect();
  });
  afterEach(async () => {
    await connection.close();
    await tenant.close();
  });
  const answer = (...steps: Step[]) => tenant.on('/api/invoices/1/retrieve_image_scan', ...steps);
  const fetched = async () => (await connection.download(scanFile)).bytes.toString();
  const refused = () => failureOf(connection.download(scanFile));

  it('is refused where it is a web page', async () => {
    answer(status(200, '<!DOCTYPE html><title>Log in</title>', { 'content-type': 'application/pdf' }));
    const error = await refused();
    assert.deepEqual([error.code, error.reason], ['COUPA_RESPONSE', { kind: 'body', fault: 'webPage' }]);
    assert.match(error.message, /answered HTTP 200 with a web page\. A login page or a proxy answered/);
    assert.equal(tenant.at('/api/invoices/1/retrieve_image_scan').length, 1);
  });

  it('is XML that begins as a piece of a page does, where its type says so', async () => {
    for (const body of ['<table><row>1</row></table>', '<header/>']) {
      answer(status(200, body, { 'content-type': 'application/xml' }));
      assert.equal(await fetched(), body);
    }
    answer(status(200, '<!doctype html><table>', { 'content-type': 'text/xml' }));
    assert.deepEqual((await refused()).reason, { kind: 'body', fault: 'webPage' });
  });

  it('is a file where the page has a name as one', async () => {
    const headers = { 'content-disposition': 'attachment; filename="a.html"' };
    answer(status(200, '<html>mail</html>', headers));
    assert.equal(await fetched(), '<html>mail</html>');
  });

  it('is refused where it is a part of a file that nobody asked for, unless that is all of it', async () => {
    const headers = { 'content-disposition': 'attachment; filename="a.pdf"' };
    for (const range of ['bytes 0-4/9', 'bytes 4-8/5', 'bytes 0-4/*', '']) {
      answer(status(206, '%PDF-', { ...headers, 'content-range': range }));
      assert.match(
        (await refused()).message,
        /with a part of the file, though all of it was asked for\. A cache/,
      );
    }
    answer(status(206, '%PDF-', { ...headers, 'content-range': 'bytes 0-4/5' }));
    assert.equal(await fetched(), '%PDF-');
  });

  it('is refused where it is empty, or JSON without a name', async () => {
    answer(status(200, ''), status(200, '{"id":1}', { 'content-type': 'application/json' }));
    const [empty, json] = [await refused(), await refused()];
    assert.match(empty.message, /no file: its answer is empty\. Check that the record has/);
    assert.match(json.message, /JSON instead of a file/);
    assert.deepEqual([empty.details, json.details], [{ noFile: true }, { noFile: true }]);
  });

  it('is told as another answer’s error is, in the tenant’s words', async () => {
    answer(status(400, '{"errors":["No scan"]}', { 'content-type': 'application/json' }));
    const error = await refused();
    assert.deepEqual([error.code, error.statusCode], ['COUPA_VALIDATION', 400]);
    assert.match(error.message, /No scan/);
  });

  it('is unwrapped where a gateway compressed it, and only then', async () => {
    const zipped = gzipSync('scan');
    const send = (headers: Record<string, string>): Step => {
      return (response) => response.writeHead(200, headers).end(zipped);
    };
    answer(send({ 'content-encoding': 'gzip' }), send({ 'content-type': 'application/gzip' }));
    assert.equal(await fetched(), 'scan');
    assert.deepEqual((await connection.download(scanFile)).bytes, zipped);
  });

  for (const encoding of [
    'utf-8',
    'ISO-8859-1',
    'none',
    'binary',
    '8bit',
    'aws-chunked',
    'application/pdf',
    'UTF-8, gzip',
  ])
    it(`is fetched where its content encoding is "${encoding}", which is no compression or only one of them`, async () => {
      const bytes = encoding.includes('gzip') ? gzipSync(printed) : printed;
      answer((response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes));
      assert.deepEqual((await connection.download(scanFile)).bytes, printed);
    });

  for (const encoding of ['gzip', 'x-gzip', 'deflate'])
    for (const [what, bytes] of [
      ['a PDF', printed],
      ['a text', Buffer.from('<Invoice>Größe</Invoice>')],
    ] as const)
      it(`is fetched as it is where its header says ${encoding} and it is ${what}, which a gateway has unwrapped`, async () => {
        answer((response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes));
        assert.deepEqual((await connection.download(scanFile)).bytes, bytes);
      });

  it('is asked for again where the connection is lost in the middle of its compression', async () => {
    const zipped = gzipSync(Buffer.concat([printed, randomBytes(50_000)]));
    answer(
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': zipped.length });
        response.write(zipped.subarray(0, 30_000), () => response.destroy());
      },
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(printed)),
    );
    assert.deepEqual((await connection.download(scanFile)).bytes, printed);
  });

  it('is refused where its compression is broken, bursts, or is not known', async () => {
    const send = (encoding: string, body: Buffer): Step => {
      return (response) => response.writeHead(200, { 'content-encoding': encoding }).end(body);
    };
    answer(send('br', Buffer.from('no brotli')));
    assert.match((await refused()).message, /br compression is broken/);
    answer(send('gzip', gzipSync(Buffer.alloc(2_000_000))));
    assert.match((await refused()).message, /larger than 1000000 bytes/);
    for (const name of ['lzma', 'constructor']) {
      answer(send(name, Buffer.from('x')));
      const { message } = await refused();
      assert.match(message, /no text and cannot be unpacked by its content encoding "(lzma|constructor)"/);
    }
  });

  describe('behind a redirect', () => {
    let store: Scripted;
    beforeEach(async () => {
      store = await Scripted.start();
      answer(status(302, '', { location: `${store.address}/bucket/a?signature=sig-1` }));
    });
    afterEach(() => store.close());

    it('is fetched from another host without anything that says who asks', async () => {
      store.on('/bucket/a', status(200, 'scan', { 'content-type': 'application/pdf' }));
      assert.equal(await fetched(), 'scan');
      const [arrived] = store.arrived;
      assert.equal(arrived?.url, '/bucket/a?signature=sig-1');
      assert.deepEqual(
        Object.keys(arrived?.headers ?? {}).sort(),
        ['accept', 'accept-encoding', 'connection', 'host', 'user-agent'].sort(),
      );
    });

    it('goes without keys as well', async () => {
      await connection.close();
      connection = tenant.connect({ authentication: 'apiKey' });
      store.on('/bucket/a', status(200, 'scan'));
      assert.equal(await fetched(), 'scan');
      assert.equal(store.arrived[0]?.headers['x-coupa-api-key'], undefined);
    });

    for (const code of [401, 403, 429]) {
      it(`is no word of the tenant’s where the store answers ${code}`, async () => {
        store.on('/bucket/a', status(code, 'no'));
        const error = await refused();
        assert.deepEqual([error.code, error.statusCode], ['COUPA_RESPONSE', code]);
        assert.match(error.message, /where 127\.0\.0\.1:\d+ says that the file is, answered HTTP/);
        assert.doesNotMatch(error.message, /bucket|sig-1|scope|credential/);
        assert.equal(tenant.tokenRequests, 1);
      });
    }

    it('is asked for at a fresh address when the store fails', async () => {
      store.on('/bucket/a', status(503), status(200, 'scan'));
      assert.equal(await fetched(), 'scan');
      assert.equal(tenant.at('/api/invoices/1/retrieve_image_scan').length, 2);
    });
  });
});
