import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '../../../../lib/local/file-store';
import type { ModelTenant } from '../../../laws/model-tenant';
import { FakeClock, idsOf, MemoryStore, plainSource, type Rig, type RigOptions, turns } from '../rig';
import { countsOf, givenUp, refuseAll, rigOf, settled, takeAll, tenantWith } from './giving-up';

describe('records that were given up', () => {
  it('are listed with their reason, sendings and age, and each of them can be looked at', async () => {
    const { rig } = await givenUp(2);
    const { records, redelivering } = await rig.poller.undeliverables.list();
    const [first] = records;
    assert.equal(redelivering, 0);
    assert.deepEqual(
      records.map(({ id, attempts, reason }) => ({ id, attempts, reason })),
      [
        { id: 1, attempts: 1, reason: 'no to 1' },
        { id: 2, attempts: 1, reason: 'no to 2' },
      ],
    );
    assert.match(first?.at ?? '', /^2026-11-22T/);
    const found = await rig.poller.undeliverables.find(first?.key ?? '');
    const told = rig.undeliverable[0]?.message;
    assert.deepEqual(JSON.parse(JSON.stringify(found)), JSON.parse(JSON.stringify(told)));
    assert.equal(await rig.poller.undeliverables.find('invoices:9:9'), undefined);
    assert.equal((await rig.poller.report()).undeliverable, 2);
  });

  it('are sent again as new deliveries, each under its key', async () => {
    const { rig } = await givenUp(3);
    takeAll(rig);
    const keys = rig.undeliverable.map(({ message }) => message.coupa.key);
    const before = rig.undeliverable.map(({ message }) => message.coupa.delivery);
    const answer = await rig.poller.undeliverables.redeliver();
    assert.deepEqual(answer, { redelivered: 3, dismissed: 0, superseded: 0, unknown: 0, left: 0 });
    await settled(rig);
    assert.deepEqual(
      rig.messages.map(({ coupa }) => [coupa.key, coupa.attempt]),
      keys.map((key) => [key, 1]),
    );
    assert.ok(rig.messages.every(({ coupa }) => !before.includes(coupa.delivery)));
    assert.deepEqual(await countsOf(rig), [0, 0]);
    assert.equal(JSON.parse(rig.undeliverableStore.text ?? '').records.length, 0);
  });

  it('are sent again by their keys, and those that nobody knows are counted', async () => {
    const { rig } = await givenUp(3);
    takeAll(rig);
    const { records } = await rig.poller.undeliverables.list();
    const answer = await rig.poller.undeliverables.redeliver([records[1]?.key ?? '', 'invoices:9:9']);
    assert.deepEqual(answer, { redelivered: 1, dismissed: 0, superseded: 0, unknown: 1, left: 2 });
    await settled(rig);
    assert.deepEqual(idsOf(rig), [2]);
    assert.deepEqual(await countsOf(rig), [2, 0]);
  });

  it('are forgotten when they are dismissed, also over a restart', async () => {
    const { rig } = await givenUp(3);
    const { records } = await rig.poller.undeliverables.list();
    const one = await rig.poller.undeliverables.dismiss([records[0]?.key ?? '']);
    assert.deepEqual(one, { redelivered: 0, dismissed: 1, superseded: 0, unknown: 0, left: 2 });
    rig.crash();
    assert.deepEqual(await countsOf(rig), [2, 0]);
    assert.equal((await rig.poller.undeliverables.dismiss()).dismissed, 2);
    rig.crash();
    rig.poller.start();
    await settled(rig);
    assert.deepEqual(await countsOf(rig), [0, 0]);
    assert.deepEqual(idsOf(rig), []);
  });

  for (const command of ['dismiss', 'redeliver'] as const)
    it(`are not meant by a ${command} of all that was asked for before they were given up, however long that is stored`, async () => {
      const { tenant, rig } = await givenUp(1);
      const save = rig.store.save.bind(rig.store);
      let goOn = () => {};
      const stored = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      rig.store.save = async (document) => {
        await stored;
        await save(document);
      };
      refuseAll(rig);
      const answered = rig.poller.undeliverables[command]();
      tenant.apply({ kind: 'create' });
      const polled = rig.poller.poll();
      await turns();
      assert.equal(rig.undeliverable.length, 2);
      rig.onRecord = () => {};
      goOn();
      const { dismissed, redelivered, unknown } = await answered;
      assert.deepEqual([dismissed + redelivered, unknown], [1, 0]);
      await polled;
      const { records } = await rig.poller.undeliverables.list();
      const listed = records.filter(({ redelivering }) => !redelivering).map(({ id }) => id);
      assert.deepEqual(listed, [2]);
    });

  it('come again to the list where they are refused again, with the new reason', async () => {
    const { rig } = await givenUp(1);
    rig.onRecord = ({ coupa }) => void rig.poller.refuse(coupa.delivery, 'still no');
    await rig.poller.undeliverables.redeliver();
    await settled(rig);
    const { records } = await rig.poller.undeliverables.list();
    assert.deepEqual(
      records.map(({ reason, redelivering }) => [reason, redelivering]),
      [['still no', undefined]],
    );
  });

  it('go through maxInFlight, and a poll has its turn beside them', async () => {
    const { rig } = await givenUp(5, { config: { maxInFlight: 2 } });
    let most = 0;
    rig.onRecord = () => {
      most = Math.max(most, rig.messages.length - taken);
    };
    let taken = 0;
    await rig.poller.undeliverables.redeliver();
    for (; taken < 5; taken += 1) {
      await turns();
      rig.poller.acknowledge(rig.messages[taken]?.coupa.delivery ?? '');
    }
    await settled(rig);
    assert.equal(most, 2);
    assert.deepEqual(await countsOf(rig), [0, 0]);
  });

  it('do not hold the position while they are on their way again', async () => {
    const { rig } = await givenUp(1);
    const { position } = await rig.poller.report();
    await rig.poller.undeliverables.redeliver();
    await settled(rig);
    const report = await rig.poller.report();
    assert.deepEqual([report.pending, report.position], [1, position]);
  });

  it('are sent again while the node is paused', async () => {
    const { rig } = await givenUp(1);
    takeAll(rig);
    await rig.poller.pause();
    await rig.poller.undeliverables.redeliver();
    await settled(rig);
    assert.deepEqual(idsOf(rig), [1]);
  });

  it('stay after a reset, and what was being sent again is', async () => {
    const { rig } = await givenUp(2);
    const { records } = await rig.poller.undeliverables.list();
    await rig.poller.undeliverables.redeliver([records[0]?.key ?? '']);
    await settled(rig);
    takeAll(rig);
    await rig.poller.reset('now');
    await settled(rig);
    assert.deepEqual(idsOf(rig), [1, 1]);
    assert.deepEqual(await countsOf(rig), [1, 0]);
  });

  describe('of which a newer version', () => {
    /** The record has changed, and a poll reads that. */
    async function change(tenant: ModelTenant, rig: Rig): Promise<void> {
      tenant.apply({ kind: 'wait', ms: 5000 });
      tenant.apply({ kind: 'update', pick: 0 });
      await rig.poller.poll();
      await settled(rig);
    }

    it('was delivered are dropped, and not sent again', async () => {
      const { tenant, rig } = await givenUp(1);
      takeAll(rig);
      await change(tenant, rig);
      const { records } = await rig.poller.undeliverables.list();
      assert.equal(records[0]?.superseded, true);
      const answer = await rig.poller.undeliverables.redeliver();
      assert.deepEqual(answer, { redelivered: 0, dismissed: 0, superseded: 1, unknown: 0, left: 0 });
      await settled(rig);
      assert.equal(rig.messages.length, 1);
    });

    it('is on its way wait for that, and are dropped once it is delivered', async () => {
      const { tenant, rig } = await givenUp(1);
      await change(tenant, rig);
      await rig.poller.undeliverables.redeliver();
      await settled(rig);
      assert.equal(rig.messages.length, 1);
      rig.poller.acknowledge(rig.messages[0]?.coupa.delivery ?? '');
      await settled(rig);
      assert.equal(rig.messages.length, 1);
      assert.deepEqual(await countsOf(rig), [0, 0]);
    });

    it('was given up as well are sent first', async () => {
      const { tenant, rig } = await givenUp(1);
      refuseAll(rig);
      await change(tenant, rig);
      rig.messages.length = 0;
      takeAll(rig);
      await rig.poller.undeliverables.redeliver();
      await settled(rig);
      const versions = rig.messages.map(({ payload }) => (payload as { content: number }).content);
      assert.deepEqual(versions, [1, 2]);
      assert.deepEqual(await countsOf(rig), [0, 0]);
    });

    it('comes meanwhile are sent before it', async () => {
      const { tenant, rig } = await givenUp(1);
      await rig.poller.undeliverables.redeliver();
      await settled(rig);
      await change(tenant, rig);
      assert.equal(rig.messages.length, 1);
      rig.poller.acknowledge(rig.messages[0]?.coupa.delivery ?? '');
      await settled(rig);
      assert.deepEqual(
        rig.messages.map(({ payload }) => (payload as { content: number }).content),
        [1, 2],
      );
    });
  });

  describe('after a kill', () => {
    it('are there, and are not sent again by themselves', async () => {
      const { rig } = await givenUp(3);
      rig.crash();
      rig.poller.start();
      await settled(rig);
      assert.deepEqual(idsOf(rig), []);
      assert.deepEqual(await countsOf(rig), [3, 0]);
    });

    it('between the two writes count as given up', async () => {
      const store = new MemoryStore();
      const { rig } = await givenUp(1, { store, config: { maxAttempts: 2 } });
      rig.clock.advance(6000);
      await settled(rig);
      assert.deepEqual(idsOf(rig), [1]);
      await rig.poller.report();
      store.broken = new Error('killed here');
      refuseAll(rig);
      rig.poller.refuse(rig.messages[0]?.coupa.delivery ?? '', 'no');
      await settled(rig);
      assert.equal(JSON.parse(store.text ?? '').pending.length, 1);
      assert.equal(JSON.parse(rig.undeliverableStore.text ?? '').records.length, 1);
      store.broken = undefined;
      rig.crash();
      rig.poller.start();
      await settled(rig);
      assert.deepEqual(idsOf(rig), [1]);
      assert.deepEqual(await countsOf(rig), [1, 0]);
      assert.equal((await rig.poller.report()).pending, 0);
    });

    it('are sent again where that had been asked for, and the sendings count on', async () => {
      const { rig } = await givenUp(2, { config: { maxInFlight: 1, maxAttempts: 1 } });
      await rig.poller.undeliverables.redeliver();
      await settled(rig);
      assert.deepEqual(idsOf(rig), [1]);
      rig.crash();
      takeAll(rig);
      rig.poller.start();
      await settled(rig);
      assert.deepEqual(
        rig.messages.map(({ coupa }) => [coupa.id, coupa.attempt]),
        [
          [1, 1],
          [1, 2],
          [2, 1],
        ],
      );
      assert.deepEqual(await countsOf(rig), [0, 0]);
    });

    it('are still to be sent again where the position file was lost meanwhile', async () => {
      const { rig } = await givenUp(1);
      await rig.poller.undeliverables.redeliver();
      await settled(rig);
      rig.store.text = rig.store.text?.slice(0, -200);
      rig.crash();
      takeAll(rig);
      rig.poller.start();
      await settled(rig);
      assert.deepEqual(idsOf(rig), [1, 1]);
      assert.deepEqual(await countsOf(rig), [0, 0]);
    });
  });

  describe('where a record counts as delivered once it is sent', () => {
    it('are sent again once', async () => {
      const { tenant, rig } = await givenUp(3);
      await rig.poller.close();
      const { store, undeliverableStore } = rig;
      const sender = rigOf(tenant, { store, undeliverableStore, config: { delivery: 'send' } });
      await sender.poller.undeliverables.redeliver();
      await settled(sender);
      assert.deepEqual(idsOf(sender), [1, 2, 3]);
      assert.deepEqual(await countsOf(sender), [0, 0]);
    });

    it('are sent once where they were on their way when that was changed', async () => {
      const { tenant, rig } = await givenUp(1);
      await rig.poller.undeliverables.redeliver();
      await settled(rig);
      await rig.poller.close();
      const { store, undeliverableStore } = rig;
      const sender = rigOf(tenant, { store, undeliverableStore, config: { delivery: 'send' } });
      sender.poller.start();
      await settled(sender);
      assert.deepEqual(idsOf(sender), [1]);
      assert.deepEqual(await countsOf(sender), [0, 0]);
    });

    it('are kept where a deploy dropped the message', async () => {
      const { tenant, rig } = await givenUp(1);
      await rig.poller.close();
      const { store, undeliverableStore } = rig;
      const options = { store, undeliverableStore, config: { delivery: 'send' } };
      const sender = rigOf(tenant, { ...options, landed: () => false });
      let closing: Promise<void> | undefined;
      sender.onRecord = () => {
        closing = sender.poller.close();
      };
      await sender.poller.undeliverables.redeliver();
      await settled(sender);
      await closing;
      const successor = rigOf(tenant, options);
      successor.poller.start();
      await settled(successor);
      assert.deepEqual(idsOf(successor), [1]);
    });
  });

  it('are told of once where there are more than are kept', async () => {
    const { rig } = await givenUp(1005, { config: { pageSize: 50, maxInFlight: 2000 } });
    assert.deepEqual(await countsOf(rig), [1000, 0]);
    assert.equal(rig.notices.filter((text) => /The oldest are forgotten/.test(text)).length, 1);
  });

  it('of which one that was to be sent again had to go are told of with their number, as far as they were not sent', async () => {
    const { tenant, rig } = await givenUp(1000, { config: { pageSize: 50, maxInFlight: 1 } });
    tenant.apply({ kind: 'create' });
    void rig.poller.poll();
    await turns(200);
    assert.deepEqual(idsOf(rig), [1001]);
    assert.equal((await rig.poller.undeliverables.redeliver()).redelivered, 1000);
    rig.poller.refuse(rig.messages[0]?.coupa.delivery ?? '', 'no');
    await settled(rig);
    assert.deepEqual(await countsOf(rig), [1000, 999]);
    assert.ok(rig.notices.some((text) => /forgotten unsent, since nothing else could go: 1\./.test(text)));
    assert.deepEqual(idsOf(rig), [1001, 2]);
  });

  describe('in a file', () => {
    let folder: string;
    let file: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'coupa-undeliverable-'));
      file = join(folder, 'node.undeliverable.json');
    });

    afterEach(() => rm(folder, { recursive: true, force: true }));

    /** A node that has given two records up, in this file. */
    async function written(): Promise<Rig> {
      const { rig } = await givenUp(2, { undeliverableStore: new FileStore(file) });
      await rig.poller.close();
      return rig;
    }

    function start(options: RigOptions = {}): Rig {
      const rig = rigOf(tenantWith(0), { undeliverableStore: new FileStore(file), ...options });
      rig.poller.start();
      return rig;
    }

    it('are read by the user of Node-RED only', async function () {
      if (process.platform === 'win32') this.skip();
      await written();
      assert.equal((await stat(file)).mode & 0o777, 0o600);
    });

    it('that is damaged are told at each start until another is written, and a copy is kept', async () => {
      await written();
      const text = (await readFile(file, 'utf8')).replace('no to 1', 'yes to 1');
      await writeFile(file, text);
      for (let count = 0; count < 2; count += 1) {
        const rig = start();
        assert.deepEqual(await countsOf(rig), [0, 0]);
        assert.match(rig.errors[0]?.message ?? '', /undeliverable records is damaged: .*checksum.*kept as/);
        assert.equal(rig.errors[0]?.code, 'COUPA_STATE');
      }
      assert.equal(await readFile(file, 'utf8'), text);
      const copies = (await readdir(folder)).filter((name) => name.includes('.damaged-'));
      assert.equal(copies.length, 1);
      assert.equal(await readFile(join(folder, copies[0] ?? ''), 'utf8'), text);
    });

    for (const [what, document] of [
      ['is of another form', { format: 1, records: [{}] }],
      ['is of a later version', { format: 2, tenant: '', path: '', records: [] }],
      ['has a record that is no JSON', undefined],
    ] as const) {
      it(`that ${what} are told, and the node polls on`, async () => {
        const store = new FileStore(file);
        const rig = await written();
        const before = (await store.load()) as { records: object[] };
        const broken = { ...before, records: before.records.map((one) => ({ ...one, payload: '{"id":' })) };
        await store.save(document ?? broken);
        const successor = start({ store: rig.store });
        assert.deepEqual(await countsOf(successor), [0, 0]);
        assert.match(successor.errors[0]?.message ?? '', /undeliverable records is damaged/);
        await successor.poller.poll();
      });
    }

    it('of another list are no longer kept: it is told, and a copy is', async () => {
      await written();
      const source = { ...plainSource(), path: '/api/suppliers' };
      const rig = start({ source });
      assert.deepEqual(await countsOf(rig), [0, 0]);
      assert.match(rig.notices.join(), /Undeliverable records of that list: 2\. .*kept as .*unsent-/);
    });

    it('that cannot be written are told, and neither document runs ahead', async () => {
      const store = new MemoryStore();
      const undeliverableStore = new MemoryStore();
      const rig = rigOf(tenantWith(1), { store, undeliverableStore });
      refuseAll(rig);
      undeliverableStore.broken = new Error('the disk is full');
      await rig.poller.poll().catch(() => undefined);
      await settled(rig);
      await assert.rejects(rig.poller.undeliverables.dismiss());
      assert.equal(store.text, undefined);
      undeliverableStore.broken = undefined;
      rig.clock.advance(120_000);
      await settled(rig);
      assert.equal(JSON.parse(undeliverableStore.text ?? '').records.length, 1);
      assert.deepEqual(await countsOf(rig), [1, 0]);
    });
  });

  it('that are asked for when the node is closed are not: who asks hears of it', async () => {
    const { rig } = await givenUp(1, { clock: new FakeClock() });
    await rig.poller.close();
    await assert.rejects(rig.poller.undeliverables.redeliver(), { code: 'COUPA_STATE' });
    assert.deepEqual(idsOf(rig), []);
  });
});
