import { open } from 'node:fs/promises';
import { isObject } from '../base/form';
import { type FileStamp, stampOf } from './open-file';
import { writerIn } from './seal';
import { thisProcess } from './this-process';

/** Who wrote a document; each document says it. */
export interface Writer {
  host: string;
  pid: number;
  run: string;
  /** When, by its own clock. Epoch milliseconds. */
  at: number;
}

/** This process, now. */
export function writerNow(): Writer {
  return { ...thisProcess, at: Date.now() };
}

/**
 * Notices that another process writes the same file. A file that changed once proves nothing: a backup may have been put back,
 * or a process that is being replaced saves for the last time.
 */
export class OtherWriter {
  /** The file as it was read or written here last, and when. */
  private known: FileStamp | undefined;
  private knownAt = 0;
  /** Who was found to have written it in between. */
  private found: string | undefined;
  private isTold = false;

  constructor(private readonly path: string) {}

  /** The file was read or written here. `at`: when that began, epoch milliseconds. */
  knows(stamp: FileStamp, at: number): void {
    this.known = stamp;
    this.knownAt = at;
  }

  /** Looks whether it was written elsewhere since. @returns who did again, once. */
  async look(): Promise<Writer | undefined> {
    if (this.known === undefined || this.isTold) return undefined;
    // A file that is gone or cannot be read proves no other writer; the save that follows reports what is wrong with it.
    const now = await stampOf(this.path);
    if (now === undefined || isSame(now, this.known)) return undefined;
    const writer = await writerOf(this.path, now.size).catch(() => undefined);
    if (writer === undefined || writer.run === thisProcess.run || writer.at <= this.knownAt) return undefined;
    this.isTold = this.found === writer.run;
    this.found = writer.run;
    return this.isTold ? writer : undefined;
  }
}

function isSame(one: FileStamp, other: FileStamp): boolean {
  return one.ino === other.ino && one.size === other.size && one.mtimeMs === other.mtimeMs;
}

/** Who wrote a file. Only its last bytes are read, since the file may have megabytes. */
async function writerOf(path: string, size: number): Promise<Writer | undefined> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(size, 512));
    await file.read(bytes, 0, bytes.length, size - bytes.length);
    const writer = writerIn(bytes.toString('utf8'));
    return isWriter(writer) ? writer : undefined;
  } finally {
    await file.close();
  }
}

/** Whether a value says who wrote something. */
export function isWriter(value: unknown): value is Writer {
  if (!isObject(value)) return false;
  const { host, pid, run, at } = value;
  return [host, run].every((text) => typeof text === 'string') && [pid, at].every(Number.isFinite);
}
