import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { ListedRecord, ReadRecord } from '../../../lib/connection/json/listed-record';
import { parseList, parseRecords } from '../../../lib/connection/json/parse-list';
import type { Requester, RequestOptions } from '../../../lib/ports/requester';
import { FakeClock, idsOf, MemoryStore, Rig, type RigOptions, turns } from './rig';

const day = '2026-11-22T07:5';

/** A list as its bytes, in pages; tells which of its records were parsed. */
class Listed implements Requester {
  readonly parsed: unknown[] = [];
  records: string[] = [];
  between = ',';
  /** The id of a record, as it is written. */
  first = (text: string) => Number(/\d+/.exec(text)?.[0]);

  async request({ path, list }: RequestOptions) {
    const read = list === 'unparsed' ? parseRecords : parseList;
    const query = new URL(path, 'http://tenant').searchParams;
    const after = Number(query.get('id[gt]') ?? 0);
    const page = this.records.filter((record) => this.first(record) > after).slice(0, 50);
    const body = (read(Buffer.from(`[${page.join(this.between)}]`)) as unknown[]).map((record) =>
      record instanceof ListedRecord ? this.watched(record) : record,
    );
    return { statusCode: 200, headers: {}, body, elapsed: 1, requests: 1, date: Date.UTC(2026, 10, 22, 8) };
  }

  private watched(record: ListedRecord): ListedRecord {
    const read = () => {
      this.parsed.push(record.id);
      return record.read();
    };
    return Object.assign(Object.create(record) as ListedRecord, { read });
  }
}

/** A record whose date stands behind all else in it. */
function record(id: number, minute = 6, more = ''): string {
  const lines = Array.from({ length: 20 }, (_, line) => `{"id":${line},"text":"${'x'.repeat(50)}"}`);
  const dates = `"created-at":"2026-11-01T08:00:00Z","updated-at":"${day}${minute}:00Z"`;
  return `{"id":${id},"lines":[${lines.join()}]${more},${dates}}`;
}

function rigOf(tenant: Requester, options: RigOptions = {}): Rig {
  return new Rig(tenant, { config: { start: 'beginning' }, ...options });
}

describe('A record that was sent before', () => {
  let tenant: Listed;
  let rig: Rig;

  beforeEach(async () => {
    tenant = new Listed();
    tenant.records = [1, 2, 3, 4, 5].map((id) => record(id));
    rig = rigOf(tenant);
    await rig.poller.poll();
    rig.messages.length = 0;
    tenant.parsed.length = 0;
  });

  it('is not even parsed when it comes again', async () => {
    const { records, repeats } = await rig.poller.poll();
    assert.deepEqual(
      { records, repeats, sent: idsOf(rig), parsed: tenant.parsed },
      {
        records: 5,
        repeats: 5,
        sent: [],
        parsed: [],
      },
    );
  });

  it('is sent again when nothing but its date moved, at its very end', async () => {
    tenant.records[2] = record(3, 7);
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [3]);
    assert.equal(rig.messages[0]?.coupa.updatedAt, `${day}7:00.000Z`);
    assert.deepEqual(tenant.parsed, [3]);
  });

  it('is sent again when one letter of it changed within its second', async () => {
    tenant.records[2] = record(3).replace('"id":19,"text":"x', '"id":19,"text":"y');
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [3]);
  });

  it('is not sent again when the tenant begins to write it otherwise, and not parsed again from then on', async () => {
    tenant.records = tenant.records.map((text) => JSON.stringify(JSON.parse(text), undefined, 1));
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), []);
    tenant.parsed.length = 0;
    await rig.poller.poll();
    assert.deepEqual({ sent: idsOf(rig), parsed: tenant.parsed }, { sent: [], parsed: [] });
  });

  it('is known wherever it stands on its page, and whatever is between records', async () => {
    tenant.between = ' ,\r\n ';
    tenant.records.push(record(6));
    await rig.poller.poll();
    tenant.records.pop();
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [6]);
  });

  it('is not parsed either where other members stand before its id', async () => {
    const moved = (text: string) => text.replace(/^\{("id":\d+),("lines":\[.*?\])/, '{$2,$1');
    tenant.first = (text) => Number(/\],"id":(\d+)/.exec(text)?.[1]);
    tenant.records = tenant.records.map(moved);
    await rig.poller.poll();
    tenant.parsed.length = 0;
    const { records, repeats } = await rig.poller.poll();
    assert.deepEqual({ records, repeats, parsed: tenant.parsed }, { records: 5, repeats: 5, parsed: [] });
  });

  it('is known beside one that cannot be read', async () => {
    tenant.records.push('{"id":6,"rate":"a\\"}');
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), []);
  });

  it('is sent by a back-fill, which does not care what was sent', async () => {
    await rig.poller.backfill({ from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 10, 22, 7, 59) });
    while (!rig.summaries.some(({ backfill }) => backfill === true)) await turns();
    assert.deepEqual(idsOf(rig), [1, 2, 3, 4, 5]);
  });

  it('is known by its content where the state was written before there were fingerprints, and by its bytes from then on', async () => {
    const store = new MemoryStore();
    const document = (await rig.store.load()) as { memory: [string, number, string, 0 | 1][] };
    for (const row of document.memory) {
      const content: unknown = JSON.parse(tenant.records[Number(row[0]) - 1] ?? '');
      row[2] = hash('sha256', JSON.stringify(content), 'base64url').slice(0, 16);
    }
    await store.save(document);
    const successor = rigOf(tenant, { store, clock: new FakeClock() });
    await successor.poller.poll();
    assert.deepEqual(idsOf(successor), []);
    tenant.parsed.length = 0;
    await successor.poller.poll();
    assert.deepEqual({ sent: idsOf(successor), parsed: tenant.parsed }, { sent: [], parsed: [] });
  });
});

