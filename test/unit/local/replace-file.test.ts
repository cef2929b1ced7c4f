import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { FileStore } from '../../../lib/local/file-store';
import { besideOf } from '../../../lib/local/replace-file';
import { thisProcess } from '../../../lib/local/this-process';

const storeFile = join(__dirname, '../../../lib/local/file-store.ts');

describe('a file that is replaced', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coupa-replace-'));
    path = join(folder, 'node.json');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  describe('on a disk that cannot sync', () => {
    afterEach(() => mock.restoreAll());

    /** The one place where a test reaches below: a disk cannot be broken on every machine. */
    function failing(code: string, what: 'folder' | 'file'): void {
      const { fsync } = fs;
      mock.method(fs, 'fsync', (descriptor: number, done: fs.NoParamCallback) => {
        if (fs.fstatSync(descriptor).isDirectory() !== (what === 'folder')) fsync(descriptor, done);
        else done(Object.assign(new Error(`${code}: failed`), { code }));
      });
    }

    for (const code of ['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR', 'EACCES', 'ENOSYS'])
      it(`its folder is saved, and nothing is told, where that means that it never syncs folders (${code})`, async () => {
        const told: string[] = [];
        const store = new FileStore(path, (text) => told.push(String(text)));
        failing(code, 'folder');
        await store.save({ position: 1 });
        assert.deepEqual(await store.load(), { position: 1 });
        assert.deepEqual(told, []);
      });

    it('its folder, because it is broken, is told once, and that the file is written', async () => {
      const told: string[] = [];
      const store = new FileStore(path, (text) => told.push(String(text)));
      failing('EIO', 'folder');
      for (let position = 1; position < 4; position += 1) await store.save({ position });
      assert.deepEqual(await store.load(), { position: 3 });
      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', /is written, but its folder could not be synced.*EIO.*power cut/);
    });

    for (const code of ['EIO', 'EINVAL'])
      it(`the file itself is not replaced (${code})`, async () => {
        const store = new FileStore(path);
        await store.save({ position: 1 });
        failing(code, 'file');
        await assert.rejects(store.save({ position: 2 }), { code: 'COUPA_STATE' });
        assert.deepEqual(await store.load(), { position: 1 });
        assert.deepEqual(await readdir(folder), ['node.json']);
      });
  });

  it('by two processes at once is whole at every moment, and no save of either fails', async () => {
    const script = join(folder, 'writer.ts');
    await writeFile(
      script,
      `import { FileStore } from ${JSON.stringify(storeFile)};
      const store = new FileStore(${JSON.stringify(path)}, (text) => console.log('told: ' + text));
      (async () => {
        await store.load();
        console.log('ready');
        await new Promise((resolve) => process.stdin.once('data', resolve));
        let stopped = false;
        process.stdin.once('data', () => { stopped = true; });
        for (let count = 0; !stopped; count += 1) {
          const number = count % 40;
          await store.save({ number, fill: 'x'.repeat(number * 2000) });
        }
        process.exit(0);
      })().catch((error) => { console.log('failed: ' + error); process.exit(1); });`,
    );
    const writers = [1, 2].map(() => {
      const child = spawn(process.execPath, ['--import', 'tsx', script], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const said = { text: '' };
      child.stdout.on('data', (data: Buffer) => {
        said.text += data.toString();
      });
      return { child, said, ready: once(child.stdout, 'data'), exit: once(child, 'exit') };
    });
    await Promise.all(writers.map(({ ready }) => ready));
    for (const { child } of writers) child.stdin.write('go\n');
    let readings = 0;
    const isTold = () => writers.some(({ said }) => said.text.includes('told: '));
    const isFailed = () => writers.some(({ said }) => said.text.includes('failed'));
    while ((readings < 50 || !isTold()) && !isFailed()) {
      const text = await readFile(path, 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      readings += 1;
      assert.equal(JSON.parse(text).fill.length, JSON.parse(text).number * 2000);
    }
    for (const { child } of writers) child.stdin.write('stop\n');
    for (const { said, exit } of writers) {
      assert.equal((await exit)[0], 0, said.text);
      assert.ok(said.text.split('told: ').length <= 2, 'it is told twice');
    }
    const told = writers.map(({ said }) => said.text).join('');
    assert.match(told, /told: Another Node-RED \(process \d+ on .*\) writes the same position file/);
    assert.deepEqual((await readdir(folder)).sort(), ['node.json', 'writer.ts']);
  });

  it('is rid of what killed processes left beside it, when it is read next', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    const { host, pid } = thisProcess;
    const old = `${path}.elsewhere-17-0123abcd.tmp`;
    for (const file of [
      `${path}.tmp`,
      `${path}.${host}-${dead.pid}-0123abcd.tmp`,
      // A container gives each process the same number.
      `${path}.${host}-${pid}-0123abcd.tmp`,
      old,
    ])
      await writeFile(file, '{');
    await utimes(old, 1000, 1000);
    await new FileStore(path).load();
    assert.deepEqual(await readdir(folder), []);
  });

  it('is not robbed of what living processes are writing, nor of files of anybody else', async () => {
    const living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(living, 'spawn');
    try {
      const files = [
        `node.json.${thisProcess.host}-${living.pid}-0123abcd.tmp`,
        'node.json.elsewhere-17-0123abcd.tmp',
        'node.json.backup.tmp',
        'other.json.tmp',
        'node.json.damaged-0123',
      ];
      for (const file of files) await writeFile(join(folder, file), '{');
      await writeFile(besideOf(path), '{');
      await new FileStore(path).load();
      const own = besideOf('node.json');
      assert.deepEqual((await readdir(folder)).sort(), [...files, own].sort());
    } finally {
      living.kill();
    }
  });
});
