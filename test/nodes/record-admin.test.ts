import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { everyScope, type Tenant } from '../simulator';
import { PollFlow, secrets } from './poll-flow';

interface Asked {
  path: string;
  key: string;
  isKnown: boolean;
  operations: string[];
  actions: { action: string; scopes: string[] }[];
  members: { name: string }[];
  scopes: Record<string, string[]>;
  records: { id: number; payload: Record<string, unknown> }[];
  objects: {
    request?: { method: string; path: string; body?: unknown };
    found?: { id: number };
    refused?: string;
    warnings: { path: string; message: string }[];
  }[];
  left: number;
  error?: { code: string; message: string };
}

describe('What the dialog of a record node asks', () => {
  const red = PollFlow.forEachTest();
  let tenant: Tenant;

  beforeEach(async () => {
    await red.startTenant({ rateLimit: false, scopes: everyScope() });
    tenant = red.tenant;
    await red.load({ interval: 0 });
  });

  async function ask(path: string, body?: object, language = 'en-US'): Promise<Asked> {
    const request = helper.request();
    const asked =
      body === undefined ? request.get(`/coupa/${path}`) : request.post(`/coupa/${path}`).send(body);
    const { text } = await asked.set('accept-language', language);
    return JSON.parse(text);
  }

  const connection = () => ({
    id: 'new',
    siteAddress: tenant.url,
    scope: everyScope().join(' '),
    credentials: { clientId: 'client', clientSecret: secrets.clientSecret },
  });
  const dryRun = (node: object, payload: unknown, language?: string) => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return ask(
      'dry-run',
      { node: { resource: 'suppliers', ...node }, payload: text, connection: connection() },
      language,
    );
  };
  const changed = () => tenant.writes.length;

  it('is told what is known of a resource', async () => {
    const facts = await ask('record-facts?resource=invoices');
    assert.equal(facts.path, '/api/invoices');
    assert.equal(facts.key.split(';')[0], 'invoice-number, supplier.number');
    assert.ok(facts.operations.includes('markExported'));
    assert.ok(
      facts.actions.some(({ action, scopes }) => action === 'submit' && scopes[0] === 'core.invoice.write'),
    );
    assert.ok(facts.members.some(({ name }) => name === 'invoice-number'));
    assert.deepEqual(facts.scopes['create'], ['core.invoice.create']);
  });

  it('is told that nothing is known of a list that there is not', async () => {
    const { isKnown, members, actions } = await ask('record-facts?resource=unicorns');
    assert.deepEqual([isKnown, members, actions], [false, [], []]);
    assert.equal((await ask('record-facts?resource=constructor')).isKnown, false);
  });

  it('tries only to read, whatever the node does', async () => {
    tenant.resource('suppliers').createMany(5);
    const node = { resource: 'suppliers', operation: 'delete', fields: 'name' };
    const { records } = await ask('try-record', { node, connection: connection() });
    assert.deepEqual(
      records.map(({ id, payload }) => [id, Object.keys(payload).sort()]),
      [1, 2, 3].map((id) => [id, ['id', 'name']]),
    );
    assert.equal(changed(), 0);
  });

  it('shows for each object what would be sent, what is so already, what is refused, and changes nothing', async () => {
    tenant.resource('suppliers').create({ name: 'Same', number: 'S-1' });
    const { objects } = await dryRun({ operation: 'upsert' }, [
      { name: 'Same', number: 'S-1' },
      { nmae: 'New', name: 'New', number: 'S-2' },
      { name: 'None', number: '' },
    ]);
    assert.equal(objects[0]?.found?.id, 1);
    assert.deepEqual(objects[1]?.request, {
      method: 'POST',
      path: '/api/suppliers',
      body: { nmae: 'New', name: 'New', number: 'S-2' },
    });
    assert.match(objects[1]?.warnings[0]?.message ?? '', /no nmae here/);
    assert.match(objects[2]?.refused ?? '', /empty/);
    assert.equal(changed(), 0);
  });

  it('shows of a file what it is, and sends nothing of it', async () => {
    const file = { id: 1, filename: 'a.pdf', data: 'JVBERi0=', encoding: 'base64' };
    const { objects } = await dryRun({ resource: 'invoices', operation: 'attach' }, [
      file,
      { ...file, id: '' },
    ]);
    assert.deepEqual(objects[0]?.request, {
      method: 'POST',
      path: '/api/invoices/1/attachments',
      form: [
        { name: 'attachment[type]', value: 'file' },
        { name: 'attachment[file]', filename: 'a.pdf', contentType: 'application/pdf', size: 5 },
      ],
    });
    assert.match(objects[1]?.refused ?? '', /names no record/);
    assert.equal(changed(), 0);
  });

  it('shows what is refused where nothing is left', async () => {
    const { objects } = await dryRun({ operation: 'update' }, { name: 'No id' }, 'de');
    assert.equal(objects.length, 1);
    assert.match(objects[0]?.refused ?? '', /ID/);
  });

  it('goes through the first twenty of many', async () => {
    const many = Array.from({ length: 30 }, (_, number) => ({ name: `n${number}`, number: `S-${number}` }));
    const { objects, left } = await dryRun({ operation: 'create' }, many);
    assert.deepEqual([objects.length, left], [20, 10]);
  });

  it('says what cannot be tried', async () => {
    assert.match((await dryRun({ operation: 'create' }, '{')).error?.message ?? '', /no JSON/);
    const open = await dryRun({ operation: 'create', resource: 'suppliers/{{msg.id}}/addresses' }, {});
    assert.match(open.error?.message ?? '', /filled in only when the node works/);
    assert.equal((await dryRun({ operation: 'steal' }, {})).error?.code, 'COUPA_CONFIG');
    assert.equal(tenant.requests.length, 0);
  });
});
