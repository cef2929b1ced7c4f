import { createHash } from 'node:crypto';

/** A file as a test gives it: with its bytes, or only with their number, where what is in them does not matter. */
export interface GivenFile {
  filename: string;
  contentType: string;
  content: Buffer | number;
}

/** A file that the tenant holds. */
export interface StoredFile {
  filename: string;
  contentType: string;
  size: number;
  /** Hexadecimal. */
  sha256: string;
  /** Its bytes, piece by piece; `undefined` for an upload so large that only its digest was kept. */
  content?: () => Iterable<Buffer>;
}

/** The files of a tenant, by where they are: `invoices/17/image_scan`, `invoices/17/attachments/3`. */
export class FileStore {
  private readonly files = new Map<string, StoredFile>();

  /** Puts a file there by hand. */
  put(place: string, { filename, contentType, content }: GivenFile): StoredFile {
    const pieces = typeof content === 'number' ? () => patterned(content) : () => [content];
    const hash = createHash('sha256');
    let size = 0;
    for (const piece of pieces()) {
      hash.update(piece);
      size += piece.length;
    }
    const file = { filename, contentType, size, sha256: hash.digest('hex'), content: pieces };
    this.files.set(place, file);
    return file;
  }

  /** Keeps what was uploaded. */
  keep(place: string, file: StoredFile): void {
    this.files.set(place, file);
  }

  get(place: string): StoredFile | undefined {
    return this.files.get(place);
  }

  delete(place: string): boolean {
    return this.files.delete(place);
  }
}

const pattern = Buffer.from(Array.from({ length: 65_536 }, (_, index) => (index * 31 + (index >> 8)) % 256));

/** That many bytes, made as they are read. */
function* patterned(size: number): Iterable<Buffer> {
  for (let left = size; left > 0; left -= pattern.length) {
    yield left >= pattern.length ? pattern : pattern.subarray(0, left);
  }
}
