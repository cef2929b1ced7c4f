import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '../../../lib/local/file-store';
import { leftoversIn, removeLeftovers } from '../../../lib/operations/leftovers';

describe('files of nodes that are in no flow', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coupa-left-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function files(...names: string[]): Promise<void> {
    for (const name of names) await writeFile(join(folder, name), '[]\n');
  }

  const known =
    (...ids: string[]) =>
    (id: string) =>
      ids.includes(id);

  it('are found by the ids of the nodes, all that belongs to one together', async () => {
    const damaged = 'gone.json.damaged-0123456789abcdef';
    await files(
      'here.json',
      'here.history.json',
      'gone.json',
      'gone.history.json',
      'gone.json.before-fleet',
      damaged,
    );
    const found = await leftoversIn(folder, known('here'));
    assert.deepEqual(
      found.map(({ id, files, bytes }) => [id, files, bytes]),
      [['gone', 4, 12]],
    );
  });

  it('say which list the node polled', async () => {
    const document = { format: 2, tenant: 'https://acme.coupahost.com', path: '/api/invoices', pending: [] };
    await new FileStore(join(folder, 'gone.json')).save(document);
    const [found] = await leftoversIn(folder, known());
    assert.equal(found?.list, 'https://acme.coupahost.com/api/invoices');
  });

  it('are none of those that stay as they are: of others, of processes, of nodes with dots and slashes in their ids', async () => {
    await files(
      'process.lock',
      'notes.txt',
      'a1b2c3d4.abcdef.json',
      'a1b2c3d4.abcdef.history.json',
      'a%2Fb.json',
    );
    await files('a1b2.json.host-12-0123abcd.tmp');
    await mkdir(join(folder, 'folder.json'));
    assert.deepEqual(await leftoversIn(folder, known('a1b2c3d4.abcdef', 'a/b')), []);
  });

  it('are none where there is no folder', async () => {
    assert.deepEqual(await leftoversIn(join(folder, 'none'), known()), []);
  });

  it('are removed for the ids that are named, and never those of a node that is there', async () => {
    await files('here.json', 'gone.json', 'gone.history.json', 'other.json');
    const removed = await removeLeftovers(folder, ['gone', 'here', '../gone'], known('here'));
    assert.equal(removed, 2);
    assert.deepEqual((await readdir(folder)).sort(), ['here.json', 'other.json']);
  });
});
