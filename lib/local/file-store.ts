import { createHash } from 'node:crypto';
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { lstat, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CoupaError } from '../base/errors';
import { type Phrase, phrase, type Text } from '../base/text/phrase';
import { DamagedState, type Kept, type StateStore } from '../ports/state-store';
import { OtherWriter, type Writer, writerNow } from './other-writer';
import { removeUnfinished, replaceFile } from './replace-file';
import { sealedParts, unseal } from './seal';

/** A document in one file, with checksums in it: written beside it, synced, renamed over it. */
export class FileStore implements StateStore {
  private readonly others: OtherWriter;
  private isUnsynced = false;
  /** Whether there is no such file, as far as is known: then a restart has nothing to go on from. */
  private isMissing = false;
  /** Where it is written: what a link at its path leads to, so that the link stays one. */
  private place: string | undefined;

  constructor(
    /** Absolute path of the file; its folder is created when first needed. */
    readonly path: string,
    /** Told once each: what does not keep the document from being saved, and should be put right. */
    private readonly tell: (text: Phrase) => void = () => {},
  ) {
    this.others = new OtherWriter(path);
  }

  async load(): Promise<unknown> {
    await removeUnfinished(this.path);
    const bytes = await this.read();
    this.place = placeOf(this.path);
    if (this.place !== this.path) await removeUnfinished(this.place);
    this.isMissing = bytes === undefined;
    if (bytes === undefined) return undefined;
    const read = unseal(bytes);
    if (read.kind === 'whole') return read.document;
    const beginning = bytes.toString('utf8', 0, longestBeginning);
    throw new DamagedState(beginning, await this.keep('damaged', bytes), read.why, read.head);
  }

  async save(document: object): Promise<void> {
    const writer = writerNow();
    const content = this.contentOf(document, writer);
    const other = await this.others.look();
    if (other !== undefined) this.tell(writtenByAnother(this.path, other));
    try {
      this.place ??= placeOf(this.path);
      const { stamp, unsynced } = await replaceFile(this.place, content);
      this.isMissing = false;
      this.others.knows(stamp, writer.at);
      this.tellUnsynced(unsynced);
    } catch (error) {
      throw this.unwritten(error);
    }
  }

  /** Named for what is in it, so that a node that cannot start does not fill the disk with copies. */
  async keep(kind: Kept, content: string | Buffer): Promise<string> {
    const digest = createHash('sha256').update(content).digest('hex').slice(0, 16);
    const path = `${this.path}.${kind}-${digest}`;
    try {
      if (!existsSync(path)) await replaceFile(path, content);
    } catch (error) {
      throw fileError(
        phrase`Cannot keep a copy of what is damaged in the position file ${this.path}: ${reasonOf(error)}. The node does not poll until it can.`,
        path,
        error,
      );
    }
    return path;
  }

  /**
   * Renames the document, so that it is there for a person and no longer for `load`; one that is not there is left alone.
   *
   * @returns its new path.
   * @throws {CoupaError} `COUPA_STATE`
   */
  async setAside(): Promise<string> {
    const path = `${this.path}.before-fleet`;
    try {
      if (existsSync(this.path)) await rename(this.path, path);
    } catch (error) {
      throw fileError(
        phrase`Cannot rename the position file ${this.path}: ${reasonOf(error)}. Nothing is lost: the fleet has what is in it. Remove the file by hand.`,
        this.path,
        error,
      );
    }
    return path;
  }

  private contentOf(document: object, writer: Writer): string | readonly Buffer[] {
    try {
      // A list has no members for checksums to be among.
      return Array.isArray(document) ? `${JSON.stringify(document)}\n` : inFew(sealedParts(document, writer));
    } catch (error) {
      throw error instanceof RangeError ? this.unwritten(error) : error;
    }
  }

  private unwritten(error: unknown): CoupaError {
    return fileError(
      phrase`Cannot write the position file ${this.path}: ${reasonOf(error)}. ${this.isMissing ? anew : nothingIsLost}`,
      this.path,
      error,
    );
  }

  private tellUnsynced(error: unknown): void {
    if (error === undefined || this.isUnsynced) return;
    this.isUnsynced = true;
    this.tell(
      phrase`The position file ${this.path} is written, but its folder could not be synced to the disk: ${reasonOf(error)}. After a power cut the file may be the one before, and what was sent since then may come again. Check the disk.`,
    );
  }

