import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '../../../lib/local/file-store';
import { ModelTenant } from '../../laws/model-tenant';
import { idsOf, plainSource, Rig, turns } from './rig';

const position = Date.UTC(2026, 10, 22, 8);

function messageOf(id: number, coupa: object = {}): Record<string, unknown> {
  const key = `invoices:${id}:2026-11-22T07:00:00.000Z`;
  return {
    topic: 'invoices',
    payload: { id },
    coupa: {
      resource: 'invoices',
      id,
      eventType: 'UPDATED',
      key,
      delivery: '',
      attempt: 1,
      poll: 'p',
      ...coupa,
    },
  };
}

/** A file of the first version with three unsettled records, the second of which is stored like this. */
function fileWith(message: string): string {
  const pending = [JSON.stringify(messageOf(1)), message, JSON.stringify(messageOf(3))].map(
    (text, index) => ({
      id: `id-${index + 1}`,
      identity: `invoices:${index + 1}`,
      key: `invoices:${index + 1}:2026-11-22T07:00:00.000Z`,
      message: text,
      attempt: 1,
      from: position - 1000,
      beside: false,
    }),
  );
  const { tenant, path, filter } = plainSource();
  const head = { format: 1, tenant, path, proven: position - 1000, position, filter };
  return JSON.stringify({ ...head, paused: false, memory: [], pending, notices: [] });
}

describe('an unsettled record of which no message is left', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coupa-unsent-'));
    file = join(folder, 'node.json');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  function start(delivery: 'send' | 'acknowledge'): Rig {
    const rig = new Rig(new ModelTenant(), { config: { delivery }, store: new FileStore(file) });
    rig.poller.start();
    return rig;
  }

  async function kept(): Promise<string[]> {
    return (await readdir(folder)).filter((name) => name.startsWith('node.json.unsent-'));
  }

  for (const [what, message] of [
    ['is cut short', '{"topic":"invoices","payload":{"id":2'],
    ['is empty', ''],
    ['is null', 'null'],
    ['is a text', '"x"'],
    ['is a list', '[]'],
    ['has nothing in it', '{}'],
    ['has no record', JSON.stringify({ ...messageOf(2), payload: undefined })],
    ['has no key', JSON.stringify(messageOf(2, { key: undefined }))],
    ['has a date that is none', JSON.stringify(messageOf(2, { updatedAt: 'soon' }))],
  ] as const) {
    for (const delivery of ['send', 'acknowledge'] as const)
      it(`that ${what} is kept aside and told by its key, and the others are sent again (${delivery})`, async () => {
        await writeFile(file, fileWith(message));
        const rig = start(delivery);
        await rig.poller.report();
        await turns();
        assert.deepEqual(idsOf(rig), [1, 3]);
        const [error, ...others] = rig.errors;
        assert.deepEqual([error?.code, others], ['COUPA_STATE', []]);
        assert.match(error?.message ?? '', /, 1: invoices:2:2026-11-22T07:00:00\.000Z\..*kept as .*unsent/);
        const [copy = '', ...more] = await kept();
        assert.deepEqual(more, []);
        assert.equal(JSON.parse(await readFile(join(folder, copy), 'utf8'))[0].message, message);
        assert.equal((await stat(join(folder, copy))).mode & 0o077, 0);
        await rig.poller.close();
      });
  }

  it('is kept once and told at each start until the position was saved without it', async () => {
    await writeFile(file, fileWith('null'));
    for (let count = 0; count < 3; count += 1) {
      const rig = start('acknowledge');
      await rig.poller.report();
      assert.equal(rig.errors.length, 1);
      assert.equal((await kept()).length, 1);
      rig.crash();
    }
    const last = start('acknowledge');
    await last.poller.report();
    await last.poller.close();
    const after = start('acknowledge');
    await after.poller.report();
    await turns();
    assert.deepEqual(after.errors, []);
    assert.deepEqual(idsOf(after), [1, 3]);
    await after.poller.close();
  });
});
