import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { BodyFault } from '../../base/reason';
import type { PageBytes } from '../../ports/page-bytes';
import { BodyBytes } from './body-bytes';
import { gzipMembers, isGzip } from './gzip-members';
import { Unpacking } from './unpacking';

/** Content encodings that are asked for, for the header `accept-encoding`. */
export const acceptedEncodings = 'gzip, br';

/** Encodings that are taken off one answer at most: gateways that compress what is compressed are few. */
const mostLayers = 3;

/**
 * What is wrong with a body: it is larger than allowed; its compression breaks off or breaks; or it is neither a text nor
 * what its header says.
 */
export type EncodingFault = Extract<BodyFault, 'tooLarge' | 'fileTooLarge' | 'broken' | 'undeclared'>;

/** A body that arrived, but cannot be used. */
export class UnreadableBody extends Error {
  constructor(
    readonly fault: EncodingFault,
    /** Bytes allowed where it is too large, else its encoding, as a server wrote it. */
    readonly detail: string | number,
  ) {
    super(`${fault}: ${detail}`);
  }
}

/** What a body may take, and where it is put. */
export interface BodyRoom {
  /** Bytes at most, before and after it is decompressed. */
  limit: number;
  /** Bytes that will come, as its header says; anything but a number of bytes: it says nothing of use. */
  expected?: number;
  /** Where what comes out is put. Default: memory of its own. */
  into?: PageBytes | undefined;
}

/**
 * Reads a whole body, decompressed. Never holds more than `limit` bytes of it, before or after.
 *
 * What the bytes show counts more than what the header says, since proxies change one and not the other: what begins
 * like gzip is gzip, what is a text though it should be compressed is that text.
 *
 * @param encoding the header `content-encoding`: names separated by commas, the last one was applied last.
 * @throws {UnreadableBody} when it is larger, or cannot be decompressed.
 */
export async function readBody(
  body: Readable,
  encoding: string | undefined,
  room: BodyRoom,
): Promise<Buffer> {
  const { limit } = room;
  const names = namesOf(encoding);
  const { bytes, isUnpacked } = await receive(body, names, room);
  let plain = bytes;
  for (let layer = isUnpacked ? 1 : 0; layer < mostLayers; layer += 1) {
    const name = names[layer];
    if (plain.length === 0 || (name === undefined && !isGzip(plain))) break;
    plain = await unwrapped(plain, name ?? 'gzip', limit);
  }
  if (names.length === 0 && !isUtf8(plain)) plain = await unnamed(plain, limit);
  if (isGzip(plain)) throw new UnreadableBody('undeclared', encoding ?? 'gzip');
  return plain;
}

/** A whole body, its outermost compression taken off if that could be done on the way. */
async function receive(
  body: Readable,
  names: readonly string[],
  { limit, expected = 0, into }: BodyRoom,
): Promise<{ bytes: Buffer; isUnpacked: boolean }> {
  const length = expected > 0 && expected <= limit ? expected : 0;
  let received: BodyBytes | undefined;
  let unpacking: Unpacking | undefined;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (received === undefined) {
        unpacking = Unpacking.of(names, chunk, { limit, into });
        // As it came, where it is compressed: for what cannot be unpacked on the way.
        received = new BodyBytes(unpacking === undefined ? into : undefined, length);
      }
      received.add(chunk);
      await unpacking?.write(chunk);
      // Leaving the loop destroys the stream.
      if (received.size > limit || unpacking?.isTooLarge) throw new UnreadableBody('tooLarge', limit);
    }
    const unpacked = await unpacking?.end();
    if (unpacking?.isTooLarge) throw new UnreadableBody('tooLarge', limit);
    if (unpacked !== undefined) return { bytes: unpacked, isUnpacked: true };
  } finally {
    unpacking?.close();
  }
  return { bytes: received?.whole() ?? Buffer.alloc(0), isUnpacked: false };
}

/** The encodings that a header names, the last one first. `identity` names nothing. */
export function namesOf(encoding = ''): string[] {
  return encoding
    .split(',', mostLayers * 2)
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
    .reverse();
}

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const gzip: Decompress = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);
const zlib: Decompress = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);
const raw: Decompress = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);
const brotli: Decompress = promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress);

async function unwrapped(bytes: Buffer, name: string, limit: number): Promise<Buffer> {
  // Nothing that is compressed is UTF-8 by chance, beyond a few bytes. Brotli has no mark of its own.
  if (name !== 'br' && isUtf8(bytes)) return bytes;
  let fault: EncodingFault = 'undeclared';
  for (const decompress of decompressorsFor(bytes, name)) {
    try {
      return await decompress(bytes, { maxOutputLength: limit });
    } catch (error) {
      if (error instanceof RangeError) throw new UnreadableBody('tooLarge', limit);
      if (isGzip(bytes) || isCutShort(error)) fault = 'broken';
    }
  }
  if (isUtf8(bytes)) return bytes;
  throw new UnreadableBody(fault, name);
}

/** What is compressed although no header says so, since something on the way took that away; as it is where it is not. */
async function unnamed(bytes: Buffer, limit: number): Promise<Buffer> {
  const [first = 0, second = 0] = bytes;
  const isZlib = (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
  try {
    const plain = await (isZlib ? zlib : brotli)(bytes, { maxOutputLength: limit });
    // Of chance bytes next to none can be unpacked, and what comes out is no text.
    return plain.length > 0 && isUtf8(plain) ? plain : bytes;
  } catch {
    return bytes;
  }
}

/** What may be behind a name: `deflate` is zlib's format by its standard, and often comes without its frame. */
function decompressorsFor(bytes: Buffer, name: string): Decompress[] {
  if (isGzip(bytes)) return [gzip, gzipMembers];
  if (name === 'br') return [brotli];
  return deflate.has(name) ? [zlib, raw] : [];
}

const deflate = new Set(['gzip', 'x-gzip', 'deflate', 'x-deflate']);

function isCutShort(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
}
