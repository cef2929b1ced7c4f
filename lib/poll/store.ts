import { randomBytes } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { CoupaError } from '../connection/errors';
import { type Phrase, phrase, type Text } from '../text/phrase';
import { replaceFile } from './replace-file';

/**
 * Where a document survives restarts. One embedded implementation keeps it in a file; Node-RED's context stores are another,
 * and a store shared between instances could be a third.
 */
export interface StateStore {
  /**
   * The document as it was saved last; `undefined` if there is none.
   *
   * @throws {DamagedState} if there is one that cannot be read as JSON. It was kept aside; a later `save` will not overwrite it.
   * @throws {CoupaError} `COUPA_STATE` if it cannot be reached.
   */
  load(): Promise<unknown>;
  /**
   * Replaces the document as a whole, or not at all; when the promise resolves it survives a power cut.
   *
   * @throws {CoupaError} `COUPA_STATE`, for instance on a full disk; the document before it is intact.
   */
  save(document: unknown): Promise<void>;
}

/** A document was there and is not JSON. */
export class DamagedState extends Error {
  override readonly name = 'DamagedState';

  /** Its message, to be said in any language. */
  readonly phrase: Phrase;

  constructor(
    /** What was found, as text. */
    readonly text: string,
    /** Where it was kept for a person to look at. */
    readonly keptAs: string,
  ) {
    const found = phrase`The stored document is not JSON; it was kept as ${keptAs}.`;
    super(found.toString());
    this.phrase = found;
  }
}

/** A document in one file: written beside it, synced, renamed over it. */
export class FileStore implements StateStore {
  constructor(
    /** Absolute path of the file; its folder is created when first needed. */
    readonly path: string,
  ) {}

  async load(): Promise<unknown> {
    const text = await this.read();
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new DamagedState(text, await this.keepAside());
    }
  }

  async save(document: unknown): Promise<void> {
    try {
      await replaceFile(this.path, `${JSON.stringify(document)}\n`);
    } catch (error) {
      throw fileError(
        phrase`Cannot write the position file ${this.path}: ${reasonOf(error)}. Nothing is lost: what was sent since the last write would come again after a restart.`,
        this.path,
        error,
      );
    }
  }

  private async read(): Promise<string | undefined> {
    try {
      return await readFile(this.path, 'utf8');
    } catch (error) {
      if (isErrno(error) && error.code === 'ENOENT') return undefined;
      throw fileError(
        phrase`Cannot read the position file ${this.path}: ${reasonOf(error)}. The node does not poll until it can, since it would start anew.`,
        this.path,
        error,
      );
    }
  }

  private async keepAside(): Promise<string> {
    const time = new Date().toISOString().replace(/[:.]/g, '-');
    const aside = `${this.path}.damaged-${time}-${randomBytes(2).toString('hex')}`;
    try {
      await rename(this.path, aside);
    } catch (error) {
      throw fileError(
        phrase`Cannot set aside the damaged position file ${this.path}: ${reasonOf(error)}. The node does not poll until it can.`,
        this.path,
        error,
      );
    }
    return aside;
  }
}

function fileError(what: Phrase, path: string, error: unknown): CoupaError {
  const cause = isErrno(error) ? error.code : undefined;
  return new CoupaError('COUPA_STATE', what, { details: { path, cause } });
}

function reasonOf(error: unknown): Text {
  const known = isErrno(error) ? reasons[error.code ?? ''] : undefined;
  return known ?? (error instanceof Error ? error.message : String(error));
}

const reasons: Readonly<Record<string, Phrase>> = {
  ENOSPC: phrase`the disk is full. Free some space`,
  EACCES: phrase`permission denied. Give the user that runs Node-RED the right to read and write there`,
  EROFS: phrase`the file system is read-only`,
  EDQUOT: phrase`the quota of the user that runs Node-RED is used up`,
};

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
