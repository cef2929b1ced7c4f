import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '../../../lib/local/file-store';
import { ModelTenant } from '../../laws/model-tenant';
import { idsOf, Rig, turns } from './rig';

/** A tenant that can be made to answer nothing any more. */
class StallingTenant extends ModelTenant {
  isStalled = false;

  override request(options: Parameters<ModelTenant['request']>[0]): ReturnType<ModelTenant['request']> {
    if (!this.isStalled) return super.request(options);
    return new Promise((_, reject) => {
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error));
    });
  }
}

describe('a node whose position file is damaged', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coupa-salvage-'));
    file = join(folder, 'state.json');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A node that starts now, has sent record 2, and is killed as record 3 is written; its file is damaged. */
  async function scene(delivery: 'send' | 'acknowledge', damage: (text: string) => string) {
    const tenant = new StallingTenant();
    const config = { start: 'now', overlap: 20, delivery };
    const rig = new Rig(tenant, { config, store: new FileStore(file) });
    rig.onRecord = ({ coupa }) => setImmediate(() => rig.poller.acknowledge(coupa.delivery));
    tenant.apply({ kind: 'create' });
    tenant.time += 60_000;
    await rig.poller.poll();
    tenant.time += 60_000;
    tenant.apply({ kind: 'create' });
    tenant.time += 5000;
    await rig.poller.poll();
    await turns(20);
    tenant.time += 60_000;
    tenant.apply({ kind: 'create' });
    rig.crash();
    await writeFile(file, damage(await readFile(file, 'utf8')));
    return { tenant, rig };
  }

  /** It starts and begins to poll; the tenant does not answer. */
  async function beginToPoll(rig: Rig): Promise<void> {
    await rig.poller.report();
    rig.poller.poll().catch(() => undefined);
    await turns(20);
  }

  async function bringToRest(tenant: StallingTenant, rig: Rig): Promise<void> {
    tenant.isStalled = false;
    for (let poll = 0; poll < 4; poll += 1) {
      await rig.poller.poll();
      await turns(20);
      tenant.time += 10_000;
    }
  }

  const copies = async () => (await readdir(folder)).filter((name) => name.includes('damaged'));

  for (const delivery of ['send', 'acknowledge'] as const) {
    for (const [what, damage] of [
      ['cut', (text: string) => text.slice(0, -50)],
      ['still JSON', (text: string) => text.replace(/"memory":\[\[/, '"memory":[["1",1,"x",1],[')],
    ] as const) {
      it(`loses nothing when it is killed again and again before it has saved (${what}, ${delivery})`, async () => {
        const { tenant, rig } = await scene(delivery, damage);
        const found = await readFile(file, 'utf8');
        tenant.isStalled = true;
        for (let start = 1; start <= 4; start += 1) {
          await beginToPoll(rig);
          assert.equal(rig.errors.length, start, 'it is not told at each start');
          assert.equal(await readFile(file, 'utf8'), found, 'the file was taken away');
          assert.equal((await copies()).length, 1, 'each start keeps a copy');
          rig.crash();
        }
        await bringToRest(tenant, rig);
        assert.ok(idsOf(rig).includes(3), `sent: ${idsOf(rig)}`);
        assert.equal(JSON.parse(await readFile(file, 'utf8')).format, 2);
        rig.crash();
        await rig.poller.report();
        assert.equal(rig.errors.length, 5, 'what is whole again is still told');
        assert.equal(await readFile(join(folder, (await copies())[0] ?? ''), 'utf8'), found);
      });

      it(`loses nothing when it is stopped before it has saved (${what}, ${delivery})`, async () => {
        const { tenant, rig } = await scene(delivery, damage);
        tenant.isStalled = true;
        await beginToPoll(rig);
        await rig.poller.close();
        rig.crash();
        await bringToRest(tenant, rig);
        assert.ok(idsOf(rig).includes(3), `sent: ${idsOf(rig)}`);
        assert.equal(rig.errors.length, 1);
      });
    }
  }

  it('stays paused if it was', async () => {
    const { rig } = await scene('send', (text) => text);
    await rig.poller.pause();
    rig.crash();
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, -50));
    assert.equal((await rig.poller.report()).paused, true);
    assert.equal(rig.errors.length, 1);
  });
});
