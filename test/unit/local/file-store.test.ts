import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { unchanging } from '../../../lib/base/unchanging';
import { FileStore } from '../../../lib/local/file-store';
import { besideOf } from '../../../lib/local/replace-file';
import { DamagedState } from '../../../lib/ports/state-store';

const root = process.getuid?.() === 0;

describe('the file of a state', () => {
  let folder: string;
  let path: string;
  let store: FileStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coupa-store-'));
    path = join(folder, 'coupa', 'node.json');
    store = new FileStore(path);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is not there at first', async () => {
    assert.equal(await store.load(), undefined);
  });

  it('is made with its folder, and read again', async () => {
    await store.save({ position: 17, text: 'Größe – 文' });
    assert.deepEqual(await store.load(), { position: 17, text: 'Größe – 文' });
  });

  it('is whole when it is written in pieces, again and again', async () => {
    const rows = unchanging(
      Array.from({ length: 20_000 }, (_, row) => [`Größe ${row}`, row, 'x'.repeat(30)]),
    );
    for (const position of [1, 2]) {
      await store.save({ position, rows, list: [position] });
      assert.deepEqual(await new FileStore(path).load(), { position, rows: [...rows], list: [position] });
    }
  });

  it('is for nobody else on the computer to read', async () => {
    await store.save({});
    assert.equal((await stat(path)).mode & 0o077, 0);
  });

  it('is replaced as a whole, and leaves nothing beside it', async () => {
    await store.save({ long: 'x'.repeat(100_000) });
    await store.save({ short: true });
    assert.deepEqual(await store.load(), { short: true });
    assert.deepEqual(await readdir(join(folder, 'coupa')), ['node.json']);
  });

  it('is never half written for whoever reads it meanwhile', async () => {
    await store.save({ number: -1, fill: '' });
    let done = false;
    const saving = (async () => {
      for (let number = 0; number < 60; number += 1)
        await store.save({ number, fill: 'x'.repeat(number * 3000) });
      done = true;
    })();
    let last = -1;
    while (!done) {
      const { number, fill } = JSON.parse(await readFile(path, 'utf8'));
      assert.equal(fill.length, Math.max(0, number * 3000));
      assert.ok(number >= last);
      last = number;
    }
    await saving;
  });

  it('is whole after the process that writes it was killed, at whatever moment', async () => {
    const script = `
      import { FileStore } from ${JSON.stringify(join(__dirname, '../../../lib/local/file-store.ts'))};
      const store = new FileStore(${JSON.stringify(path)});
      (async () => {
        for (let number = 0; ; number += 1) {
          await store.save({ number, fill: 'x'.repeat(300_000) });
          process.stdout.write(number + '\\n');
        }
      })();`;
    const file = join(folder, 'writer.ts');
    await writeFile(file, script);
    for (let kill = 0; kill < 4; kill += 1) {
      const writer = spawn(process.execPath, ['--import', 'tsx', file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(writer, 'exit');
      let saved = -1;
      writer.stdout.on('data', (data: Buffer) => {
        saved = Number(data.toString().trim().split('\n').at(-1));
        if (saved >= 3 + kill * 2) writer.kill('SIGKILL');
      });
      await exited;
      const document = (await store.load()) as { number: number; fill: string };
      assert.equal(document.fill.length, 300_000);
      assert.ok(document.number >= saved, `${document.number} on disk, ${saved} were saved`);
    }
  });

  it('overwrites what a killed process left beside it', async () => {
    await store.save({ position: 1 });
    await writeFile(`${path}.tmp`, '{"position":2,');
    assert.deepEqual(await store.load(), { position: 1 });
    await store.save({ position: 3 });
    assert.deepEqual(await readdir(join(folder, 'coupa')), ['node.json']);
  });

  it('holds the last of several documents that are saved at once', async () => {
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    await Promise.all(
      numbers.map((number) => new FileStore(path).save({ number, fill: 'x'.repeat(9000 * (20 - number)) })),
    );
    assert.equal(((await store.load()) as { number: number }).number, 19);
  });

  it('that was cut in half is handed over as text, stays where it is, and a copy of it is kept', async () => {
    await mkdir(join(folder, 'coupa'));
    await writeFile(path, '{"format":1,"tenant":"https://ac');
    const error = await damageIn(store);
    assert.equal(error.text, '{"format":1,"tenant":"https://ac');
    assert.match(error.message, /is damaged: it is not whole JSON\. A copy of it was kept as .*damaged/);
    for (const file of [path, error.keptAs]) assert.equal(await readFile(file, 'utf8'), error.text);
    assert.equal((await stat(error.keptAs)).mode & 0o077, 0);
  });

  it('that is damaged is copied once, however often the process starts, and each damage by itself', async () => {
    await mkdir(join(folder, 'coupa'));
    for (const text of ['{', '[']) {
      await writeFile(path, text);
      for (let start = 0; start < 5; start += 1) await damageIn(new FileStore(path));
    }
    assert.equal((await readdir(join(folder, 'coupa'))).length, 3);
  });

  it('that is damaged is copied byte by byte, also where they are no text', async () => {
    await mkdir(join(folder, 'coupa'));
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0xc3]);
    await writeFile(path, bytes);
    assert.deepEqual(await readFile((await damageIn(store)).keptAs), bytes);
  });

  it('that is damaged is whole again after the next save, and the copy stays', async () => {
    await mkdir(join(folder, 'coupa'));
    await writeFile(path, '{');
    const { keptAs } = await damageIn(store);
    await store.save({ position: 1 });
    assert.deepEqual(await store.load(), { position: 1 });
    assert.equal(await readFile(keptAs, 'utf8'), '{');
  });

  it('that is damaged cannot be copied to a folder that takes nothing, and says so', async function () {
    const disk = join(folder, 'coupa');
    await mkdir(disk);
    if (!mounted(disk, 'size=64k')) this.skip();
    try {
      await writeFile(path, '{');
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      await assert.rejects(store.load(), {
        code: 'COUPA_STATE',
        message: /Cannot keep a copy.*does not poll until it can/,
      });
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('stays as it was where what is to be stored is longer than can be written at once, and says so', async () => {
    await store.save({ position: 17 });
    const tooLong = {
      toJSON() {
        throw new RangeError('Invalid string length');
      },
    };
    for (const document of [{ pending: [tooLong] }, [tooLong]])
      await assert.rejects(store.save(document), {
        code: 'COUPA_STATE',
        message: /longer than can be written at once.*maxInFlight.*Nothing is lost/,
      });
    assert.deepEqual(await store.load(), { position: 17 });
  });

  it('that is empty counts as damaged, not as absent', async () => {
    await mkdir(join(folder, 'coupa'));
    await writeFile(path, '');
    await damageIn(store);
  });

  it('that is a folder cannot be read, and says so', async () => {
    await mkdir(path, { recursive: true });
    const expected = { code: 'COUPA_STATE', message: /: a folder is in its place\. Move it away\. / };
    await assert.rejects(store.load(), expected);
    await assert.rejects(store.save({}), expected);
  });

  it('in a place that is no folder cannot be written, and says so', async () => {
    await writeFile(join(folder, 'coupa'), 'a file');
    const expected = {
      code: 'COUPA_STATE',
      message: /: a file is where its folder should be\. Move it away\. /,
    };
    await assert.rejects(store.save({}), expected);
    await assert.rejects(store.load(), expected);
  });

  it('that links lead round in a circle to cannot be read, and says so', async () => {
    await mkdir(join(folder, 'coupa'));
    await symlink(path, path);
    await assert.rejects(store.load(), {
      code: 'COUPA_STATE',
      message: /: links there lead to each other\. /,
    });
  });

  for (const [what, place, target] of [
    ['that is a link', 'coupa/node.json', 'disk/node.json'],
    ['whose folder is a link', 'coupa', 'disk/coupa'],
  ] as const)
    it(`${what} to a disk that is not mounted is not taken for one that is not there`, async () => {
      if (place !== 'coupa') await mkdir(join(folder, 'coupa'));
      await symlink(join(folder, target), join(folder, place));
      const message =
        /is a link that leads nowhere\. Put back what it leads to, or remove it\. The node does not poll/;
      await assert.rejects(store.load(), { code: 'COUPA_STATE', message });
      await mkdir(join(folder, place === 'coupa' ? target : 'disk'), { recursive: true });
      if (place !== 'coupa') await writeFile(join(folder, target), '{"position":7}');
      assert.deepEqual(await store.load(), place === 'coupa' ? undefined : { position: 7 });
    });

  for (const [what, links] of [
    ['a link', ['coupa/node.json -> disk/state']],
    ['a link without a whole path', ['coupa/node.json => ../disk/state']],
    ['a link to a link', ['coupa/node.json -> disk/link', 'disk/link => state']],
    ['a link in a folder that is one', ['coupa => disk/coupa', 'disk/coupa/node.json => ../state']],
  ] as const)
    it(`that is ${what} is written where that leads to, and the link stays`, async () => {
      await mkdir(join(folder, 'disk/coupa'), { recursive: true });
      if (what !== 'a link in a folder that is one') await mkdir(join(folder, 'coupa'));
      for (const link of links) {
        const [place = '', kind, target = ''] = link.split(' ');
        await symlink(kind === '->' ? join(folder, target) : target, join(folder, place));
      }
      const state = join(folder, 'disk/state');
      await writeFile(state, '{"position":7}');
      await writeFile(`${state}.tmp`, 'left by a process that was killed');
      for (const position of [8, 9]) {
        await store.load();
        await store.save({ position });
        assert.ok(fs.lstatSync(path).isSymbolicLink());
        assert.deepEqual(await new FileStore(path).load(), { position });
        assert.deepEqual(await new FileStore(state).load(), { position });
      }
      await new FileStore(path).save({ position: 10 });
      assert.deepEqual(await new FileStore(state).load(), { position: 10 });
      const names = await readdir(join(folder, 'disk'));
      assert.deepEqual(
        names.filter((name) => name.endsWith('.tmp')),
        [],
      );
    });

  it('that was never there and cannot be written does not claim that nothing would be lost', async () => {
    const full = mock.method(fs, 'writeFile', (_: number, __: Buffer, done: fs.NoParamCallback) =>
      done(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    );
    try {
      await store.load();
      await assert.rejects(store.save({ position: 1 }), (error: Error) => {
        assert.match(
          error.message,
          /There is no such file yet, .* records may be missing after a restart\.$/,
        );
        assert.doesNotMatch(error.message, /Nothing is lost/);
        return true;
      });
    } finally {
      full.mock.restore();
    }
  });

  for (const [code, text] of [
    ['ENOSPC', /disk is full/],
    ['EACCES', /permission denied/],
    ['EROFS', /read-only/],
    ['EDQUOT', /quota/],
    ['EIO', /the disk reports a fault \(EIO\)/],
    ['EPERM', /permission denied/],
    ['EMFILE', /too many files are open/],
    ['EBUSY', /another program has it open, or it is a mount of its own \(EBUSY\)/],
    ['ESTALE', /the network drive does not know the file any more \(ESTALE\)\. Mount it again/],
  ] as const) {
    it(`stays as it was when writing fails with ${code}, and the error says what to do`, async () => {
      await store.save({ position: 1 });
      // The one place where a test reaches below: a disk cannot be broken on every machine.
      const broken = mock.method(fs, 'writeFile', (_: number, __: Buffer, done: fs.NoParamCallback) =>
        done(Object.assign(new Error(`${code}: failed`), { code })),
      );
      try {
        await assert.rejects(store.save({ position: 2 }), (error: Error & { code?: string }) => {
          assert.equal(error.code, 'COUPA_STATE');
          assert.match(error.message, text);
          assert.match(error.message, /Nothing is lost/);
          return true;
        });
      } finally {
        broken.mock.restore();
      }
      assert.deepEqual(await store.load(), { position: 1 });
      assert.deepEqual(await readdir(join(folder, 'coupa')), ['node.json']);
    });
  }

  it('stays as it was when the device is full', async function () {
    if (!fs.existsSync('/dev/full')) this.skip();
    await store.save({ position: 1 });
    await symlink('/dev/full', besideOf(path));
    await assert.rejects(store.save({ position: 2 }), /disk is full/);
    assert.deepEqual(await store.load(), { position: 1 });
    await store.save({ position: 3 });
    assert.deepEqual(await store.load(), { position: 3 });
  });

  it('stays as it was when the disk takes only half of it', async function () {
    const disk = join(folder, 'coupa');
    await mkdir(disk);
    if (!mounted(disk, 'size=64k')) this.skip();
    try {
      await store.save({ position: 1 });
      await assert.rejects(store.save({ position: 2, fill: 'x'.repeat(200_000) }), /disk is full/);
      assert.deepEqual(await store.load(), { position: 1 });
      await store.save({ position: 3 });
      assert.deepEqual(await store.load(), { position: 3 });
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('stays as it was in a folder that is read-only', async function () {
    const disk = join(folder, 'coupa');
    await store.save({ position: 1 });
    if (root) {
      await rm(disk, { recursive: true });
      await mkdir(disk);
      if (!mounted(disk, 'size=64k')) this.skip();
      await store.save({ position: 1 });
      execFileSync('mount', ['-o', 'remount,ro', disk]);
    } else {
      fs.chmodSync(disk, 0o500);
    }
    try {
      await assert.rejects(store.save({ position: 2 }), /permission denied|read-only/);
      assert.deepEqual(await store.load(), { position: 1 });
    } finally {
      if (root) execFileSync('umount', [disk]);
      else fs.chmodSync(disk, 0o700);
    }
  });
});

async function damageIn(store: FileStore): Promise<DamagedState> {
  const error = await store.load().then(
    () => assert.fail('it was read'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DamagedState);
  return error;
}

/** Mounts a small disk in memory, if this process may. */
function mounted(folder: string, options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
