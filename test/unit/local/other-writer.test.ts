import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '../../../lib/local/file-store';
import type { Writer } from '../../../lib/local/other-writer';
import { seal } from '../../../lib/local/seal';
import { thisProcess } from '../../../lib/local/this-process';

describe('a position file that is written elsewhere, too', () => {
  let folder: string;
  let path: string;
  let told: string[];
  let number: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coupa-others-'));
    path = join(folder, 'node.json');
    told = [];
    number = 0;
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A node starts: it reads its file. */
  async function started(): Promise<FileStore> {
    const store = new FileStore(path, (text) => told.push(String(text)));
    await store.load();
    return store;
  }

  async function save(store: FileStore, times = 1): Promise<void> {
    for (let count = 0; count < times; count += 1) {
      number += 1;
      await store.save({ number });
    }
  }

  /** Another process saves. */
  async function written(by: Partial<Writer> = {}): Promise<void> {
    number += 1;
    const writer = { host: 'pod-2', pid: 17, run: '0123abcd', at: Date.now() + 1, ...by };
    await writeFile(path, seal({ number }, writer));
  }

  it('is noticed when that goes on, and told once, naming process and host', async () => {
    const store = await started();
    await save(store);
    for (let count = 0; count < 5; count += 1) {
      await written();
      await save(store);
    }
    assert.equal(told.length, 1);
    assert.match(
      told[0] ?? '',
      /Another Node-RED \(process 17 on pod-2\) writes the same position file, .*node\.json/,
    );
  });

  it('is noticed also when the other process has the number of this one', async () => {
    const store = await started();
    for (let count = 0; count < 3; count += 1) {
      await save(store);
      await written({ host: thisProcess.host, pid: thisProcess.pid });
    }
    await save(store);
    assert.equal(told.length, 1);
  });

  it('is not suspected after a restart or a crash of another process', async () => {
    await written();
    const store = await started();
    await save(store, 5);
    assert.deepEqual(told, []);
  });

  it('is not suspected when the one before saves for the last time while this one starts', async () => {
    const store = await started();
    await written();
    await save(store, 5);
    assert.deepEqual(told, []);
  });

  it('is not suspected when a deploy lets two nodes write it one after the other', async () => {
    const before = await started();
    await save(before);
    const after = await started();
    for (let count = 0; count < 3; count += 1) {
      await save(before);
      await save(after);
    }
    assert.deepEqual(told, []);
  });

  it('is not suspected when backups are put back again and again', async () => {
    await written({ at: Date.now() - 1000 });
    await copyFile(path, join(folder, 'backup'));
    const store = await started();
    for (let count = 0; count < 4; count += 1) {
      await save(store);
      await copyFile(join(folder, 'backup'), path);
    }
    await save(store);
    assert.deepEqual(told, []);
  });

  for (const [what, text] of [
    ['was emptied', ''],
    ['was replaced by one of the first version', '{"format":1}'],
    ['has a writer that is none', seal({}, { host: 1, run: null })],
  ] as const)
    it(`is not suspected when it ${what}, and it is written anew`, async () => {
      const store = await started();
      for (let count = 0; count < 4; count += 1) {
        await save(store);
        await writeFile(path, text);
      }
      await save(store);
      assert.deepEqual(told, []);
      assert.equal(JSON.parse(await readFile(path, 'utf8')).number, number);
    });

  it('is not suspected when somebody removes it', async () => {
    const store = await started();
    for (let count = 0; count < 3; count += 1) {
      await save(store);
      await rm(path);
    }
    await save(store);
    assert.deepEqual(told, []);
  });
});
