import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes under way, by path: they must not share the file beside it. */
const writing = new Map<string, Promise<void>>();

/**
 * Replaces what is in a file as a whole, or not at all, and makes its folder: it is written beside the file, synced, and renamed
 * over it. When the promise resolves it survives a power cut.
 *
 * Own code rather than `write-file-atomic`: that one takes a write that a full disk cut short for a whole one, and renames
 * half a file over the good one.
 *
 * @throws the file system's error; the file is as it was before.
 */
export function replaceFile(path: string, content: string | Buffer): Promise<void> {
  const before = writing.get(path) ?? Promise.resolve();
  const written = before.then(
    () => replace(path, content),
    () => replace(path, content),
  );
  writing.set(path, written);
  const done = () => {
    if (writing.get(path) === written) writing.delete(path);
  };
  written.then(done, done);
  return written;
}

async function replace(path: string, content: string | Buffer): Promise<void> {
  // One name, so that what a killed process left behind is overwritten by the next.
  const beside = `${path}.tmp`;
  try {
    await writeSynced(beside, content);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

async function writeSynced(path: string, content: string | Buffer): Promise<void> {
  // Unsettled records are in it: business data that only Node-RED's own user should read.
  const file = await openForWriting(path, 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the folder only when it is missing: asking for it each time is nearly a tenth of what a poll that finds nothing costs. */
async function openForWriting(path: string, mode: number): Promise<FileHandle> {
  try {
    return await open(path, 'w', mode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'w', mode);
  }
}

/** The renaming itself is on disk only when its folder is. Windows knows no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
