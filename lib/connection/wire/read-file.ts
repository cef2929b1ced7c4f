import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { namesOf, UnreadableBody } from './read-body';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Reads a body that is a file, in one place in memory where its length is told before. Only what the header names is unwrapped: a
 * file that begins like gzip may be one.
 *
 * @throws {UnreadableBody} when it is larger than `limit`, or cannot be unwrapped.
 */
export async function readFile(body: Readable, headers: Headers, limit: number): Promise<Buffer> {
  const encoding = headers['content-encoding']?.toString() ?? '';
  const [name, ...others] = namesOf(encoding);
  const unwrap = name === undefined || others.length > 0 ? undefined : unwrapping[name];
  const told = name === undefined ? Number(headers['content-length']?.toString()) : Number.NaN;
  let refused: unknown;
  const take = async (source: AsyncIterable<Buffer>): Promise<Buffer> => {
    try {
      if (name !== undefined && unwrap === undefined) throw new UnreadableBody('undeclared', encoding);
      if (told > limit) throw new UnreadableBody('fileTooLarge', limit);
      return await collect(source, told, limit);
    } catch (error) {
      refused = error;
      throw error;
    }
  };
  try {
    return await (unwrap === undefined ? pipeline(body, take) : pipeline(body, unwrap(), take));
  } catch (error) {
    // Ending the streams before it may fail in a way of its own, and be told first.
    if (refused instanceof UnreadableBody) throw refused;
    throw isOfZlib(error) ? new UnreadableBody('broken', encoding) : error;
  }
}

/** @param told bytes that were announced; `NaN` if none were. */
async function collect(source: AsyncIterable<Buffer>, told: number, limit: number): Promise<Buffer> {
  const place = Number.isSafeInteger(told) ? Buffer.allocUnsafeSlow(told) : undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    if (size + chunk.length > limit) throw new UnreadableBody('fileTooLarge', limit);
    if (place === undefined) chunks.push(chunk);
    else chunk.copy(place, size);
    size += chunk.length;
  }
  // undici sees to it that what comes is as long as it was announced.
  return place?.subarray(0, size) ?? Buffer.concat(chunks, size);
}

const unwrapping: Readonly<Record<string, () => Transform>> = {
  br: createBrotliDecompress,
  deflate: createInflate,
  gzip: createGunzip,
  'x-gzip': createGunzip,
};

/** Its codes: `Z_DATA_ERROR`, `Z_BUF_ERROR`, `ERR__ERROR_FORMAT_PADDING_1`. */
function isOfZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR__|ERR_BROTLI)/.test(String(error.code));
}
