import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JavaDatePattern } from '../../../lib/dates/java-date-pattern';
import { readZone } from '../../../lib/dates/zone';
import { readInstance } from '../../../lib/migrate/read-instance';
import { HubRig } from '../../laws/hub-rig';
import type { HubList } from '../../simulator/hub';
import { pasted } from '../migrate/pasted';

/** Every format in which a published instance has its updated date, and the zones it is read in. */
const formats: { format: string; timezone: string }[] = publishedFormats();

const second = 1000;
const day = 86_400 * second;

describe('a poll on a hub', () => {
  let rig: HubRig;
  /** The hub's clock; in the middle of a minute, of a day and of a year. */
  let now: number;

  beforeEach(() => {
    now = Date.UTC(2026, 7, 13, 14, 15, 16, 500);
  });
  afterEach(() => rig?.stop());

  async function start(config: Record<string, unknown>, hub = {}): Promise<void> {
    rig = await HubRig.start(config, hub, { now: () => now });
  }

  /** Ids of what was sent since the last look, in their order by number. */
  function sent(): number[] {
    return rig.messages
      .splice(0)
      .map(({ coupa }) => Number(coupa.id))
      .sort((a, b) => a - b);
  }

  it('has formats to read', () => assert.ok(formats.length >= 10, String(formats.length)));

  for (const { format, timezone } of formats) {
    describe(`with dates as "${format}" in ${timezone}`, () => {
      const print = printer(format, timezone);
      let list: HubList;

      /** Writes a record's version as it is now. The hub's own `where` looks at the true instant. */
      function write(id: number, name: string): void {
        const updatedDate = print(now);
        const record = { id, name, updated: updatedDate, created: updatedDate, trueDate: iso(now) };
        const index = list.records.findIndex((one) => one['id'] === id);
        if (index < 0) list.records.push(record);
        else list.records[index] = { ...record, created: list.records[index]?.['created'] };
      }

      for (const bounded of [true, false]) {
        it(`sends what changed, once, ${bounded ? 'by a where' : 'by filterByUpdatedDate'}`, async () => {
          const where = "?where=updatedDate>'${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}'";
          const config = {
            resource: 'contacts',
            url: `/hubs/crm/contacts${bounded ? where : ''}`,
            filterByUpdatedDate: !bounded,
            updatedDateField: 'updated',
            updatedDateFormat: format,
            updatedDateTimezone: timezone,
            createdDateField: 'created',
            pageSize: 2,
          };
          await start(config, { emptyPages: 3 });
          list = rig.hub.list('crm/contacts', { aliases: { updatedDate: 'trueDate' } });
          now -= 3 * day;
          for (const id of [1, 2, 3, 4, 5]) write(id, 'old');
          now += 3 * day;
          await rig.poller.poll();
          assert.deepEqual(sent(), []);
          now += 60 * second;
          for (const id of [2, 4, 6]) write(id, 'new');
          await rig.poller.poll();
          assert.deepEqual(sent(), [2, 4, 6]);
          await rig.poller.poll();
          now += 20 * 60 * second;
          await rig.poller.poll();
          assert.deepEqual(sent(), []);
          write(2, 'newer');
          await rig.restart();
          await rig.poller.poll();
          const [message] = rig.messages;
          assert.deepEqual(sent(), [2]);
          assert.equal(Date.parse(message?.coupa.updatedAt ?? ''), floorOf(format, timezone, now));
          assert.deepEqual([rig.errors, rig.notices], [[], []]);
        });
      }
    });
  }

  it('is not blind on the rest of a day to a where that is strict about days', async () => {
    const url = "/hubs/finance/transactions?where=date>'${date:yyyy-MM-dd}'";
    await start({ resource: 'transactions', url, updatedDateField: 'date', updatedDateFormat: 'yyyy-MM-dd' });
    const list = rig.hub.list('finance/transactions');
    await rig.poller.poll();
    for (const id of [1, 2]) {
      now += 60 * second;
      list.records.push({ id, date: iso(now).slice(0, 10) });
      await rig.poller.poll();
      assert.deepEqual(sent(), [id]);
    }
    await rig.poller.poll();
    assert.deepEqual(sent(), []);
  });

  it('sends what becomes visible late, within the overlap, and only that', async () => {
    await start({ ...coupaInvoices(), overlap: 120 });
    const invoices = rig.tenant.resource('invoices');
    invoices.createMany(3);
    now += 10 * second;
    await rig.poller.poll();
    now += 100 * second;
    invoices.create({}, { createdAt: now - 90 * second, updatedAt: now - 90 * second });
    await rig.poller.poll();
    assert.deepEqual(sent(), [4]);
  });

  it('keeps its position when a page in the middle fails, and repeats nothing afterwards', async () => {
    await start({ ...coupaInvoices(), pageSize: 3 });
    const invoices = rig.tenant.resource('invoices');
    await rig.poller.poll();
    const before = await rig.poller.report();
    now += 10 * second;
    invoices.createMany(10);
    rig.failing.add(rig.requests + 3);
    await assert.rejects(rig.poller.poll(), /The hub failed/);
    assert.equal(rig.messages.length, 6);
    assert.equal((await rig.poller.report()).position, before.position);
    await rig.restart();
    await rig.poller.poll();
    assert.deepEqual(sent(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('asks the hub for everything from the beginning, page by page, with its three secrets', async () => {
    await start({ ...coupaInvoices(), start: 'beginning', pageSize: 4 });
    rig.tenant.resource('invoices').createMany(11);
    await rig.poller.poll();
    assert.equal(sent().length, 11);
    assert.equal(rig.tenant.requests.length, 3);
    for (const { headers } of rig.tenant.requests)
      assert.equal(headers.authorization, 'User user, Organization organization, Element element');
  });

  it('reads customers of another connector as its instance says', async () => {
    const [resource] = readInstance(pasted('sage-example')).description.resources;
    await start({ ...resource, pageSize: 2 });
    const customers = rig.hub.list('finance/customers', {
      aliases: { lastModifiedDate: 'updated_at' },
      ignored: ['attributes'],
    });
    const add = (id: number) =>
      customers.records.push({ id, name: `Customer ${id}`, created_at: iso(now), updated_at: iso(now) });
    for (const id of [1, 2, 3]) add(id);
    now += 600 * second;
    await rig.poller.poll();
    assert.deepEqual(sent(), []);
    now += 60 * second;
    for (const id of [4, 5, 6, 7, 8]) add(id);
    await rig.poller.poll();
    assert.deepEqual(
      rig.messages.map(({ coupa }) => coupa.eventType),
      Array(5).fill('CREATED'),
    );
    assert.deepEqual(sent(), [4, 5, 6, 7, 8]);
    const where = rig.tenant.requests.at(-1)?.query.get('where') ?? '';
    assert.match(
      where,
      /^lastModifiedDate>='2026-08-13T14:\d\d:\d\dZ' and attributes='created_at,updated_at'$/,
    );
  });
});

function coupaInvoices(): Record<string, unknown> {
  const { resources } = readInstance(pasted('coupa-first'), { target: 'hub' }).description;
  const invoices = resources.find(({ resource }) => resource === 'invoices');
  assert.ok(invoices);
  return { ...invoices };
}

/** As the hub of these tests writes it in `where`: whole seconds, UTC. */
function iso(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

function printer(format: string, timezone: string): (epochMs: number) => string | number {
  if (format === 'milliseconds') return (epochMs) => epochMs;
  const pattern = JavaDatePattern.compile(format);
  return (epochMs) => pattern.format(epochMs, readZone(timezone));
}

function floorOf(format: string, timezone: string, epochMs: number): number {
  if (format === 'milliseconds') return epochMs;
  const pattern = JavaDatePattern.compile(format);
  return pattern.parse(pattern.format(epochMs, readZone(timezone)), readZone(timezone));
}

function publishedFormats(): { format: string; timezone: string }[] {
  const file = join(__dirname, '..', 'migrate', 'instances.json');
  const instances: { body: unknown }[] = JSON.parse(readFileSync(file, 'utf8'));
  const resources = instances.flatMap(({ body }) => readInstance(body).description.resources);
  const found = resources
    .filter(({ updatedDateField, updatedDateFormat }) => updatedDateField && !/digit/.test(updatedDateFormat))
    .map(({ updatedDateFormat: format, updatedDateTimezone: timezone }) => ({ format, timezone }));
  return [...new Map(found.map((one) => [`${one.format} ${one.timezone}`, one])).values()];
}