  private async read(): Promise<Buffer | undefined> {
    const at = Date.now();
    try {
      const file = await open(this.path, 'r');
      try {
        this.others.knows(await file.stat(), at);
        return await file.readFile();
      } finally {
        await file.close();
      }
    } catch (error) {
      const lost = isErrno(error) && error.code === 'ENOENT' ? await linkAt(this.path) : undefined;
      if (isErrno(error) && error.code === 'ENOENT' && lost === undefined) return undefined;
      const why =
        lost === undefined
          ? reasonOf(error)
          : phrase`${lost} is a link that leads nowhere. Put back what it leads to, or remove it`;
      throw fileError(
        phrase`Cannot read the position file ${this.path}: ${why}. The node does not poll until it can, since it would start anew.`,
        this.path,
        error,
      );
    }
  }
}

const nothingIsLost = phrase`Nothing is lost: what was sent since the last write would come again after a restart.`;

const anew = phrase`There is no such file yet, so after a restart the node would start as if it were new: until it is written, records may be missing after a restart.`;

/**
 * The file behind a link, which others may reach by its own name: another disk, or what is backed up. Any other path is its own place. Asked for
 * once, and at once: whatever is saved meanwhile, by another store of this path, too, keeps its order.
 */
function placeOf(path: string): string {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return realpathSync(path);
  } catch {
    // One that leads nowhere, or cannot be looked at, is told by whoever reads or writes it.
  }
  return path;
}

/** The link that a path leads over, where that which it leads to is not there: a disk that is not mounted, for example. */
async function linkAt(path: string): Promise<string | undefined> {
  for (const place of [path, dirname(path)]) {
    const found = await lstat(place).catch(() => undefined);
    if (found?.isSymbolicLink() && !existsSync(place)) return place;
  }
  return undefined;
}

/** Bytes of a damaged document in which its head is looked for. */
const longestBeginning = 1024 * 1024;

/** Bytes up to which a copy costs less than another write. */
const smallCopy = 256 * 1024;

function inFew(parts: readonly Buffer[]): readonly Buffer[] {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  return size <= smallCopy ? [Buffer.concat(parts, size)] : parts;
}

function writtenByAnother(path: string, { host, pid }: Writer): Phrase {
  return phrase`Another Node-RED (process ${pid} on ${host}) writes the same position file, ${path}. Both poll and send the same records, and each forgets what the other has delivered. Give each a user directory of its own, or stop one of them.`;
}

function fileError(what: Phrase, path: string, error: unknown): CoupaError {
  const cause = isErrno(error) ? error.code : undefined;
  return new CoupaError('COUPA_STATE', what, { details: { path, cause } });
}

function reasonOf(error: unknown): Text {
  if (error instanceof RangeError)
    return phrase`what is to be stored is longer than can be written at once (512 MB). Fewer records at once (maxInFlight) make it shorter`;
  const known = isErrno(error) ? reasons[error.code ?? ''] : undefined;
  return known ?? (error instanceof Error ? error.message : String(error));
}

const denied = phrase`permission denied. Give the user that runs Node-RED the right to read and write there`;

const tooManyFiles = phrase`too many files are open at once. Raise the limit of open files of the user that runs Node-RED`;

const inUse = phrase`another program has it open, or it is a mount of its own (EBUSY). Close that program, or mount the folder instead of the file`;

const reasons: Readonly<Record<string, Phrase>> = {
  ENOSPC: phrase`the disk is full, or has no room for another file. Free some space`,
  EACCES: denied,
  EPERM: denied,
  EROFS: phrase`the file system is read-only`,
  EDQUOT: phrase`the quota of the user that runs Node-RED is used up`,
  EISDIR: phrase`a folder is in its place. Move it away`,
  ENOTDIR: phrase`a file is where its folder should be. Move it away`,
  ELOOP: phrase`links there lead to each other. Remove them`,
  EIO: phrase`the disk reports a fault (EIO). Check it`,
  EBUSY: inUse,
  ESTALE: phrase`the network drive does not know the file any more (ESTALE). Mount it again`,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
};

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
