import { constants, crc32, createDeflateRaw } from 'node:zlib';
import { joinCrc, shiftBy } from './crc';

/** Bytes that were compressed beforehand, and what the checksum of a page needs of them. */
interface Packed {
  bytes: Buffer;
  crc: number;
  shift: number;
  length: number;
}

/** Starts a gzip stream, without a name or a time. */
const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/** Header of a block that is stored as it is. */
const blockHeader = 5;

/**
 * Compresses pages before anybody asks for them. Heads (a record's id and dates) are not known yet; they are left out and
 * filled in uncompressed. A page of real life is one gzip stream whose records refer to each other's bytes, and so are these:
 * what a head will be is compressed as zeros, which no JSON has, so nothing refers to it.
 *
 * A page may begin with a record of any make, and end after any record.
 */
export class PackedPages {
  private constructor(
    private readonly byFirstMake: readonly (readonly Packed[])[],
    private readonly headShift: number,
  ) {}

  /** @param limit records in a page at most; @param headLength bytes of each head, the bracket or comma before it included */
  static async make(bodies: readonly Buffer[], limit: number, headLength: number): Promise<PackedPages> {
    const pages = await Promise.all(
      bodies.map((_, first) => {
        const records = Array.from({ length: limit }, (_, at) => bodies[(first + at) % bodies.length]);
        return compress(
          records.map((record) => record ?? Buffer.alloc(0)),
          headLength,
        );
      }),
    );
    return new PackedPages(pages, shiftBy(headLength));
  }

  /** The page whose records have these heads, the first of that make. */
  page(firstMake: number, heads: readonly Buffer[]): Buffer {
    const packed = this.byFirstMake[firstMake] ?? [];
    const parts: Buffer[] = [gzipHeader];
    let [crc, length] = [0, 0];
    heads.forEach((head, at) => {
      const body = packed[at];
      if (body === undefined) throw new Error(`A page has ${packed.length} records at most.`);
      parts.push(stored(head, false), body.bytes);
      crc = joinCrc(joinCrc(crc, crc32(head), this.headShift), body.crc, body.shift);
      length += head.length + body.length;
    });
    const bracket = Buffer.from(heads.length === 0 ? '[]' : ']');
    crc = joinCrc(crc, crc32(bracket), shiftBy(bracket.length));
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(crc, 0);
    trailer.writeUInt32LE((length + bracket.length) % 2 ** 32, 4);
    return Buffer.concat([...parts, stored(bracket, true), trailer]);
  }
}

/** Each body compressed in the light of those before it, beginning and ending at a whole byte. */
async function compress(bodies: readonly Buffer[], headLength: number): Promise<Packed[]> {
  const deflate = createDeflateRaw();
  let came: Buffer[] = [];
  deflate.on('data', (bytes: Buffer) => came.push(bytes));
  const push = async (bytes: Buffer): Promise<Buffer> => {
    came = [];
    deflate.write(bytes);
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    return Buffer.concat(came);
  };
  const packed: Packed[] = [];
  for (const body of bodies) {
    await push(Buffer.alloc(headLength));
    const bytes = await push(body);
    packed.push({ bytes, crc: crc32(body), shift: shiftBy(body.length), length: body.length });
  }
  deflate.destroy();
  return packed;
}

function stored(bytes: Buffer, isLast: boolean): Buffer {
  const block = Buffer.allocUnsafe(blockHeader + bytes.length);
  block[0] = isLast ? 1 : 0;
  block.writeUInt16LE(bytes.length, 1);
  block.writeUInt16LE(~bytes.length & 0xffff, 3);
  bytes.copy(block, blockHeader);
  return block;
}
