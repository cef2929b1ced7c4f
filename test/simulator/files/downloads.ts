import { createHash } from 'node:crypto';
import { type HttpAnswer, html, json } from '../http/answers';
import type { WriteContext } from '../writes/context';
import type { StoredFile } from './store';

/** Paths that answer a file, by what follows the record, and under which name the file lies. */
const places: Readonly<Record<string, string>> = {
  image: 'image',
  retrieve_avatar: 'avatar',
  retrieve_clearance_document: 'clearance_document',
  retrieve_image_scan: 'image_scan',
  retrieve_legal_agreement: 'legal_agreement',
  retrieve_legal_invoice_pdf: 'legal_invoice_pdf',
};

const signedPath = '/signed/';

/**
 * Where the file of a `GET` lies: `invoices/17/retrieve_image_scan`, and `invoices/17/attachments/3`, which answers the
 * file itself.
 *
 * @returns `undefined` for a path that is about no file
 */
export function placeOfFile(path: string, context: WriteContext): string | undefined {
  const [, record = '', last = ''] = /^(.+\/\d+)\/(\w+)$/.exec(path) ?? [];
  const name = places[last];
  if (name !== undefined) return `${record}/${name}`;
  const isAttachment = /(?:^|\/)attachments\/\d+$/.test(path) && context.readings.attachmentAnswer === 'file';
  return isAttachment && context.files.get(path) ? path : undefined;
}

/** The file at a place, or the redirect that leads to it; `undefined` if there is none. */
export function download(place: string, context: WriteContext): HttpAnswer | undefined {
  const file = context.files.get(place);
  if (!file?.content) return undefined;
  const { downloadRedirects: hops } = context.readings;
  return hops > 0 ? redirect(place, hops, context) : fileAnswer(file);
}

/**
 * Answers a signed address. Like the stores of files behind such addresses it takes the signature alone: a request that
 * brings a token or a key as well is refused.
 *
 * @returns `undefined` for another path
 */
export function answerSigned(url: URL, isSignedIn: boolean, context: WriteContext): HttpAnswer | undefined {
  if (!url.pathname.startsWith(signedPath)) return undefined;
  const [hops = '', ...rest] = url.pathname.slice(signedPath.length).split('/');
  const place = rest.join('/');
  if (url.searchParams.get('signature') !== signatureOf(place)) return html(403, 'Signature does not match');
  if (isSignedIn) return html(400, 'Only one way to authenticate is allowed');
  if (Number(hops) > 1) return redirect(place, Number(hops) - 1, context);
  const file = context.files.get(place);
  return file?.content ? fileAnswer(file) : html(404, 'No such key');
}

function redirect(place: string, hops: number, { origin }: WriteContext): HttpAnswer {
  const location = `${origin()}${signedPath}${hops}/${place}?signature=${signatureOf(place)}`;
  return json(302, '', { location });
}

function fileAnswer({ filename, contentType, size, content }: StoredFile): HttpAnswer {
  const headers = { 'content-type': contentType, 'content-disposition': disposition(filename) };
  return { status: 200, body: '', headers, stream: { size, pieces: content ?? (() => []) } };
}

/** RFC 6266: names beyond ASCII come a second time, encoded. */
function disposition(filename: string): string {
  const plain = filename.replace(/[^ -~]|["\\]/g, '_');
  const encoded = plain === filename ? '' : `; filename*=UTF-8''${encodeURIComponent(filename)}`;
  return `attachment; filename="${plain}"${encoded}`;
}

function signatureOf(place: string): string {
  return createHash('sha256').update(`signed ${place}`).digest('hex');
}
