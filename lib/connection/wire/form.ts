import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FileSource, FormField } from '../../ports/form-field';

/** A form (`multipart/form-data`, RFC 7578) as it goes over the wire. */
export interface FormBody {
  /** Its type and its length. */
  headers: Record<string, string>;
  body: Readable;
}

/**
 * A form that is sent from where its files lie. undici's own `FormData` copies each piece once more; V8 lets about 64 MB of such copies
 * gather before it looks for garbage, as much as three files of 20 MB are themselves.
 */
export function formOf(fields: readonly FormField[]): FormBody {
  const boundary = `----form-${randomUUID()}`;
  const parts = fields.map(({ name, value }) => ({
    head: Buffer.from(`--${boundary}\r\n${headOf(name, value)}\r\n\r\n`),
    value,
  }));
  const end = Buffer.from(`--${boundary}--\r\n`);
  const lengths = parts.map(({ head, value }) => head.length + sizeOf(value) + lineEnd.length);
  const pieces = function* () {
    for (const { head, value } of parts) {
      yield head;
      if (typeof value === 'string') yield Buffer.from(value);
      else yield* value.pieces();
      yield lineEnd;
    }
    yield end;
  };
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(lengths.reduce((sum, length) => sum + length, end.length)),
    },
    body: Readable.from(pieces(), { objectMode: false }),
  };
}

const lineEnd = Buffer.from('\r\n');

function sizeOf(value: FormField['value']): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : value.size;
}

function headOf(name: string, value: FormField['value']): string {
  const disposition = `Content-Disposition: form-data; name="${escaped(name)}"`;
  if (typeof value === 'string') return disposition;
  return `${disposition}; filename="${escaped(value.filename)}"\r\nContent-Type: ${typeOf(value)}`;
}

/** What browsers write for them (HTML, "multipart/form-data encoding algorithm"). */
function escaped(text: string): string {
  return text.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22');
}

/** Nothing that could end the line it stands in. */
function typeOf({ contentType = '' }: FileSource): string {
  return /^[ -~]+$/.test(contentType) ? contentType : 'application/octet-stream';
}
