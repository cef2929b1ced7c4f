import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type Phrase, phrase } from '../text/phrase';

/** Content encodings that `readBody` understands, for the header `accept-encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, br';

/** A body that arrived, but cannot be used. */
export class UnreadableBody extends Error {
  constructor(
    /** What is wrong with it, as the end of a sentence. */
    readonly phrase: Phrase,
    /** Whether another attempt may well bring a better one. */
    readonly passing: boolean,
  ) {
    super(phrase.toString());
  }
}

/**
 * Reads a whole body, decompressed. Never holds more than `limit` bytes of it, before or after.
 *
 * @throws {UnreadableBody} when it is larger, or its compression is broken or unknown.
 */
export async function readBody(body: Readable, encoding: string | undefined, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the stream.
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
  return decompress(bytes, encoding, limit);
}

const DECOMPRESSORS = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
  br: promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress),
};

async function decompress(bytes: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '' || bytes.length === 0) return bytes;
  if (!isKnown(name))
    throw new UnreadableBody(phrase`its content encoding "${name.slice(0, 40)}" is unknown`, false);
  try {
    return await DECOMPRESSORS[name](bytes, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limit);
    throw new UnreadableBody(phrase`its ${name} compression is broken or cut short`, true);
  }
}

function isKnown(name: string): name is keyof typeof DECOMPRESSORS {
  return Object.hasOwn(DECOMPRESSORS, name);
}

function tooLarge(limit: number): UnreadableBody {
  return new UnreadableBody(phrase`it is larger than ${limit} bytes`, false);
}