describe('A record that two servers of a tenant write differently', () => {
  const spellings = [
    record(1, 6, ',"name":"Société & Söhne","rate":1.5'),
    record(1, 6, ',"name":"Soci\\u00e9t\\u00e9 \\u0026 S\\u00f6hne","rate":1.5'),
    record(1, 6, ',\n "name" : "Soci\\u00E9té & Söhne", "rate": 1.50e0'),
  ];
  const changed = spellings.map((text) => text.replace('hne"', 'hnen"'));
  let tenant: Listed;
  let rig: Rig;

  beforeEach(() => {
    tenant = new Listed();
    rig = rigOf(tenant);
  });

  /** What the polls send that find the record written like this, one after the other, before another one. */
  async function sentOf(texts: readonly string[]) {
    for (const text of texts) {
      tenant.records = [text, record(2)];
      await rig.poller.poll();
    }
    return rig.messages.filter(({ coupa }) => coupa.id === 1).map(({ coupa }) => coupa);
  }

  it('is sent once, whichever of them wrote it first', async () => {
    for (const first of spellings) {
      rig = rigOf(tenant);
      const sent = await sentOf([first, ...spellings, ...spellings]);
      assert.equal(sent.length, 1);
    }
  });

  it('is sent once more when it changed within its second, whichever of them wrote the change', async () => {
    for (const change of changed) {
      rig = rigOf(tenant);
      const sent = await sentOf([...spellings, change, ...changed]);
      assert.deepEqual(
        sent.map(({ eventType }) => eventType),
        ['CREATED', 'UPDATED'],
      );
    }
  });

  it('has the same keys, whichever of them wrote it', async () => {
    const keys = new Set<string>();
    for (const first of spellings) {
      for (const second of changed) {
        rig = rigOf(tenant);
        const sent = await sentOf([first, second]);
        keys.add(sent.map(({ key }) => key).join(' '));
      }
    }
    assert.equal(keys.size, 1);
    const [one, other] = [...keys].join().split(' ');
    assert.notEqual(one, other);
  });

  it('is known after a restart, however it is written then', async () => {
    await sentOf(spellings.slice(1, 2));
    const { store } = rig;
    for (const text of spellings) {
      rig = rigOf(tenant, { store, clock: new FakeClock() });
      assert.deepEqual(await sentOf([text]), []);
    }
  });

  it('is known by its bytes where the state remembers nothing else', async () => {
    const [, text = ''] = spellings;
    await sentOf([text]);
    const document = (await rig.store.load()) as { memory: [string, number, string, 0 | 1][] };
    for (const row of document.memory) row[2] = row[2].split(':').slice(0, 2).join(':');
    const { store } = rig;
    await store.save(document);
    rig = rigOf(tenant, { store, clock: new FakeClock() });
    assert.deepEqual(await sentOf([text]), []);
  });
});

describe('The fingerprint of a record', () => {
  it('differs whenever one byte does', () => {
    const text = record(1);
    const others = Array.from({ length: 3000 }, (_, index) => record(1, 6, `,"n":${index}`));
    const records = parseRecords(Buffer.from(`[${[text, ...others, text].join()}]`)) as (
      | ListedRecord
      | ReadRecord
    )[];
    assert.equal(new Set(records.map(({ fingerprint }) => fingerprint)).size, 3001);
    assert.ok(records.at(-1) instanceof ReadRecord, 'the last one is parsed');
    assert.equal(records.at(-1)?.fingerprint, records[0]?.fingerprint);
  });
});

describe('A record that waits to be acknowledged', () => {
  it('comes again exactly as it came first, however it is written', async () => {
    const tenant = new Listed();
    tenant.records = [
      record(1),
      record(2, 6, ',"number":9219595375673293031'),
      record(3, 6, ',"__proto__":{"a":1},"text":"\\u00fc€😀"'),
      record(4, 6, ',"same":1,"same":2'),
      record(5, 6, ',"none":null'),
      record(6, 6, ',"text":"a\\nb"').replace('\\n', '\u000b').replace('\\n', '\n'),
    ];
    for (const removeNulls of [false, true]) {
      const rig = rigOf(
        { request: (options) => tenant.request(options) },
        {
          config: { start: 'beginning', delivery: 'acknowledge', removeNulls },
        },
      );
      await rig.poller.poll();
      const first = structuredClone(rig.messages.map(({ payload }) => payload));
      assert.equal(first.length, 6);
      for (const { coupa } of [...rig.messages]) rig.poller.refuse(coupa.delivery, 'no');
      rig.clock.advance(5000);
      assert.deepEqual(
        rig.messages.slice(6).map(({ payload }) => payload),
        first,
      );
    }
  });
});
