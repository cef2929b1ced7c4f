import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { FormData as Form, fetch as fetchWith } from 'undici';
import type { Tenant } from '../../../simulator';
import type { Fields } from '../../../simulator/json';
import { faultsOf } from './valid-answer';
import { listOf, openBenches } from './writer';

const pdf = (content: string | Uint8Array<ArrayBuffer>) => new Blob([content], { type: 'application/pdf' });

describe('a file in the simulated tenant', () => {
  const open = openBenches();

  /** Sends a form as undici sends it. */
  async function upload(
    tenant: Tenant,
    method: string,
    path: string,
    fields: [string, string | Blob, string?][],
  ) {
    const body = new Form();
    for (const [name, value, filename] of fields) {
      if (typeof value === 'string') body.append(name, value);
      else body.append(name, value, filename);
    }
    const headers = { authorization: `Bearer ${tenant.issueToken()}`, accept: 'application/json' };
    const answer = await fetchWith(`${tenant.url}/api/${path}`, { method, headers, body });
    return { status: answer.status, body: (await answer.json()) as Fields };
  }

  async function download(tenant: Tenant, address: string, withToken = true) {
    const headers = withToken ? { authorization: `Bearer ${tenant.issueToken()}` } : undefined;
    const answer = await fetch(address.startsWith('http') ? address : `${tenant.url}/api/${address}`, {
      redirect: 'manual',
      ...(headers ? { headers } : {}),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, headers: answer.headers, bytes };
  }

  const attachment: [string, string | Blob, string?][] = [
    ['attachment[file]', pdf('%PDF-1.7'), 'delivery "note" 山.pdf'],
    ['attachment[type]', 'file'],
    ['attachment[intent]', 'Internal'],
  ];

  it('is attached by a form, with its name and type, and read again', async () => {
    const { tenant, get } = await open();
    tenant.resource('invoices').createMany(1);
    const { status, body } = await upload(tenant, 'POST', 'invoices/1/attachments', attachment);
    assert.deepEqual([status, faultsOf(body, 'Attachment')], [201, []]);
    assert.deepEqual(
      [body['file-file-name'], body['file-content-type'], body['file-file-size'], body['intent']],
      ['delivery "note" 山.pdf', 'application/pdf', '8', 'Internal'],
    );
    const { headers, bytes } = await download(tenant, 'invoices/1/attachments/1');
    assert.deepEqual([bytes.toString(), headers.get('content-type')], ['%PDF-1.7', 'application/pdf']);
    assert.match(headers.get('content-disposition') ?? '', /filename\*=UTF-8''delivery%20%22note%22%20/);
    assert.match((await get('invoices/1/attachments')).text, /^\[\{"id":1,/);
    assert.deepEqual(
      tenant.writes.map(({ kind, resource }) => [kind, resource]),
      [['attach', 'invoices/1/attachments']],
    );
  });

  it('is attached twice when it is sent twice', async () => {
    const { tenant } = await open();
    tenant.resource('invoices').create({ attachments: [] });
    for (let time = 0; time < 2; time += 1)
      await upload(tenant, 'POST', 'invoices/1/attachments', attachment);
    assert.equal(listOf(tenant.records('invoices')[0] ?? {}, 'attachments').length, 2);
  });

  it('may be an address or a text, in a form without a type or in JSON', async () => {
    const { tenant, post } = await open();
    tenant.resource('invoices').createMany(1);
    const address = await upload(tenant, 'POST', 'invoices/1/attachments', [
      ['attachment[url]', 'https://rossum.example/1'],
    ]);
    const text = await post('invoices/1/attachments', { type: 'text', text: 'note', linked_to: 'line' });
    assert.deepEqual([address.body['type'], address.body['url']], ['url', 'https://rossum.example/1']);
    assert.deepEqual([text.status, text.body['text'], text.body['linked-to']], [201, 'note', 'line']);
    tenant.readings.attachmentType = 'required';
    const refused = await upload(tenant, 'POST', 'invoices/1/attachments', [
      ['attachment[url]', 'https://x.example'],
    ]);
    assert.equal(refused.status, 400);
  });

  it('is refused when it is empty, or when nothing came', async () => {
    const { tenant } = await open();
    tenant.resource('invoices').createMany(1);
    const empty: [string, Blob, string] = ['attachment[file]', pdf(''), 'a.pdf'];
    assert.equal((await upload(tenant, 'POST', 'invoices/1/attachments', [empty])).status, 400);
    assert.equal((await upload(tenant, 'POST', 'invoices/1/attachments', [])).status, 400);
    assert.equal(
      (await upload(tenant, 'PUT', 'invoices/1/image_scan', [['file', pdf(''), 'a.pdf']])).status,
      400,
    );
    assert.deepEqual(tenant.writes, []);
  });

  it('is gone once its attachment is deleted', async () => {
    const { tenant, send } = await open();
    tenant.resource('invoices').create({ attachments: [] });
    await upload(tenant, 'POST', 'invoices/1/attachments', attachment);
    assert.equal((await send('DELETE', 'invoices/1/attachments/1')).status, 200);
    assert.equal((await download(tenant, 'invoices/1/attachments/1')).status, 404);
    assert.deepEqual(tenant.records('invoices')[0]?.['attachments'], []);
  });

  it('is an invoice’s scan, which the next one replaces', async () => {
    const { tenant } = await open();
    tenant.resource('invoices').createMany(1);
    for (const name of ['first.pdf', 'second.pdf']) {
      const { status, body } = await upload(tenant, 'PUT', 'invoices/1/image_scan', [
        ['file', pdf(name), name],
      ]);
      assert.deepEqual(
        [status, body['image-scan-file-name'], body['image-scan-content-type'], body['image-scan-file-size']],
        [200, name, 'application/pdf', String(name.length)],
      );
    }
    assert.equal((await download(tenant, 'invoices/1/retrieve_image_scan')).bytes.toString(), 'second.pdf');
    assert.deepEqual([tenant.files.get('invoices/1/image_scan')?.filename], ['second.pdf']);
  });

  it('is put there by a test, large ones without memory, and arrives byte by byte', async () => {
    const { tenant } = await open();
    tenant.resource('invoices').createMany(1);
    const given = { filename: 'legal.pdf', contentType: 'application/pdf', content: 5_000_000 };
    const { sha256 } = tenant.files.put('invoices/1/legal_invoice_pdf', given);
    const { bytes, headers } = await download(tenant, 'invoices/1/retrieve_legal_invoice_pdf');
    assert.equal(headers.get('content-length'), '5000000');
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
  });

  it('that is large is kept as its size and digest when it is uploaded', async () => {
    const { tenant } = await open();
    tenant.resource('invoices').createMany(1);
    const content = new Uint8Array(3_000_000).fill(7);
    await upload(tenant, 'PUT', 'invoices/1/image_scan', [['file', pdf(content), 'large.pdf']]);
    const stored = tenant.files.get('invoices/1/image_scan');
    assert.deepEqual([stored?.size, stored?.content], [3_000_000, undefined]);
    assert.equal(stored?.sha256, createHash('sha256').update(content).digest('hex'));
    assert.equal(tenant.requests.at(-1)?.parts?.[0]?.bytes, undefined);
  });

  for (const hops of [1, 2, 3]) {
    it(`lies behind ${hops} redirects to signed addresses that refuse a token, by reading`, async () => {
      const { tenant } = await open({ readings: { downloadRedirects: hops } });
      tenant.resource('invoices').createMany(1);
      const given = { filename: 'a.pdf', contentType: 'application/pdf', content: Buffer.from('scan') };
      tenant.files.put('invoices/1/image_scan', given);
      let answer = await download(tenant, 'invoices/1/retrieve_image_scan');
      for (let hop = 1; hop <= hops; hop += 1) {
        const location = answer.headers.get('location') ?? '';
        assert.equal(answer.status, 302);
        assert.equal((await download(tenant, location)).status, 400);
        assert.equal(
          (await download(tenant, location.replace(/signature=../, 'signature=xx'), false)).status,
          403,
        );
        answer = await download(tenant, location, false);
      }
      assert.deepEqual([answer.status, answer.bytes.toString()], [200, 'scan']);
    });
  }

  it('is a 404 where there is none, and needs the scope of its record', async () => {
    const { tenant } = await open();
    tenant.resource('invoices').createMany(1);
    assert.equal((await download(tenant, 'invoices/1/retrieve_image_scan')).status, 404);
    tenant.files.put('invoices/1/image_scan', { filename: 'a', contentType: 'image/png', content: 3 });
    const headers = { authorization: `Bearer ${tenant.issueToken(['core.supplier.read'])}` };
    const { status } = await fetch(`${tenant.url}/api/invoices/1/retrieve_image_scan`, { headers });
    assert.equal(status, 403);
  });

  it('may be cut off in its middle, and its upload’s answer lost', async () => {
    const { tenant } = await open();
    tenant.resource('invoices').createMany(1);
    tenant.files.put('invoices/1/image_scan', { filename: 'a', contentType: 'image/png', content: 200_000 });
    tenant.weather({ kind: 'reset-in-body', path: '/api/invoices/1/retrieve' });
    await assert.rejects(download(tenant, 'invoices/1/retrieve_image_scan'));
    tenant.loseAnswer({ path: /attachments/ });
    await assert.rejects(upload(tenant, 'POST', 'invoices/1/attachments', attachment));
    assert.deepEqual(
      tenant.writes.map(({ kind, told }) => [kind, told]),
      [['attach', false]],
    );
  });

  it('has the names that were seen instead of those declared, by reading', async () => {
    const { tenant } = await open({ readings: { attachmentMembers: 'observed' } });
    tenant.resource('invoices').createMany(1);
    const { body } = await upload(tenant, 'POST', 'invoices/1/attachments', attachment);
    assert.deepEqual([body['file-size'], body['content-type']], [8, 'application/pdf']);
  });
});
