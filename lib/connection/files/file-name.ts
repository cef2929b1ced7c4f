import { isUtf8 } from 'node:buffer';
import { fileNameOf } from '../../base/text/file-name';

/**
 * The name that a header `content-disposition` gives a file (RFC 6266), `undefined` where it gives none. Of a path only the last part
 * counts, and characters that no file system takes are underscores.
 */
export function fileNameIn(header: string | string[] | undefined): string | undefined {
  const text = [header].flat()[0]?.slice(0, 2000) ?? '';
  return fileNameOf(extended(text) ?? quoted(text) ?? '');
}

/** `filename*=UTF-8''%E5%B1%B1.pdf` */
function extended(text: string): string | undefined {
  const [, charset = '', encoded = ''] = /;\s*filename\*\s*=\s*([\w-]*)'[^']*'([^;\s]+)/i.exec(text) ?? [];
  if (!/^utf-?8$/i.test(charset)) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch (error) {
    // Not encoded as it says: the plain name is beside it.
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** `filename="a.pdf"`, `filename=a.pdf`; servers write UTF-8 there, though they should not. */
function quoted(text: string): string | undefined {
  const [, inside, bare] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(text) ?? [];
  const name = inside?.replace(/\\(.)/g, '$1') ?? bare;
  if (name === undefined || !/[\u0080-\u00ff]/.test(name) || /[\u0100-\uffff]/.test(name)) return name;
  const bytes = Buffer.from(name, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : name;
}
