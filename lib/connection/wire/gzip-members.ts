import { crc32, type InflateRaw, inflateRaw } from 'node:zlib';

/** A gateway that puts more of them into an answer is none. */
const mostMembers = 1000;

/**
 * What is in the members of a gzip file, up to the first bytes that are none: Node.js refuses the whole of it when anything
 * but zeros follows, such as a line break that a gateway adds.
 *
 * @throws when a member is broken or cut short; a `RangeError` when all of them are larger than `maxOutputLength`.
 */
export async function gzipMembers(
  bytes: Buffer,
  { maxOutputLength }: { maxOutputLength: number },
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let left = maxOutputLength;
  for (let rest = bytes; isGzip(rest); ) {
    const start = headerLength(rest);
    const { buffer, consumed } = await inflateMember(rest.subarray(start), Math.max(1, left));
    const end = start + consumed;
    if (
      rest.length < end + trailer ||
      rest.readUInt32LE(end) !== crc32(buffer) ||
      parts.length >= mostMembers
    )
      throw new Error('broken member');
    parts.push(buffer);
    left -= buffer.length;
    rest = rest.subarray(end + trailer);
  }
  return Buffer.concat(parts);
}

/** What every gzip file begins with. */
export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** A checksum and a length. */
const trailer = 8;

/** RFC 1952: ten bytes, and what its flags announce: more fields, a name, a comment, a checksum. */
function headerLength(bytes: Buffer): number {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  if (flags & 8) at = bytes.indexOf(0, at) + 1 || bytes.length;
  if (flags & 16) at = bytes.indexOf(0, at) + 1 || bytes.length;
  return flags & 2 ? at + 2 : at;
}

function inflateMember(
  bytes: Buffer,
  maxOutputLength: number,
): Promise<{ buffer: Buffer; consumed: number }> {
  return new Promise((resolve, reject) => {
    const options = { maxOutputLength, info: true };
    inflateRaw(bytes, options, (error, result) => {
      if (error) return reject(error);
      // With `info`, the types do not know it, the result holds the engine, too.
      const { buffer, engine } = result as unknown as { buffer: Buffer; engine: InflateRaw };
      resolve({ buffer, consumed: engine.bytesWritten });
    });
  });
}
