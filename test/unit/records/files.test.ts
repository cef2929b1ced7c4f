import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { type Bench, type Came, startBench } from './bench';

const pdf = Buffer.from('%PDF-1.7 scan');

describe('files of records', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
    bench.tenant.resource('invoices').createMany(3);
  });
  afterEach(() => bench.close());

  const parts = () =>
    bench.tenant.requests
      .at(-1)
      ?.parts?.map(({ name, filename, contentType, bytes }) => [name, filename, contentType, String(bytes)]);
  const results = ({ record }: Came) =>
    record.result.map(({ index, id, outcome, statusCode }) => [index, id, outcome, statusCode]);

  describe('that are attached', () => {
    const attach = (message: object, config: object = {}) =>
      bench.run({ resource: 'invoices', operation: 'attach', ...config }, message);
    const named = { id: 1, filename: 'scan.pdf' };

    it('are a Buffer that the message names', async () => {
      const came = await attach({
        ...named,
        payload: pdf,
        contentType: 'application/pdf',
        intent: 'Supplier',
      });
      assert.deepEqual(bench.asked(), ['POST /api/invoices/1/attachments']);
      assert.deepEqual(parts(), [
        ['attachment[type]', undefined, undefined, 'file'],
        ['attachment[intent]', undefined, undefined, 'Supplier'],
        ['attachment[file]', 'scan.pdf', 'application/pdf', '%PDF-1.7 scan'],
      ]);
      assert.equal(Object(came.first?.payload)['file-file-name'], 'scan.pdf');
      assert.deepEqual(results(came), [[0, '1', 'attached', 201]]);
      assert.equal(came.record.warnings, undefined);
    });

    for (const code of [
      'new Uint8Array(bytes)',
      '{ filename: "scan.pdf", data: new Uint8Array(bytes) }',
      'new Uint8Array(bytes).buffer',
      'new DataView(new Uint8Array([0, ...bytes, 0]).buffer, 1, bytes.length)',
    ])
      it(`are bytes that a function node has made: ${code}`, async () => {
        const payload = runInNewContext(`(${code})`, { bytes: [...pdf] });
        const { record } = await attach({ ...named, payload });
        assert.equal(record.applied, 1);
        assert.deepEqual(parts()?.at(-1), [
          'attachment[file]',
          'scan.pdf',
          'application/pdf',
          '%PDF-1.7 scan',
        ]);
      });

    it('have the type that their name stands for, where nobody says it', async () => {
      await attach({ ...named, payload: pdf });
      assert.equal(parts()?.[1]?.[2], 'application/pdf');
      await attach({ ...named, filename: 'a.unknown', payload: pdf });
      assert.equal(parts()?.[1]?.[2], 'application/octet-stream');
    });

    it('are objects of a message, in base64 as well', async () => {
      const data = pdf.toString('base64').replace(/.{4}/g, '$&\r\n');
      const payload = { id: '2', filename: 'a.pdf', data, encoding: 'base64', intent: 'Internal' };
      const { first } = await attach({ payload });
      assert.deepEqual(parts()?.[2], ['attachment[file]', 'a.pdf', 'application/pdf', '%PDF-1.7 scan']);
      assert.equal(Object(first?.payload)['file-file-size'], String(pdf.length));
    });

    it('are what they were, however long their base64 is', async () => {
      const bytes = Buffer.from(Array.from({ length: 200_001 }, (_, at) => at % 251));
      const digest = createHash('sha256').update(bytes).digest('hex');
      for (const data of [bytes.toString('base64'), bytes.toString('base64').replace(/.{76}/g, '$&\r\n')]) {
        await attach({ payload: { ...named, data, encoding: 'base64' } });
        assert.equal(bench.tenant.requests.at(-1)?.parts?.at(-1)?.sha256, digest);
      }
    });

    it('are an address or a text that Coupa keeps as such', async () => {
      await attach({ payload: { id: 1, url: 'https://example.com/a', intent: 'Internal' } });
      assert.deepEqual(
        parts()?.map(([name, , , value]) => [name, value]),
        [
          ['attachment[type]', 'url'],
          ['attachment[intent]', 'Internal'],
          ['attachment[url]', 'https://example.com/a'],
        ],
      );
      await attach({ id: 1, payload: { text: 'Größe 山' } });
      assert.deepEqual(
        parts()?.map(([name, , , value]) => [name, value]),
        [
          ['attachment[type]', 'text'],
          ['attachment[text]', 'Größe 山'],
        ],
      );
    });

    it('are put where msg.file says, instead of among the attachments', async () => {
      const came = await attach({ ...named, payload: pdf, file: 'image_scan' });
      assert.deepEqual(bench.asked(), ['PUT /api/invoices/1/image_scan']);
      assert.deepEqual(parts(), [['file', 'scan.pdf', 'application/pdf', '%PDF-1.7 scan']]);
      assert.equal(Object(came.first?.payload)['image-scan-file-name'], 'scan.pdf');
      await attach({ payload: { id: 1, url: 'https://example.com/a.pdf' }, file: 'image_scan' });
      assert.deepEqual(parts()?.[0]?.[3], 'https://example.com/a.pdf');
    });

    it('are several of one record, or one of each, in their order', async () => {
      const files = { filename: ['a.pdf', 'b.png'], contentType: [undefined, 'image/x-own'] };
      const came = await attach({ id: 1, payload: [pdf, Buffer.from('png')], ...files });
      assert.deepEqual(
        came.rows.map((row) => [row['file-file-name'], row['file-content-type']]),
        [
          ['a.pdf', 'application/pdf'],
          ['b.png', 'image/x-own'],
        ],
      );
      await attach({ payload: [2, 3].map((id) => ({ id, filename: 'c.pdf', data: pdf })) });
      assert.deepEqual(bench.asked().slice(2), [
        'POST /api/invoices/2/attachments',
        'POST /api/invoices/3/attachments',
      ]);
    });

    it('belong to a list of attachments without an id of their own', async () => {
      await attach({ payload: pdf, filename: 'a.pdf' }, { resource: 'invoices/3/attachments' });
      assert.deepEqual(bench.asked(), ['POST /api/invoices/3/attachments']);
    });

    for (const [filename, arrives] of [
      ['Müller "山".pdf', 'Müller "山".pdf'],
      ['/data/in\\2026/a b.pdf', 'a b.pdf'],
      ['a\r\nX-Header: 1.pdf', 'a  X-Header: 1.pdf'],
      [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(251)}.pdf`],
    ] as const)
      it(`may be called ${JSON.stringify(filename.slice(0, 40))}`, async () => {
        const { first } = await attach({ ...named, filename, payload: pdf });
        assert.equal(parts()?.at(-1)?.[1], arrives);
        assert.equal(Object(first?.payload)['file-file-name'], arrives);
      });

    it('may be a text that is a file', async () => {
      await attach({ payload: { ...named, filename: 'a.csv', data: 'Größe' } });
      assert.deepEqual(parts()?.at(-1)?.slice(1), ['a.csv', 'text/csv', 'Größe']);
    });

    it('do not take the type of another file from the message', async () => {
      await attach({ contentType: 'image/png', payload: { ...named, data: pdf } });
      assert.equal(parts()?.at(-1)?.[2], 'application/pdf');
    });

    it('are told by a dry run with name, type and size, and not sent', async () => {
      const { first, record } = await attach(
        { ...named, payload: pdf, intent: 'Internal' },
        { dryRun: true },
      );
      assert.deepEqual(first?.payload, {
        method: 'POST',
        path: '/api/invoices/1/attachments',
        form: [
          { name: 'attachment[type]', value: 'file' },
          { name: 'attachment[intent]', value: 'Internal' },
          {
            name: 'attachment[file]',
            filename: 'scan.pdf',
            contentType: 'application/pdf',
            size: pdf.length,
          },
        ],
      });
      assert.deepEqual([record.dryRun, bench.asked()], [true, []]);
    });

    it('are tried where nothing is known of attachments, with a warning', async () => {
      bench.tenant.resource('suppliers').createMany(1);
      const came = await attach({ ...named, payload: pdf }, { resource: 'suppliers', dryRun: true });
      assert.match(String(came.record.warnings?.[0]?.message), /not known that suppliers have attachments/);
      assert.equal(Object(came.first?.payload).path, '/api/suppliers/1/attachments');
    });

    it('are not sent again when the answer is lost, and told as unknown', async () => {
      bench.tenant.loseAnswer({ path: /attachments/ });
      const { error, entries } = await attach({ ...named, payload: pdf });
      assert.equal(bench.tenant.writes.length, 1);
      assert.deepEqual([error?.code, entries[0]?.outcome], ['COUPA_NETWORK', 'unknown']);
      assert.match(entries[0]?.reason ?? '', /^Unknown outcome: .* Look in Coupa before sending it again/);
      assert.deepEqual(entries[0]?.object, { ...named, contentType: 'application/pdf', size: pdf.length });
    });

    it('are sent again when they surely did not arrive', async () => {
      bench.tenant.weather({ kind: '429', path: '/api/invoices/1/attachments' });
      assert.equal((await attach({ ...named, payload: pdf })).error, undefined);
      assert.deepEqual([bench.asked().length, bench.tenant.writes.length], [2, 1]);
    });

    it('that replace the one before are sent again when the answer is lost', async () => {
      bench.tenant.loseAnswer({ path: /image_scan/ });
      const { error } = await attach({ ...named, payload: pdf, file: 'image_scan' });
      assert.deepEqual([error, bench.tenant.writes.length], [undefined, 2]);
    });

    it('are told one by one where some are refused', async () => {
      const payload = [
        { id: 1, filename: 'a.pdf', data: pdf },
        { id: 99, filename: 'b.pdf', data: pdf },
        pdf,
      ];
      const { record, entries, rows, second } = await attach({ payload, coupa: { delivery: 'd' } });
      assert.deepEqual([rows.length, record.applied, record.requested], [1, 1, 3]);
      assert.deepEqual(
        entries.map(({ index, outcome, object }) => [index, outcome, object]),
        [
          [1, 'refused', { id: 99, filename: 'b.pdf', contentType: 'application/pdf', size: pdf.length }],
          [2, 'not sent', { size: pdf.length }],
        ],
      );
      assert.equal(Object(second?.['coupa']).delivery, undefined);
    });

    it('name the scope that is missing', async () => {
      await bench.close();
      bench = await startBench({ scopes: ['core.invoice.read'] });
      bench.tenant.resource('invoices').createMany(1);
      const { error } = await attach({ ...named, payload: pdf });
      assert.match(error?.message ?? '', /needs the scope core\.invoice\.write/);
    });

    it('are compared by their size with what Coupa says that it has', async () => {
      bench.tenant.readings.attachmentMembers = 'observed';
      const { record } = await attach({ ...named, payload: pdf });
      assert.equal(record.warnings, undefined);
    });

    it('are never made JSON of, whatever becomes of them', async () => {
      const toJSON = () => assert.fail('a file was made JSON of');
      const data = Object.assign(Buffer.from('%PDF'), { toJSON });
      const one = (id: number) => ({ id, filename: 'a.pdf', data });
      await attach({ ...named, payload: data });
      await attach({ ...named, payload: data }, { dryRun: true });
      await attach({ ...named, payload: data, filename: undefined });
      await attach({ payload: one(99) });
      await attach({ payload: [one(99), one(1), data] }, { stopOnError: true });
      await attach(
        { payload: [[data], { data }, { id: 1, content: data }, one(1)] },
        { maxFileSize: 0.000001 },
      );
      bench.tenant.loseAnswer({ path: /attachments/ });
      await attach({ payload: [one(1), one(2)] });
      const session = bench.open({ resource: 'invoices', operation: 'attach' });
      const sent = bench.send(session, { payload: [one(1), one(2)] });
      session.close();
      assert.equal((await sent).error?.code, 'COUPA_NETWORK');
    });

    describe('and cannot be', () => {
      const file = { id: 1, filename: 'a.pdf', data: pdf };
      const cases: [what: string, message: object, why: RegExp][] = [
        [
          'no file',
          { id: 1 },
          /it is neither a Buffer nor an object .* but nothing \(the message has no payload/,
        ],
        ['a null', { id: 1, payload: null }, /but null/],
        ['a text', { id: 1, payload: 'JVBERi0=' }, /it is a text: give a Buffer, or an object with data/],
        ['an array in an array', { id: 1, payload: [[pdf]] }, /but an array/],
        [
          'an object without a file',
          { payload: { id: 1, filename: 'a.pdf' } },
          /neither data nor url nor text/,
        ],
        ['two things at once', { payload: { ...file, url: 'https://a' } }, /has data, url at once/],
        ['an empty file', { payload: { ...file, data: Buffer.alloc(0) } }, /it is an empty file/],
        ['an empty text', { payload: { ...file, data: '\n', encoding: 'base64' } }, /it is an empty file/],
        [
          'a file too large',
          { payload: { ...file, data: Buffer.alloc(1_048_577) } },
          /is a file of 1048577 bytes, and this node sends 1048576 at most: raise "Largest file"/,
        ],
        [
          'no id',
          { payload: { filename: 'a.pdf', data: pdf } },
          /it names no record: give its id in msg\.id/,
        ],
        [
          'an id that is a path',
          { payload: { ...file, id: '../users/1' } },
          /an id has only digits, letters/,
        ],
        ['no name', { payload: { id: 1, data: pdf } }, /it has no file name: give it in msg\.filename/],
        ['a name of dots', { payload: { ...file, filename: '../..' } }, /it has no file name/],
        ['a name that is a number', { payload: { ...file, filename: 7 } }, /it has no file name/],
        [
          'wrong base64',
          { payload: { ...file, data: 'JVB*Ri0=', encoding: 'base64' } },
          /data that is not base64/,
        ],
        [
          'base64 with one digit too many',
          { payload: { ...file, data: 'AAAAB', encoding: 'base64' } },
          /not base64/,
        ],
        [
          'base64 with something behind it',
          { payload: { ...file, data: 'AA==BBBB', encoding: 'base64' } },
          /not base64/,
        ],
        [
          'base64 that nobody calls so',
          { payload: { ...file, data: pdf.toString('base64') } },
          /data that looks like base64, and would be attached as the text that it is/,
        ],
        [
          'a data address that nobody calls base64',
          { payload: { ...file, filename: 'a.xml', data: 'data:text/xml;charset=utf-8;base64,PGEvPg==' } },
          /data that looks like base64/,
        ],
        [
          'a picture in base64 of other digits, in lines',
          { payload: { ...file, filename: 'a.jpg', data: '\n_9j_4AAQSkZJRgAB\r\nAQAAAQABAAD_2wBD' } },
          /data that looks like base64/,
        ],
        [
          'a data address for base64',
          { payload: { ...file, data: 'data:a/b;base64,AAAA', encoding: 'base64' } },
          /not base64/,
        ],
        [
          'an unknown encoding',
          { payload: { ...file, data: 'AAAA', encoding: 'hex' } },
          /encoding that is not known/,
        ],
        [
          'a Buffer that went through JSON',
          { payload: { ...file, data: pdf.toJSON() } },
          /neither a Buffer nor a text but an object/,
        ],
        [
          'a type with a line end',
          { payload: { ...file, contentType: 'a/b\r\nX: 1' } },
          /a contentType that cannot be one/,
        ],
        [
          'a type that is none',
          { payload: { ...file, contentType: 'pdf' } },
          /a contentType that cannot be one/,
        ],
        ['an intent that is no text', { payload: { ...file, intent: 7 } }, /an intent that is not a text/],
        ['a url that is no text', { payload: { id: 1, url: 7 } }, /a url that is empty or not a text/],
        ['a blank text', { payload: { id: 1, text: ' ' } }, /a text that is empty or not a text/],
      ];
      for (const [what, message, why] of cases)
        it(`(${what}) are refused before anything is sent`, async () => {
          const { error, entries } = await attach(message, { maxFileSize: 1 });
          assert.match(error?.message ?? '', why);
          assert.deepEqual([error?.code, bench.asked()], ['COUPA_VALIDATION', []]);
          assert.deepEqual([entries.length, entries[0]?.outcome], [1, 'not sent']);
          assert.ok(JSON.stringify(entries).length < 1000, 'no bytes are told');
        });

      it('(a text in place of a scan) are refused', async () => {
        const { error } = await attach({ id: 1, payload: { text: 'a' }, file: 'image_scan' });
        assert.match(error?.message ?? '', /it is a text, and image_scan has to be a file or its url/);
        assert.deepEqual(bench.asked(), []);
      });

      for (const file of ['legal_agreement', 'image scan', 7, {}])
        it(`(msg.file ${JSON.stringify(file)} of an invoice) are refused as a whole`, async () => {
          const { error } = await attach({ ...named, payload: pdf, file });
          assert.equal(error?.code, 'COUPA_VALIDATION');
          assert.match(error?.message ?? '', /msg\.file is .* It can be image_scan; or leave it out/);
          assert.deepEqual(bench.asked(), []);
        });

      it('(an id that does not exist) are an error', async () => {
        assert.equal((await attach({ ...named, id: 99, payload: pdf })).error?.code, 'COUPA_NOT_FOUND');
      });
    });

    it('may be as large as the node allows', async () => {
      const { error } = await attach({ ...named, payload: Buffer.alloc(1_048_576) }, { maxFileSize: 1 });
      assert.equal(error, undefined);
    });
  });

  describe('that are fetched', () => {
    const download = (message: object, config: object = {}) =>
      bench.run({ resource: 'invoices', operation: 'download', ...config }, message);
    const put = (place: string, content: Buffer | number = pdf, filename = 'scan.pdf') =>
      bench.tenant.files.put(place, { filename, contentType: 'application/pdf', content });

    it('are a Buffer, with name and type beside it', async () => {
      put('invoices/1/image_scan');
      const came = await download({ payload: 1, file: 'image_scan', coupa: { delivery: 'd' } });
      const { payload, filename, contentType, coupa } = Object(came.first);
      assert.deepEqual([payload, filename, contentType], [pdf, 'scan.pdf', 'application/pdf']);
      assert.ok(Buffer.isBuffer(payload));
      assert.equal(Object(coupa).delivery, 'd');
      assert.deepEqual(results(came), [[0, '1', 'fetched', 200]]);
      assert.deepEqual(bench.asked(), ['GET /api/invoices/1/retrieve_image_scan']);
    });

    it('are those of a whole record, as a poll sends it', async () => {
      put('invoices/2/legal_invoice_pdf');
      const { first } = await download({ payload: { id: 2, status: 'approved' }, file: 'legal_invoice_pdf' });
      assert.deepEqual(first?.payload, pdf);
    });

    for (const [what, config, message] of [
      ['a record', { resource: 'invoices' }, { id: 1, file: 7 }],
      ['a record by a text', { resource: 'invoices' }, { payload: 1, file: '7' }],
      ['a list of attachments', { resource: 'invoices/1/attachments' }, { payload: 7 }],
    ] as const)
      it(`are the attachment of ${what}`, async () => {
        bench.tenant.resource('invoices/1/attachments').create({ id: 7 });
        put('invoices/1/attachments/7');
        assert.deepEqual((await download(message, config)).first?.payload, pdf);
        assert.deepEqual(bench.asked(), ['GET /api/invoices/1/attachments/7']);
      });

    for (const [own, named] of [
      ['..', 'image_scan-1.pdf'],
      ['scans/', 'image_scan-1.pdf'],
      ['C:\\scans\\a:b?.pdf', 'a_b_.pdf'],
      ['a\u0000\u202efdp.exe', 'a__fdp.exe'],
    ] as const)
      it(`have no name that leaves a folder or that a file system does not take: ${JSON.stringify(own)}`, async () => {
        put('invoices/1/image_scan', pdf, '');
        const payload = { id: 1, 'image-scan-file-name': own };
        assert.equal((await download({ payload, file: 'image_scan' })).first?.['filename'], named);
      });

    it('are an array of Buffers for an array, with lists of names and types in the same order', async () => {
      put('invoices/1/image_scan', Buffer.from('one'), '1.pdf');
      put('invoices/3/image_scan', Buffer.from('three'), '3.pdf');
      const { first, entries, record } = await download({ payload: [3, 2, 1], file: 'image_scan' });
      assert.deepEqual([first?.payload].flat().map(String), ['three', 'one']);
      assert.deepEqual(first?.['filename'], ['3.pdf', '1.pdf']);
      assert.deepEqual(first?.['contentType'], ['application/pdf', 'application/pdf']);
      assert.deepEqual(
        entries.map(({ index, object, statusCode }) => [index, object, statusCode]),
        [[1, 2, 404]],
      );
      assert.deepEqual([record.applied, record.requested], [2, 3]);
    });

    it('can be attached again as they came', async () => {
      put('invoices/1/image_scan', Buffer.from('one'), '1.pdf');
      put('invoices/3/image_scan', Buffer.from('three'), '3.pdf');
      const { first } = await download({ payload: [1, 3], file: 'image_scan' });
      const again = { ...first, id: 2, file: undefined };
      const { rows } = await bench.run({ resource: 'invoices', operation: 'attach' }, again);
      assert.deepEqual(
        rows.map((row) => row['file-file-name']),
        ['1.pdf', '3.pdf'],
      );
    });

    it('are fetched in a dry run as well, which changes nothing', async () => {
      put('invoices/1/image_scan');
      const { first, record } = await download({ payload: 1, file: 'image_scan' }, { dryRun: true });
      assert.deepEqual([first?.payload, record.dryRun], [pdf, undefined]);
    });

    it('may lie behind a redirect', async () => {
      put('invoices/1/image_scan');
      bench.tenant.readings.downloadRedirects = 2;
      assert.deepEqual((await download({ payload: 1, file: 'image_scan' })).first?.payload, pdf);
    });

    it('may be as large as the node allows, and no larger', async () => {
      put('invoices/1/image_scan', 1_048_576);
      const ask = () => download({ payload: 1, file: 'image_scan' }, { maxFileSize: 1 });
      assert.equal(Object((await ask()).first?.payload).length, 1_048_576);
      put('invoices/1/image_scan', 1_048_577);
      const { error } = await ask();
      assert.equal(error?.code, 'COUPA_RESPONSE');
      assert.match(
        error?.message ?? '',
        /larger than 1048576 bytes.*takes 1048576 bytes at most: "Largest file" says so/,
      );
    });

    it('of one message end where they have four times what one may have', async () => {
      put('invoices/1/image_scan', 1_000_000);
      const payload = Array.from({ length: 12 }, () => 1);
      const { rows, entries } = await download({ payload, file: 'image_scan' }, { maxFileSize: 1 });
      assert.ok(rows.length >= 5 && rows.length <= 7, `${rows.length} files`);
      assert.deepEqual([rows.length + entries.length, entries.at(-1)?.outcome], [12, 'not sent']);
      assert.match(
        entries.at(-1)?.reason ?? '',
        /the files before it have \d+ bytes together: ask for fewer/,
      );
    });

    it('are three at a time of a node, and one list after the other, whatever messages ask for them', async () => {
      for (const id of [1, 2, 3]) put(`invoices/${id}/image_scan`);
      const asked: string[] = [];
      let underWay = 0;
      let most = 0;
      const { connection } = bench;
      const fetch = connection.download.bind(connection);
      connection.download = async (options) => {
        asked.push(options.path);
        underWay += 1;
        most = Math.max(most, underWay);
        return fetch(options).finally(() => {
          underWay -= 1;
        });
      };
      const node = bench.open({ resource: 'invoices', operation: 'download' });
      const send = (payload: unknown) => bench.send(node, { payload, file: 'image_scan' });
      const alone = await Promise.all([1, 2, 3, 1, 2, 3].map(send));
      assert.equal(most, 3);
      assert.equal(alone.filter(({ error }) => error === undefined).length, 6);
      asked.length = 0;
      await Promise.all([send([1, 1, 1, 1, 1]), send([2, 2, 2, 2, 2])]);
      assert.deepEqual(
        asked.map((path) => path.split('/')[3]),
        ['1', '1', '1', '1', '1', '2', '2', '2', '2', '2'],
      );
    });

    it('are an error where the tenant describes an attachment instead of answering it', async () => {
      bench.tenant.resource('invoices/1/attachments').create({ id: 7 });
      put('invoices/1/attachments/7');
      bench.tenant.readings.attachmentAnswer = 'description';
      const { error } = await download({ payload: 1, file: 7 });
      assert.match(error?.message ?? '', /JSON instead of a file/);
      assert.equal(Object(error?.details).noFile, true);
    });

    it('name the scope that is missing', async () => {
      await bench.close();
      bench = await startBench({ scopes: ['core.supplier.read'] });
      bench.tenant.resource('invoices').createMany(1);
      const { error } = await download({ payload: 1, file: 'image_scan' });
      assert.match(error?.message ?? '', /needs the scope core\.invoice\.read/);
    });

    for (const [what, file, config, why] of [
      [
        'nothing',
        undefined,
        {},
        /msg\.file is missing\. It can be image_scan, legal_invoice_pdf, clearance_document; or give the id/,
      ],
      ['a file of other records', 'legal_agreement', {}, /msg\.file is "legal_agreement"/],
      ['a path', '../1', {}, /msg\.file is "\.\.\/1"/],
      ['an object', {}, {}, /msg\.file is/],
      [
        'a name where there is none',
        'image_scan',
        { resource: 'suppliers' },
        /no file of a name of its own: give the id of an/,
      ],
    ] as const)
      it(`are refused where msg.file is ${what}`, async () => {
        const { error } = await download({ payload: 1, file }, config);
        assert.equal(error?.code, 'COUPA_VALIDATION');
        assert.match(error?.message ?? '', why);
        assert.deepEqual(bench.asked(), []);
      });

    it('are not there where the record is not, or has none', async () => {
      assert.equal((await download({ payload: 99, file: 'image_scan' })).error?.code, 'COUPA_NOT_FOUND');
      assert.equal((await download({ payload: 1, file: 'image_scan' })).error?.code, 'COUPA_NOT_FOUND');
      assert.match((await download({ file: 'image_scan' })).error?.message ?? '', /names no record/);
    });
  });
});
