import * as fs from 'node:fs';

/** What tells a file from the one that was there before it. */
export interface FileStamp {
  ino: number;
  size: number;
  mtimeMs: number;
}

/**
 * A file that is open, by its number. A `FileHandle` does the same at twice the work, and saving a position is more than half of what
 * a poll that finds nothing costs.
 */
export class OpenFile {
  private constructor(private readonly descriptor: number) {}

  /** @param mode of a file that is made. @throws the file system's error, as all that follows. */
  static async open(path: string, flags: 'r' | 'w', mode?: number): Promise<OpenFile> {
    return new OpenFile(await called<number>((done) => fs.open(path, flags, mode, done)));
  }

  /** Writes all of it behind what was written before, in as many calls as that takes. */
  write(content: string | Buffer): Promise<void> {
    return called((done) => fs.writeFile(this.descriptor, content, done));
  }

  sync(): Promise<void> {
    return called((done) => fs.fsync(this.descriptor, done));
  }

  stamp(): Promise<FileStamp> {
    return called<fs.Stats>((done) => fs.fstat(this.descriptor, done));
  }

  close(): Promise<void> {
    return called((done) => fs.close(this.descriptor, done));
  }
}

/** What tells the file at a path from others; `undefined`: it is not there, or cannot be looked at. */
export function stampOf(path: string): Promise<FileStamp | undefined> {
  return called<fs.Stats>((done) => fs.stat(path, done)).catch(() => undefined);
}

/** Gives a file another name. */
export function renameFile(from: string, to: string): Promise<void> {
  return called((done) => fs.rename(from, to, done));
}

type Done<Result> = (error: NodeJS.ErrnoException | null, result?: Result) => void;

function called<Result = void>(call: (done: Done<Result>) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    call((error, result) =>
      error === null || error === undefined ? resolve(result as Result) : reject(error),
    );
  });
}
