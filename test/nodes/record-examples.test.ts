import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { everyScope, Tenant } from '../simulator';
import { freshNodeRedForEachTest } from './fresh-node-red';

const modules: NodeInitializer[] = [
  require('../../nodes/connection/coupa-config'),
  require('../../nodes/poll/coupa-poll'),
  require('../../nodes/record/coupa-record'),
  require('@node-red/nodes/core/common/20-inject'),
  require('@node-red/nodes/core/common/25-catch'),
  require('@node-red/nodes/core/common/60-link'),
  require('@node-red/nodes/core/common/90-comment'),
  require('@node-red/nodes/core/function/10-function'),
  require('@node-red/nodes/core/function/10-switch'),
  require('@node-red/nodes/core/function/80-template'),
  require('@node-red/nodes/core/parsers/70-CSV'),
  require('@node-red/nodes/core/storage/10-file'),
  require('@node-red/nodes/core/network/21-httprequest'),
];

interface FlowNode {
  id: string;
  type: string;
  name?: string;
  [property: string]: unknown;
}

interface Message {
  payload: unknown;
  error?: { message: string };
  coupa?: { record?: { created: number; updated: number; unchanged: number } };
}

describe('The examples that write records', () => {
  let tenant: Tenant;
  let flow: FlowNode[];
  let came: EventEmitter;
  freshNodeRedForEachTest();
  beforeEach(async () => {
    tenant = await Tenant.start({ rateLimit: false, scopes: everyScope() });
  });
  afterEach(() => tenant.close());

  /** Loads an example as it is, but for the addresses and debug nodes that a test can listen to. */
  async function open(file: string, changes: Record<string, object> = {}): Promise<void> {
    flow = JSON.parse(await readFile(join(__dirname, '../../examples', `${file}.json`), 'utf8'));
    came = new EventEmitter();
    for (const node of flow) {
      if (node.type === 'debug') node.type = 'helper';
      if (node.type === 'coupa-config')
        Object.assign(node, { siteAddress: tenant.url, requestsPerSecond: 0 });
      Object.assign(node, changes[node.name ?? '']);
    }
    const config = flow.find(({ type }) => type === 'coupa-config')?.id ?? '';
    await helper.load(modules, flow, { [config]: { clientId: 'client', clientSecret: 'secret' } });
    for (const { id, type, name = '' } of flow)
      if (type === 'helper') helper.getNode(id).on('input', (message) => came.emit(name, message));
  }

  function node(name: string): ReturnType<typeof helper.getNode> {
    return helper.getNode(flow.find((one) => one.name === name)?.id ?? '');
  }

  async function next(name: string): Promise<Message> {
    const [message] = await once(came, name);
    return message as Message;
  }

  it('"Suppliers from an ERP" creates both, and has nothing to write the second time', async () => {
    await open('Suppliers from an ERP');
    assert.deepEqual(counts(await press('Two suppliers', 'Written')), [2, 0, 0]);
    assert.deepEqual(counts(await press('Two suppliers', 'Written')), [0, 0, 2]);
    assert.deepEqual(
      tenant.records('suppliers').map(({ number }) => number),
      ['S-1', 'S-2'],
    );
  });

  const counts = ({ coupa }: Message) => {
    const { created, updated, unchanged } = coupa?.record ?? {};
    return [created, updated, unchanged];
  };

  /** Presses a button, and gives what comes of it at a debug node. */
  async function press(button: string, end: string): Promise<Message> {
    const came = next(end);
    node(button).receive();
    return came;
  }

  describe('"Payments back onto invoices"', () => {
    const invoice = (number: string) =>
      tenant.resource('invoices').create({ 'invoice-number': number, supplier: { id: 7, number: 'S-1' } });
    beforeEach(() => tenant.resource('suppliers').create({ id: 7, number: 'S-1' }));
    const paid = () =>
      tenant.records('invoices').map((one) => {
        const payments: object[] = Object(one['payments']);
        return payments.map((payment) => Object(payment)['amount-paid']);
      });

    it('adds each payment to its invoice, and none of them twice', async () => {
      invoice('INV-2026-1');
      invoice('INV-2026-2');
      await open('Payments back onto invoices');
      assert.deepEqual(counts(await press('Two payments', 'Written')), [0, 2, 0]);
      assert.deepEqual(counts(await press('Two payments', 'Written')), [0, 0, 2]);
      assert.deepEqual(paid(), [['120.50'], ['80.00']]);
    });

    it('creates no invoice, but tells which one is not there', async () => {
      invoice('INV-2026-2');
      await open('Payments back onto invoices');
      const { payload } = await press('Two payments', 'Not written');
      const [{ object, outcome, reason }] = payload as [{ object: object; outcome: string; reason: string }];
      assert.equal(Object(object)['invoice-number'], 'INV-2026-1');
      assert.equal(outcome, 'not sent');
      assert.match(reason, /There is none with invoice-number/);
      assert.deepEqual(paid(), [['80.00']]);
    });
  });

  describe('"Is there such an invoice already"', () => {
    it('finds the one with the number and the supplier', async () => {
      const supplier = { id: 7, number: 'S-1' };
      const { id } = tenant.resource('invoices').create({ 'invoice-number': 'INV-2026-1', supplier });
      tenant
        .resource('invoices')
        .create({ 'invoice-number': 'INV-2026-1', supplier: { id: 8, number: 'S-2' } });
      await open('Is there such an invoice already');
      const { payload } = await press('Is it there?', 'There already');
      assert.deepEqual(
        (payload as { id: number }[]).map((one) => one.id),
        [id],
      );
    });

    it('says that there is none', async () => {
      tenant.resource('invoices').createMany(3);
      await open('Is there such an invoice already');
      assert.deepEqual((await press('Is it there?', 'Not there')).payload, []);
    });

    it('takes no failure for an answer', async () => {
      tenant.weather({ kind: '404', times: 9 });
      await open('Is there such an invoice already');
      const { error } = await press('Is it there?', 'Failed');
      assert.match(error?.message ?? '', /404/);
    });
  });

  it('"Exchange rates from a CSV file" creates each rate with all its digits, and updates the one that changed', async () => {
    await open('Exchange rates from a CSV file');
    assert.deepEqual(counts(await press('From the sample', 'Written')), [2, 0, 0]);
    const told = () =>
      tenant.records('exchange_rates').map((one) => {
        const [from, to] = [Object(one['from-currency']), Object(one['to-currency'])];
        return [from.code, to.code, String(one['rate'])];
      });
    assert.deepEqual(told(), [
      ['EUR', 'USD', '1.158200'],
      ['EUR', 'SEK', '11.024500'],
    ]);
    const [, swedish] = tenant.records('exchange_rates');
    tenant.resource('exchange_rates').update(Number(swedish?.['id']), { rate: '10.9' });
    assert.deepEqual(counts(await press('From the sample', 'Written')), [0, 1, 1]);
    assert.equal(told()[1]?.[2], '11.024500');
  });

  describe('"Approve or void on demand"', () => {
    const invoices = () => tenant.resource('invoices');
    const changes = (id: unknown) => ({ Approve: { payload: String(id) }, Void: { payload: String(id) } });

    it('approves what waits for an approval of the invoice', async () => {
      const id = Number(invoices().create({ status: 'pending_approval' }).id);
      const approval = { 'approvable-type': 'InvoiceHeader', status: 'pending_approval' };
      tenant.resource('approvals').create({ ...approval, 'approvable-id': id });
      tenant.resource('approvals').create({ ...approval, 'approvable-id': id + 1 });
      await open('Approve or void on demand', changes(id));
      const { payload } = await press('Approve', 'Done');
      assert.equal((payload as unknown[]).length, 1);
      assert.deepEqual(
        tenant.records('approvals').map((one) => one['status']),
        ['approved', 'pending_approval'],
      );
    });

    it('says that nothing waits, and sends nothing', async () => {
      const { id } = invoices().create({ status: 'approved' });
      await open('Approve or void on demand', changes(id));
      const { error } = await press('Approve', 'Failed');
      assert.match(error?.message ?? '', /Nothing waits for an approval/);
      assert.deepEqual(tenant.writes, []);
    });

    it('voids an invoice, and tells why Coupa does not', async () => {
      const { id } = invoices().create({ status: 'approved' });
      await open('Approve or void on demand', changes(id));
      await press('Void', 'Done');
      assert.equal(tenant.records('invoices')[0]?.['status'], 'voided');
      const { error } = await press('Void', 'Failed');
      assert.match(error?.message ?? '', /void/);
    });
  });

  describe('"Invoice with scan and attachment"', () => {
    beforeEach(() => tenant.resource('suppliers').create({ number: 'S-1' }));
    const uploads = () =>
      tenant.requests.flatMap(({ method, path, parts = [] }) =>
        parts.length === 0
          ? []
          : [`${method} ${path.replace(/\d+/, '#')} ${parts.at(-1)?.filename ?? 'url'}`],
      );

    it('creates the draft, puts the scan there, attaches the rest, and submits it then', async () => {
      await open('Invoice with scan and attachment');
      const { payload } = await press('Send one', 'Submitted');
      const [invoice] = tenant.records('invoices');
      assert.equal(Object(payload)['status'], 'pending_approval');
      assert.deepEqual(uploads(), [
        `PUT /api/invoices/#/image_scan ${invoice?.['invoice-number']}.pdf`,
        'POST /api/invoices/#/attachments delivery note.txt',
        'POST /api/invoices/#/attachments url',
      ]);
      assert.equal(invoice?.['image-scan-content-type'], 'application/pdf');
      assert.match(tenant.requests.at(-1)?.path ?? '', /\/submit$/);
    });

    it('submits nothing where an attachment was not taken', async () => {
      tenant.weather({ kind: '403', path: /attachments/ });
      await open('Invoice with scan and attachment');
      const { error } = await press('Send one', 'Failed');
      assert.match(error?.message ?? '', /attachments/);
      assert.equal(tenant.records('invoices')[0]?.['status'], 'draft');
    });
  });

  describe('"Files of invoices to a folder"', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'coupa-files-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const content = Buffer.from('%PDF');
    const put = (place: string, filename: string) =>
      tenant.files.put(place, { filename, contentType: 'application/pdf', content });
    const invoice = (fields: object) => tenant.resource('invoices').create({ status: 'approved', ...fields });

    async function openThere(changes: Record<string, object> = {}): Promise<void> {
      const place = (code: string) => code.replace("'coupa-files'", JSON.stringify(folder));
      const nodes: FlowNode[] = JSON.parse(
        await readFile(join(__dirname, '../../examples/Files of invoices to a folder.json'), 'utf8'),
      );
      const func = place(String(nodes.find(({ name }) => name === 'Where it goes')?.['func']));
      await open('Files of invoices to a folder', {
        'Approved invoices': { start: 'beginning' },
        'Where it goes': { func },
        ...changes,
      });
    }

    /** Resolves when the poll counts so many records as delivered. */
    const delivered = (count: number) =>
      new Promise<void>((resolve) => {
        let left = count;
        node('Approved invoices').on('input', (message: object) => {
          if (!('error' in message)) left -= 1;
          if (left === 0) resolve();
        });
      });

    it('writes scan, PDF and attachments of each, and acknowledges it then', async () => {
      const { id } = invoice({ 'image-scan': 'scan.pdf', attachments: [{ id: 5 }] });
      invoice({});
      tenant.resource(`invoices/${id}/attachments`).create({ id: 5 });
      put(`invoices/${id}/image_scan`, '../scan.pdf');
      put(`invoices/${id}/legal_invoice_pdf`, 'legal.pdf');
      put(`invoices/${id}/attachments/5`, 'note.pdf');
      await openThere();
      await delivered(2);
      assert.deepEqual((await readdir(join(folder, String(id)))).sort(), [
        '5-note.pdf',
        'image_scan-scan.pdf',
        'legal_invoice_pdf-legal.pdf',
      ]);
      assert.deepEqual(await readFile(join(folder, String(id), 'image_scan-scan.pdf')), content);
    });

    it('hands back an invoice whose file cannot be fetched', async () => {
      const { id } = invoice({ 'image-scan': 'scan.pdf' });
      put(`invoices/${id}/image_scan`, 'scan.pdf');
      tenant.weather({ kind: '403', path: /retrieve_image_scan/, times: Infinity });
      await openThere();
      const { error } = await next('Why');
      assert.match(error?.message ?? '', /retrieve_image_scan/);
      assert.deepEqual(await readdir(folder), []);
    });

    it('passes over what is no file: links, notes, and what Coupa only describes', async () => {
      const attachments = [
        { id: 5, type: 'url' },
        { id: 6, type: 'text' },
        { id: 7, type: 'file' },
      ];
      const { id } = invoice({ attachments });
      for (const each of attachments) tenant.resource(`invoices/${id}/attachments`).create(each);
      tenant.readings.attachmentAnswer = 'description';
      await openThere({ Coupa: { scope: everyScope().join(' ') } });
      await delivered(1);
      const asked = tenant.requests.flatMap(({ path }) => /attachments\/(\d+)$/.exec(path)?.[1] ?? []);
      assert.deepEqual(asked, ['7']);
      assert.deepEqual(await readdir(folder), []);
    });

    it('hands back an invoice whose file cannot be written, and acknowledges nothing of it', async () => {
      const { id } = invoice({ 'image-scan': 'scan.pdf' });
      put(`invoices/${id}/image_scan`, 'scan.pdf');
      await mkdir(join(folder, String(id), 'image_scan-scan.pdf'), { recursive: true });
      await openThere();
      const handedBack: object[] = [];
      node('Approved invoices').on('input', (message: object) => handedBack.push(message));
      const { error } = await next('Why');
      assert.match(error?.message ?? '', /image_scan-scan\.pdf could not be written: EISDIR/);
      assert.ok(handedBack.every((message) => 'error' in message));
    });

    /** A disk that is full once the file is open, which the core's file node takes for written. */
    it('hands back an invoice for which the disk has no room', async function () {
      if (!existsSync('/dev/full')) this.skip();
      const { id } = invoice({ 'image-scan': 'scan.pdf' });
      put(`invoices/${id}/image_scan`, 'scan.pdf');
      await mkdir(join(folder, String(id)));
      await symlink('/dev/full', join(folder, String(id), 'image_scan-scan.pdf'));
      await openThere();
      const handedBack: object[] = [];
      node('Approved invoices').on('input', (message: object) => handedBack.push(message));
      const { error } = await next('Why');
      assert.match(error?.message ?? '', /could not be written: ENOSPC/);
      assert.ok(handedBack.every((message) => 'error' in message));
    });
  });

  describe('"ERP number and exported mark"', () => {
    const posted: string[] = [];
    let refusals = 0;
    let answer: (count: number) => object;
    const erp = createServer((request, response) => {
      request.resume().on('end', () => {
        refusals -= 1;
        posted.push(String(request.headers['idempotency-key']));
        response.writeHead(refusals >= 0 ? 503 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer(posted.length)));
      });
    });
    before(async () => {
      erp.listen(0, '127.0.0.1');
      await once(erp, 'listening');
    });
    beforeEach(() => {
      posted.length = 0;
      answer = (count) => ({ number: `ERP-${count}` });
    });
    after(() => erp.close());

    const address = () => `http://127.0.0.1:${(erp.address() as AddressInfo).port}/`;
    const marks = (count: number) =>
      new Promise<void>((resolve) => {
        let left = count;
        tenant.on('request', ({ method, query }) => {
          if (method === 'PUT' && query.get('exported') === 'true') left -= 1;
          if (left === 0) resolve();
        });
      });

    it('posts each invoice, writes the number back and marks it', async () => {
      refusals = 0;
      tenant.resource('invoices').createMany(2, { status: 'approved', exported: false });
      tenant.resource('invoices').create({ status: 'draft', exported: false });
      const marked = marks(2);
      await open('ERP number and exported mark', { 'To the ERP': { url: address() } });
      await marked;
      const [one, two, draft] = tenant.records('invoices');
      const numberOf = (invoice: object | undefined) =>
        Object(Object(invoice)['custom-fields'])['erp-number'];
      assert.deepEqual([numberOf(one), numberOf(two)].sort(), ['ERP-1', 'ERP-2']);
      assert.deepEqual([one?.['exported'], two?.['exported'], draft?.['exported']], [true, true, false]);
      assert.equal(posted.length, 2);
    });

    it('hands back what the ERP refused, and marks nothing of it', async () => {
      refusals = 1;
      tenant.resource('invoices').create({ status: 'approved', exported: false });
      await open('ERP number and exported mark', { 'To the ERP': { url: address() } });
      const { error } = await next('Why');
      assert.match(error?.message ?? '', /The ERP answered 503/);
      assert.equal(tenant.records('invoices')[0]?.['exported'], false);
      assert.deepEqual(tenant.writes, []);
    });

    it('hands back an invoice to which the ERP gave no number, and writes nothing', async () => {
      refusals = 0;
      answer = () => ({});
      tenant.resource('invoices').create({ status: 'approved', exported: false });
      await open('ERP number and exported mark', { 'To the ERP': { url: address() } });
      const { error } = await next('Why');
      assert.match(error?.message ?? '', /The ERP answered 200 without a number/);
      assert.deepEqual(tenant.writes, []);
    });
  });
});
