import { isUtf8 } from 'node:buffer';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { namesOf, UnreadableBody } from './read-body';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Reads a body that is a file, in one place in memory where its length is told before. Only what the header names is unwrapped: a
 * file that begins like gzip may be one. What shows that it is a file, as it is, is taken so, whatever the header says: gateways unwrap
 * answers and leave that, and stores have charsets, media types and `none` there.
 *
 * @throws {UnreadableBody} when it is larger than `limit`, or cannot be unwrapped.
 */
export async function readFile(body: Readable, headers: Headers, limit: number): Promise<Buffer> {
  const encoding = headers['content-encoding']?.toString() ?? '';
  const [name = '', ...others] = compressionsOf(encoding);
  const unwrap = others.length > 0 ? undefined : unwrapping.get(name);
  const told = name === '' ? Number(headers['content-length']?.toString()) : Number.NaN;
  let refused: unknown;
  const take = async (source: AsyncIterable<Buffer>): Promise<Buffer> => {
    try {
      if (name !== '' && unwrap === undefined) throw new UnreadableBody('undeclared', encoding);
      if (told > limit) throw new UnreadableBody('fileTooLarge', limit);
      return await collect(source, told, limit);
    } catch (error) {
      refused = error;
      throw error;
    }
  };
  try {
    if (unwrap === undefined) return await pipeline(body, take);
    return await pipeline(body, (source: AsyncIterable<Buffer>) => unwrapped(source, name, unwrap), take);
  } catch (error) {
    // Ending the streams before it may fail in a way of its own, and be told first.
    if (refused instanceof UnreadableBody) throw refused;
    throw isOfZlib(error) ? new UnreadableBody('broken', encoding) : error;
  }
}

/** A file that something compressed, or that only its header says so of. */
async function* unwrapped(
  source: AsyncIterable<Buffer>,
  name: string,
  unwrap: () => Transform,
): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  const rest = { [Symbol.asyncIterator]: () => chunks };
  if (first.done === true || isFile(first.value, name)) {
    if (first.done !== true) yield first.value;
    yield* rest;
    return;
  }
  const whole = async function* () {
    yield first.value;
    yield* rest;
  };
  const opened = unwrap();
  // Its failure is that of what is read from it.
  pipeline(whole, opened).catch(() => undefined);
  yield* opened as AsyncIterable<Buffer>;
}

/** What files of the kinds that Coupa keeps (PDF, pictures, those of offices) begin with, and nothing that is compressed. */
const beginnings = [
  '%PDF-',
  'GIF8',
  'PK\u0003\u0004',
  '\u0089PNG',
  '\u00ff\u00d8\u00ff',
  'II*\u0000',
  'MM\u0000*',
  '\u00d0\u00cf\u0011\u00e0',
];

/** Whether it is a file as it is. Brotli has no mark of its own, and may look like a text. */
function isFile(start: Buffer, name: string): boolean {
  const signs = start.toString('latin1', 0, 8);
  return beginnings.some((one) => signs.startsWith(one)) || (name !== 'br' && isText(start));
}

/** The chunk may end within a character. */
function isText(start: Buffer): boolean {
  return start.length >= 16 && [0, 1, 2, 3].some((cut) => isUtf8(start.subarray(0, start.length - cut)));
}

/** The compressions that a header names, the last one first. Charsets, media types and the like are none. */
function compressionsOf(encoding: string): string[] {
  return namesOf(encoding).filter(
    (name) => !/^(?:none|binary|[78]bit|(?:aws-)?chunked)$|\//.test(name) && !isCharset(name),
  );
}

function isCharset(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
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

const unwrapping: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['br', createBrotliDecompress],
  ['deflate', createInflate],
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
]);

/** Its codes: `Z_DATA_ERROR`, `Z_BUF_ERROR`, `ERR__ERROR_FORMAT_PADDING_1`. */
function isOfZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR__|ERR_BROTLI)/.test(String(error.code));
}
