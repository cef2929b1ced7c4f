import { isUtf8 } from 'node:buffer';

/**
 * A text as UTF-8 without a byte order mark, whatever it came in: everything behind it reads UTF-8. JSON is UTF-8 unless it
 * shows otherwise: by a byte order mark, by the zeros that UTF-16 and UTF-32 have beside their ASCII characters, or, where it is no UTF-8,
 * by the `charset` of its header.
 *
 * @param contentType the header, if there is one.
 */
export function decodeText(bytes: Buffer, contentType: string | undefined): Buffer {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
  const order = utf32Of(bytes);
  if (order !== undefined) return fromUtf32(bytes, order);
  const encoding = utf16Of(bytes) ?? charsetOf(bytes, contentType);
  if (encoding === undefined) return bytes;
  if (encoding === 'windows-1252') return inSlices(bytes, 1, withSigns);
  // A decoder leaves byte order marks out by itself.
  return Buffer.from(new TextDecoder(encoding).decode(bytes));
}

/** Characters of a slice. */
const sliceLength = 8192;

/** What is read character by character is, lest tens of megabytes of it are in memory as as many small things at once. */
function inSlices(bytes: Buffer, width: number, read: (slice: Buffer) => string): Buffer {
  const slices: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += sliceLength * width)
    slices.push(Buffer.from(read(bytes.subarray(at, at + sliceLength * width))));
  return Buffer.concat(slices);
}

/** What Windows has where ISO 8859-1 has control characters, from 0x80 on; a space stands for none. */
const signs = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** Some versions of Node.js decode this encoding as ISO 8859-1, and lose the sign of the euro. */
function withSigns(slice: Buffer): string {
  return slice.toString('latin1').replace(/[\u0080-\u009f]/g, (char) => {
    const sign = signs.charAt(char.charCodeAt(0) - 0x80);
    return sign === ' ' ? char : sign;
  });
}

/** Like UTF-16 with a zero beside each character, which is one that JSON may hold: read so, every name would be another. */
function utf32Of([first, second, third, fourth]: Buffer): 'little' | 'big' | undefined {
  if (third === 0 && fourth === 0 && second !== undefined && first !== 0)
    return second === 0 || (first === 0xff && second === 0xfe) ? 'little' : undefined;
  if (first !== 0 || second !== 0 || fourth === undefined) return undefined;
  return (third === 0 && fourth !== 0) || (third === 0xfe && fourth === 0xff) ? 'big' : undefined;
}

/** Bytes at the end that are no whole character are left out. */
function fromUtf32(bytes: Buffer, order: 'little' | 'big'): Buffer {
  const first = order === 'little' ? bytes.readUInt32LE(0) : bytes.readUInt32BE(0);
  const start = first === 0xfeff ? 4 : 0;
  const end = bytes.length - (bytes.length % 4);
  return inSlices(bytes.subarray(start, end), 4, (slice) => {
    const view = new DataView(slice.buffer, slice.byteOffset, slice.length);
    let text = '';
    for (let at = 0; at < slice.length; at += 4) {
      const code = view.getUint32(at, order === 'little');
      text += code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\ufffd';
    }
    return text;
  });
}

function utf16Of([first, second]: Buffer): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === undefined || second === undefined) return undefined;
  // What an answer begins with is ASCII, and never a zero.
  if (second === 0 && first !== 0) return 'utf-16le';
  return first === 0 && second !== 0 ? 'utf-16be' : undefined;
}

/** A header that names a charset is wrong more often than bytes that happen to be UTF-8. */
function charsetOf(bytes: Buffer, contentType = ''): string | undefined {
  const name = /;\s{0,9}charset\s{0,9}=\s{0,9}"?([\w.:-]{1,40})/i.exec(contentType.slice(0, 500))?.[1];
  if (name === undefined || isUtf8(bytes)) return undefined;
  try {
    const { encoding } = new TextDecoder(name);
    // Decoded as that, bytes that are none would become signs of replacement, and nobody would hear of it.
    return encoding === 'utf-8' ? undefined : encoding;
  } catch (error) {
    // A charset that nobody knows says nothing.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
