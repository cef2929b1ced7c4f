import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../lib/base/json';
import { type Bench, type Came, startBench } from '../unit/records/bench';
import { parameters, patience } from './worlds';
import { type Asked, type World, type Writing, weatherOf, worlds } from './writes-world';

/** Where each kind of writing takes place. */
const places: Record<Writing, { resource: string; operation: string }> = {
  create: { resource: 'suppliers', operation: 'create' },
  upsert: { resource: 'suppliers', operation: 'upsert' },
  update: { resource: 'suppliers', operation: 'update' },
  pay: { resource: 'invoices', operation: 'update' },
  delete: { resource: 'supplier_items', operation: 'delete' },
  mark: { resource: 'invoices', operation: 'markExported' },
};

/** What was told of one object. */
interface Told extends Asked {
  tag: string;
  /** `applied`, or the outcome of its entry. */
  outcome: string;
  id: string;
}

describe('what is told of writes is what the tenant holds', function () {
  this.timeout(2 * patience);
  let bench: Bench;
  let run = 0;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.close());

  it('whatever becomes of requests and answers', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        run += 1;
        empty();
        check(world, await play(world));
      }),
      parameters(1000),
    );
  });

  /** Takes the records of the world before away: nobody looks through those of a thousand worlds. */
  function empty(): void {
    for (const { resource } of Object.values(places)) {
      const held = bench.tenant.resource(resource);
      for (const { id } of held.all()) held.delete(id);
    }
  }

  /** Sends one message into a world, and gives what was told of each object. */
  async function play(world: World): Promise<Told[]> {
    const { tenant } = bench;
    const { writing } = world;
    const ids = [0, 1, 2].map((record) => prepared(writing, record));
    const tags = world.objects.map((_, index) => `tag-${run}-${index}`);
    const payload = world.objects.map((asked, index) => objectOf(writing, asked, tags[index] ?? '', ids));
    for (const fault of world.faults) {
      const rule = weatherOf(fault, writing);
      if (rule !== undefined) tenant.weather(rule);
    }
    const { maxInFlight, stopOnError } = world;
    const session = bench.open({ ...places[writing], maxInFlight, stopOnError, maxActions: 1000 });
    const stop = closing(world, () => session.close());
    const came = await bench.send(session, { payload });
    stop();
    session.close();
    tenant.clearWeather();
    tenant.settleLate();
    return world.objects.map((asked, index) => told(came, asked, index, tags[index] ?? '', ids));
  }

  function closing({ closeAfter }: World, close: () => void): () => void {
    if (closeAfter === 0) return () => undefined;
    let left = closeAfter;
    const count = () => {
      left -= 1;
      if (left === 0) close();
    };
    bench.tenant.on('received', count);
    return () => bench.tenant.off('received', count);
  }

  /** What is there before: records to change, and for half of the upserts one to find. */
  function prepared(writing: Writing, record: number): string {
    const { tenant } = bench;
    const number = numberOf(record);
    const old = { 'created-at': '2026-01-01T00:00:00Z' };
    if (writing === 'create' || (writing === 'upsert' && record === 0)) return '';
    const { resource } = places[writing];
    const fields =
      resource === 'suppliers' ? { number, name: `name ${number}`, ...old } : { exported: false, ...old };
    return String(tenant.resource(resource).create(fields).id);
  }

  function numberOf(record: number): string {
    return `S-${run}-${record}`;
  }

  function objectOf(
    writing: Writing,
    { record, both, wrong, broken }: Asked,
    tag: string,
    ids: string[],
  ): unknown {
    if (broken) return null;
    const id = ids[record] ?? '';
    const refused = wrong ? { 'payment-term': { code: 'there is none' } } : {};
    switch (writing) {
      case 'create':
        return { number: numberOf(record), name: `name ${numberOf(record)}`, website: tag, ...refused };
      case 'upsert': {
        const said = both && id !== '' ? { id } : {};
        return {
          ...said,
          number: numberOf(record),
          name: `name ${numberOf(record)}`,
          website: tag,
          ...refused,
        };
      }
      case 'update':
        return { id, ...(both ? { number: numberOf(record) } : {}), website: tag, ...refused };
      case 'pay':
        return {
          id,
          payments: [{ 'amount-paid': '1.00', notes: tag }],
          ...(wrong ? { currency: { code: 'none' } } : {}),
        };
      default:
        return wrong ? { id: '999999999' } : { id };
    }
  }

  function told(came: Came, asked: Asked, index: number, tag: string, ids: string[]): Told {
    const entry = came.entries.find((one) => one.index === index);
    if (came.error === undefined) {
      const result = came.record.result[index];
      assert.equal(entry?.outcome ?? 'applied', entry === undefined ? 'applied' : result?.outcome);
    }
    const id = came.record?.result[index]?.id ?? ids[asked.record] ?? '';
    return { ...asked, tag, id, outcome: entry?.outcome ?? 'applied' };
  }

  function check({ writing }: World, all: readonly Told[]): void {
    for (const one of all) {
      if (one.broken) assert.ok(['not sent', 'not attempted'].includes(one.outcome), one.outcome);
      // What was never there is gone, too: after a lost answer nobody can tell the two apart.
      else if (one.wrong && writing !== 'delete') assert.notEqual(one.outcome, 'applied');
    }
    if (writing === 'create') checkCreates(all);
    else if (writing === 'pay') checkPayments(all);
    else if (writing === 'delete') checkDeletes(all);
    else if (writing === 'mark') checkMarks(all);
    else checkChanges(writing, all);
  }

  /** Each object was created once where it was told so, never where it was told otherwise, and never twice. */
  function checkCreates(all: readonly Told[]): void {
    const held = bench.tenant.records('suppliers');
    for (const { tag, outcome, id } of all) {
      const made = held.filter(({ website }) => website === tag);
      if (outcome === 'applied') assert.equal(made.length, 1, `${tag} was told as created`);
      else if (outcome !== 'unknown') assert.deepEqual(made, [], `${tag} was told as ${outcome}`);
      assert.ok(made.length <= 1, `${tag} was created twice`);
      if (outcome === 'applied' && id !== '') assert.equal(String(made[0]?.id), id);
    }
  }

  /** Of one record the last change that was told as applied is there, or one behind it whose outcome is unknown. */
  function checkChanges(writing: Writing, all: readonly Told[]): void {
    for (const record of new Set(all.map((one) => one.record))) {
      const held = bench.tenant.records('suppliers').filter(({ number }) => number === numberOf(record));
      assert.ok(held.length <= 1, `${numberOf(record)} is there twice`);
      const mine = all.filter((one) => one.record === record && !one.broken);
      const last = mine.findLastIndex(({ outcome }) => outcome === 'applied');
      const may = mine
        .slice(Math.max(0, last))
        .filter(({ outcome }) => ['applied', 'unknown'].includes(outcome));
      const isNew = writing === 'upsert' && record === 0;
      const now = held[0]?.['website'];
      const tags: unknown[] = may.map(({ tag }) => tag);
      if (last >= 0) assert.ok(tags.includes(now), `${String(now)} is none of ${tags.join()}`);
      else if (!tags.includes(now))
        assert.ok(
          isNew ? held.length === 0 || now === undefined : !String(now).startsWith('tag'),
          String(now),
        );
    }
  }

  function checkPayments(all: readonly Told[]): void {
    const invoices = bench.tenant.records('invoices');
    for (const { tag, outcome, id } of all) {
      const invoice = invoices.find((one) => String(one.id) === id);
      const payments = [invoice?.['payments'] ?? []].flat() as JsonObject[];
      const count = payments.filter(({ notes }) => notes === tag).length;
      if (outcome === 'applied') assert.equal(count, 1, `${tag} was told as paid`);
      else if (outcome !== 'unknown') assert.equal(count, 0, `${tag} was told as ${outcome}`);
      assert.ok(count <= 1, `${tag} was paid twice`);
    }
  }

  function checkDeletes(all: readonly Told[]): void {
    const left = new Set(bench.tenant.records('supplier_items').map(({ id }) => String(id)));
    for (const [id, mine] of byId(all)) {
      if (mine.some(({ outcome }) => outcome === 'applied'))
        assert.ok(!left.has(id), `${id} was told as deleted`);
      else if (mine.every(({ outcome }) => outcome !== 'unknown')) assert.ok(left.has(id), `${id} is gone`);
    }
  }

  function checkMarks(all: readonly Told[]): void {
    const invoices = bench.tenant.records('invoices');
    for (const [id, mine] of byId(all)) {
      const flag = invoices.find((one) => String(one.id) === id)?.['exported'];
      if (mine.some(({ outcome }) => outcome === 'applied'))
        assert.equal(flag, true, `${id} was told as marked`);
      else if (mine.every(({ outcome }) => outcome !== 'unknown'))
        assert.equal(flag, false, `${id} is marked`);
    }
  }

  function byId(all: readonly Told[]): Map<string, Told[]> {
    const real = all.filter(({ broken, wrong }) => !broken && !wrong);
    const groups = new Map<string, Told[]>();
    for (const one of real) groups.set(one.id, [...(groups.get(one.id) ?? []), one]);
    return groups;
  }
});
