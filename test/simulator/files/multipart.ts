import { createHash } from 'node:crypto';

/** One part of a multipart form. */
export interface Part {
  /** `attachment[file]`. */
  name: string;
  filename?: string;
  contentType?: string;
  size: number;
  /** Hexadecimal. */
  sha256: string;
  /** The content, unless it is larger than what is kept. */
  bytes?: Buffer;
}

/** A form that cannot be read. */
export class BadForm extends Error {}

/** Content larger than this is not kept, only its size and digest: uploads must cost the tests no memory. */
export const keptSize = 1_048_576;

/**
 * Reads a multipart form piece by piece.
 *
 * @throws {BadForm} if the form is cut short or malformed
 */
export async function readMultipart(source: AsyncIterable<Buffer>, contentType: string): Promise<Part[]> {
  const boundary = /boundary=(?:"([^"]+)"|([^;]+))/i.exec(contentType);
  if (!boundary) throw new BadForm('The form has no boundary');
  const reader = new FormReader(Buffer.from(`\r\n--${boundary[1] ?? boundary[2] ?? ''}`));
  reader.feed(Buffer.from('\r\n'));
  for await (const chunk of source) reader.feed(chunk);
  return reader.end();
}

class FormReader {
  private readonly parts: Part[] = [];
  private rest: Buffer = Buffer.alloc(0);
  private part: OpenPart | undefined;
  private ended = false;

  /** @param delimiter what stands between parts */
  constructor(readonly delimiter: Buffer) {}

  feed(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    while (!this.ended && this.step());
  }

  end(): Part[] {
    if (!this.ended) throw new BadForm('The form is cut short');
    return this.parts;
  }

  /** @returns whether there may be more to do with what has come so far */
  private step(): boolean {
    const at = this.rest.indexOf(this.delimiter);
    if (at < 0) {
      // A delimiter may have begun.
      this.take(Math.max(0, this.rest.length - this.delimiter.length + 1));
      return false;
    }
    const after = at + this.delimiter.length;
    const headersEnd = this.rest.indexOf('\r\n\r\n', after);
    const isLast = this.rest.subarray(after, after + 2).toString() === '--';
    if (!isLast && headersEnd < 0) return false;
    this.take(at);
    this.close();
    this.ended = isLast;
    const headers = this.rest.subarray(this.delimiter.length, headersEnd - at).toString();
    this.rest = this.rest.subarray(isLast ? this.rest.length : headersEnd - at + 4);
    if (!isLast) this.part = new OpenPart(headers);
    return !isLast;
  }

  private take(length: number): void {
    this.part?.add(this.rest.subarray(0, length));
    this.rest = this.rest.subarray(length);
  }

  private close(): void {
    if (this.part) this.parts.push(this.part.closed());
    this.part = undefined;
  }
}

class OpenPart {
  private readonly hash = createHash('sha256');
  private chunks: Buffer[] | undefined = [];
  private size = 0;

  constructor(readonly headers: string) {}

  add(chunk: Buffer): void {
    this.hash.update(chunk);
    this.size += chunk.length;
    // A copy: a slice would keep the whole piece it was cut from.
    if (this.size > keptSize) this.chunks = undefined;
    else this.chunks?.push(Buffer.from(chunk));
  }

  closed(): Part {
    const filename = valueIn(this.headers, 'filename');
    const contentType = /^content-type: *(.+)$/im.exec(this.headers)?.[1]?.trim();
    return {
      name: valueIn(this.headers, 'name') ?? '',
      ...(filename === undefined ? {} : { filename }),
      ...(contentType === undefined ? {} : { contentType }),
      size: this.size,
      sha256: this.hash.digest('hex'),
      ...(this.chunks ? { bytes: Buffer.concat(this.chunks) } : {}),
    };
  }
}

/** Browsers and undici write a quote as `%22`, a line's end as `%0D%0A`. */
function valueIn(headers: string, name: string): string | undefined {
  const found = new RegExp(`[ ;]${name}="([^"]*)"`, 'i').exec(headers)?.[1];
  return found?.replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n');
}
