import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TaskQueue } from '../base/task-queue';
import { type FileStamp, OpenFile, renameFile } from './open-file';
import { isRunning, thisProcess } from './this-process';

/** A file that was replaced. */
export interface Replaced {
  stamp: FileStamp;
  /** Why its folder could not be synced: the file is whole, but after a power cut it may be the one before. */
  unsynced?: unknown;
}

/** What is in a file: in one piece, or in several that follow on each other. */
export type Content = string | Buffer | readonly Buffer[];

/** Writes under way, by path: the last one asked for has to be the last one done. */
const writes = new Map<string, TaskQueue>();

/** A temporary file that is older than this is left over: no write takes so long. Milliseconds. */
const longestWrite = 3_600_000;

/**
 * Replaces what is in a file as a whole, or not at all, and makes its folder: it is written beside the file, synced, and renamed
 * over it. When the promise resolves it survives a power cut.
 *
 * Own code rather than `write-file-atomic`: that one takes a write that a full disk cut short for a whole one, and renames
 * half a file over the good one.
 *
 * @throws the file system's error; the file is as it was before.
 */
export async function replaceFile(path: string, content: Content): Promise<Replaced> {
  const queue = writes.get(path) ?? new TaskQueue();
  writes.set(path, queue);
  try {
    return await queue.run(() => replace(path, content));
  } finally {
    if (!queue.isBusy) writes.delete(path);
  }
}

/** Where a file is written before it is renamed: a name of its own for each process, or two of them would take away each other's. */
export function besideOf(path: string): string {
  const { host, pid, run } = thisProcess;
  return `${path}.${host}-${pid}-${run}.tmp`;
}

/** Removes what processes that were killed left beside a file. What a living one is writing stays. */
export async function removeUnfinished(path: string): Promise<void> {
  const folder = dirname(path);
  const begin = `${basename(path)}.`;
  // A folder that is not there, or cannot be listed, has nothing that could be removed.
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(begin) || !name.endsWith('.tmp')) continue;
    const file = join(folder, name);
    // Whoever else starts may remove it, too, and a file that stays does no harm.
    if (await isLeftover(name.slice(begin.length, -'.tmp'.length), file))
      await rm(file, { force: true }).catch(() => undefined);
  }
}

async function isLeftover(owner: string, file: string): Promise<boolean> {
  // `<file>.tmp`, as the first version of this package named it.
  if (owner === '') return true;
  const [, host, pid, run] = /^(.+)-(\d{1,10})-([0-9a-f]{8})$/.exec(owner) ?? [];
  if (host === undefined) return false;
  if (host === thisProcess.host) {
    // In a container, a restarted process often has the same pid as the one before: then only `run` tells them apart.
    const isAlive = Number(pid) === thisProcess.pid ? run === thisProcess.run : isRunning(Number(pid));
    if (!isAlive) return true;
  }
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
  return mtimeMs < Date.now() - longestWrite;
}

async function replace(path: string, content: Content): Promise<Replaced> {
  const beside = besideOf(path);
  let stamp: FileStamp;
  try {
    stamp = await writeSynced(beside, content);
    await renameFile(beside, path);
  } catch (error) {
    // The first error is the one to report, not a second one from removing the file.
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
  return { stamp, unsynced: await syncFolder(dirname(path)) };
}

async function writeSynced(path: string, content: Content): Promise<FileStamp> {
  // Unsettled records are in it: business data that only Node-RED's own user should read.
  const file = await openForWriting(path, 0o600);
  try {
    const pieces = Array.isArray(content) ? (content as readonly Buffer[]) : [content as string | Buffer];
    // Each from where the one before ended, and to its own end.
    for (const piece of pieces) await file.write(piece);
    await file.sync();
    return await file.stamp();
  } finally {
    await file.close();
  }
}

/** Makes the folder only when it is missing: asking for it each time is nearly a tenth of what a poll that finds nothing costs. */
async function openForWriting(path: string, mode: number): Promise<OpenFile> {
  try {
    return await OpenFile.open(path, 'w', mode);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    return OpenFile.open(path, 'w', mode);
  }
}

/** Error codes of file systems that cannot sync a folder, such as CIFS and some FUSE mounts. */
const unknowing = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM', 'EACCES', 'EISDIR', 'EBADF'];

/** Syncs the folder: only then the renaming survives a power cut. @returns the error, unless the file system cannot sync folders. */
async function syncFolder(folder: string): Promise<unknown> {
  if (process.platform === 'win32') return undefined;
  try {
    const opened = await OpenFile.open(folder, 'r');
    try {
      await opened.sync();
    } finally {
      await opened.close();
    }
    return undefined;
  } catch (error) {
    return unknowing.includes(codeOf(error) ?? '') ? undefined : error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
