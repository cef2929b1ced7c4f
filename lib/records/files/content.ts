import { types } from 'node:util';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { FileSource } from '../../ports/form-field';
import { kindOf } from '../../write/kind-of';

/** The bytes of a file, read while they are sent. */
export type Content = Pick<FileSource, 'size' | 'pieces'>;

/** What was found where the bytes of a file were expected. */
export type ContentReading = { content: Content } | { fault: Phrase };

/** Bytes, or characters, that are sent at once. */
const pieceSize = 64 * 1024;

/**
 * Reads the bytes of a file where they lie: nothing of a Buffer is copied, and base64 is decoded piece by piece.
 *
 * @param encoding of a text: `base64`; else the text itself is the file, as UTF-8.
 */
export function readContent(data: unknown, encoding: unknown): ContentReading {
  const bytes = bytesIn(data);
  if (bytes !== undefined) return { content: { size: bytes.length, pieces: () => slices(bytes) } };
  if (typeof data !== 'string')
    return { fault: phrase`has data that is neither a Buffer nor a text but ${kindOf(data)}` };
  if (encoding === 'base64') return readBase64(data);
  if (encoding === 'utf8') return { content: textContent(data) };
  if (encoding === undefined || encoding === null || encoding === '')
    return looksLikeBase64.test(data.slice(0, 200)) ? { fault: inBase64 } : { content: textContent(data) };
  return { fault: phrase`has an encoding that is not known: leave it out, or use base64` };
}

/**
 * Bytes as they are, without a copy: a Buffer, an `ArrayBuffer`, or a view of one. Those that a function node makes are of classes of its
 * own, which `instanceof` does not know.
 */
export function bytesIn(data: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return types.isAnyArrayBuffer(data) ? new Uint8Array(data) : undefined;
}

function* slices(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
}

function textContent(text: string): Content {
  const bytes = Buffer.from(text);
  return { size: bytes.length, pieces: () => slices(bytes) };
}

function readBase64(text: string): ContentReading {
  let digits = 0;
  let ended = false;
  for (const piece of textPieces(text)) {
    const [, own = '', padding = ''] = /^([\w+/-]*)(=*)$/.exec(piece) ?? [];
    // What stands behind the padding would be lost.
    if (own.length + padding.length < piece.length || (ended && own !== '')) return { fault: notBase64 };
    digits += own.length;
    ended ||= padding !== '';
  }
  if (digits % 4 === 1) return { fault: notBase64 };
  return { content: { size: Math.floor((digits * 3) / 4), pieces: () => decoded(text) } };
}

/** A data address, or what files that are no text begin with: `%PDF-`, a PNG, a JPEG, a GIF, a ZIP and what is made of one, a TIFF. */
const looksLikeBase64 =
  /^\s*(?:data:[\w.+/;=-]{0,100};base64,|(?:JVBERi0|iVBORw0KGgo|[/_]9j[/_]|R0lGOD|UEsDB|SUkqA|TU0AK)[\w+/=\s-]*$)/;

const inBase64 = phrase`has data that looks like base64, and would be attached as the text that it is: say so by encoding: "base64", without what stands before it in a data address`;

const notBase64 = phrase`has data that is not base64`;

/** The text without its line ends, in pieces. */
function* textPieces(text: string): Iterable<string> {
  for (let at = 0; at < text.length; at += pieceSize)
    yield text.slice(at, at + pieceSize).replace(/[\r\n\t ]+/g, '');
}

/** Four digits are three bytes. */
function* decoded(text: string): Iterable<Uint8Array> {
  let rest = '';
  for (const piece of textPieces(text)) {
    const digits = rest + piece;
    const whole = digits.length - (digits.length % 4);
    rest = digits.slice(whole);
    yield Buffer.from(digits.slice(0, whole), 'base64');
  }
  if (rest !== '') yield Buffer.from(rest, 'base64');
}
