import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writer } from '../../../lib/local/other-writer';
import { ProcessLock } from '../../../lib/local/process-lock';
import { thisProcess } from '../../../lib/local/this-process';
import { type ManualClock, manualClock } from '../connection/manual-clock';

const minute = 60_000;

describe('a folder that two processes use', () => {
  let folder: string;
  let path: string;
  let clock: ManualClock;
  /** Emits `looked` when a look has ended: then the next one is set. */
  let looks: EventEmitter;
  let told: Writer[];
  let lock: ProcessLock;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coupa-lock-'));
    path = join(folder, 'coupa', 'process.lock');
    looks = new EventEmitter();
    const manual = manualClock();
    const setTimeout: ManualClock['setTimeout'] = (callback, milliseconds) => {
      looks.emit('looked');
      return manual.setTimeout(callback, milliseconds);
    };
    clock = { ...manual, setTimeout };
    told = [];
    lock = new ProcessLock(path, clock, (other) => told.push(other));
  });

  afterEach(async () => {
    await lock.release();
    await rm(folder, { recursive: true, force: true });
  });

  async function hold(): Promise<void> {
    const looked = once(looks, 'looked');
    lock.hold();
    await looked;
  }

  async function aMinuteLater(): Promise<void> {
    const looked = once(looks, 'looked');
    await clock.tick(minute);
    await looked;
  }

  /** Another process holds the folder; by default one that runs here. */
  async function written(by: Partial<Writer>): Promise<void> {
    const writer = { host: thisProcess.host, pid: process.ppid, run: '01234567', at: clock.now(), ...by };
    await mkdir(join(folder, 'coupa'), { recursive: true });
    await writeFile(path, JSON.stringify(writer));
  }

  const owner = async (): Promise<Writer> => JSON.parse(await readFile(path, 'utf8'));

  it('is held by the first, with its host and number, until it lets go', async () => {
    await hold();
    const { host, pid, run } = await owner();
    assert.deepEqual({ host, pid, run }, thisProcess);
    assert.equal(lock.other, undefined);
    await lock.release();
    assert.equal(existsSync(path), false);
  });

  it('is noticed by the second on this computer at once, told once, and left to the first', async () => {
    await written({});
    await hold();
    await aMinuteLater();
    assert.deepEqual(
      told.map(({ pid }) => pid),
      [process.ppid],
    );
    assert.equal(lock.other?.run, '01234567');
    assert.equal((await owner()).run, '01234567');
    await lock.release();
    assert.equal((await owner()).run, '01234567');
  });

  it('is taken over at once from a process that was killed', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")']);
    await written({ pid });
    await hold();
    assert.deepEqual(told, []);
    assert.equal((await owner()).run, thisProcess.run);
  });

  it('is taken over from one whose number this process, or another one, has now', async () => {
    await written({ pid: process.pid });
    await hold();
    assert.equal((await owner()).run, thisProcess.run);
    await lock.release();
    await written({ at: clock.now() - 4 * minute });
    await hold();
    assert.equal((await owner()).run, thisProcess.run);
    assert.deepEqual(told, []);
  });

  it('is noticed on another computer by a new sign of life, whatever its clock says', async () => {
    const other = { host: 'elsewhere', run: '76543210' };
    await written({ ...other, at: 17 });
    await hold();
    assert.deepEqual(told, []);
    await written({ ...other, at: 60_017 });
    await aMinuteLater();
    assert.deepEqual(
      told.map(({ host }) => host),
      ['elsewhere'],
    );
  });

  it('is taken over from another computer after three minutes without a sign of life', async () => {
    await written({ host: 'elsewhere', at: 17 });
    await hold();
    await aMinuteLater();
    await aMinuteLater();
    assert.equal((await owner()).host, 'elsewhere');
    await aMinuteLater();
    assert.equal((await owner()).run, thisProcess.run);
    assert.deepEqual(told, []);
  });

  it('is taken over once the other lets go', async () => {
    await written({});
    await hold();
    await rm(path);
    await aMinuteLater();
    assert.equal(lock.other, undefined);
    assert.equal((await owner()).run, thisProcess.run);
  });

  it('is held all the same where the file holds something else', async () => {
    await written({});
    await writeFile(path, '{"host":');
    await hold();
    assert.equal((await owner()).run, thisProcess.run);
  });
});
