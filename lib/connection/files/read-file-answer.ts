import { CoupaError } from '../../base/errors';
import type { BodyFault } from '../../base/reason';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { FileAnswer } from '../../ports/files';
import { isHtml } from '../failures/error-messages';
import { loginPage } from '../failures/read-answer';
import { AttemptFailed, type Errand, sentence } from '../retry/attempt';
import { isTransientStatus } from '../retry/retry-policy';
import type { WireAnswer } from '../wire/exchange';
import { fileNameIn } from './file-name';

/** Whether a status says yes. */
export function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/**
 * The file in an answer. What a server sends as a file has a name, or is neither a web page nor JSON: those are what
 * login pages, proxies and descriptions of files come as.
 *
 * @param site host of the tenant, which named the address that answered.
 * @throws {AttemptFailed} when it is none.
 */
export function readFileAnswer(
  { statusCode, headers, bytes }: WireAnswer,
  errand: Errand,
  site: string,
): Omit<FileAnswer, 'requests'> {
  if (!isSuccess(statusCode)) throw storeFailure(statusCode, errand, site);
  const refuse = (what: Phrase, fault: BodyFault) => failure(errand, statusCode, what, fault);
  if (statusCode === 206 && !isWhole(headers['content-range'], bytes.length))
    throw refuse(phrase`a part of the file, though all of it was asked for. ${part}`, 'noFile');
  if (bytes.length === 0) throw refuse(phrase`no file: its answer is empty. ${nothingThere}`, 'noFile');
  const filename = fileNameIn(headers['content-disposition']);
  const contentType = headers['content-type']?.toString();
  if (filename === undefined) {
    if (isPage(bytes.toString('latin1', 0, 1000), contentType))
      throw refuse(phrase`a web page. ${loginPage}`, 'webPage');
    if (/^application\/([\w.]+\+)?json/i.test(contentType ?? ''))
      throw refuse(phrase`JSON instead of a file. ${nothingThere}`, 'noFile');
  }
  return {
    statusCode,
    bytes,
    ...(filename === undefined ? {} : { filename }),
    ...(contentType === undefined || contentType === '' ? {} : { contentType }),
  };
}

/** Whether a part (RFC 9110, 14.4) is all there is: `bytes 0-99/100`. */
function isWhole(range: string | string[] | undefined, length: number): boolean {
  const [, size] = /^\s*bytes\s{1,9}0-\d{1,20}\/(\d{1,20})\s*$/i.exec(range?.toString() ?? '') ?? [];
  return size !== undefined && Number(size) === length;
}

const part = phrase`A cache or a proxy on the way may have kept no more: ask whoever runs it.`;

/** XML may begin with what pieces of a page begin with: `<table>`, `<header>`. */
function isPage(start: string, contentType = ''): boolean {
  const isXml =
    /^(?:application|text)\/xml\b/i.test(contentType) && !/<(?:!doctype\s{1,9})?html/i.test(start);
  return isHtml(start) && !isXml;
}

/**
 * The failure of a store that Coupa redirects to, outside 2xx. What it says is not Coupa's word: a 401 or 403 says nothing of the
 * connection's credentials and scopes, a 429 nothing of the tenant's rate.
 */
function storeFailure(statusCode: number, errand: Errand, site: string): AttemptFailed {
  const what = phrase`${errand.host}, where ${site} says that the file is, answered HTTP ${statusCode}. Such addresses hold for minutes only: fetch the file again.`;
  const code = statusCode >= 500 ? 'COUPA_SERVER' : 'COUPA_RESPONSE';
  const error = new CoupaError(code, sentence(errand, what), { statusCode, reason: { kind: 'status' } });
  return new AttemptFailed(error, 'unknown', isTransientStatus(statusCode, errand));
}

const nothingThere = phrase`Check that the record has this file.`;

function failure(errand: Errand, statusCode: number, what: Phrase, fault: BodyFault): AttemptFailed {
  const text = sentence(errand, phrase`${errand.host} answered HTTP ${statusCode} with ${what}`);
  const error = new CoupaError('COUPA_RESPONSE', text, { statusCode, reason: { kind: 'body', fault } });
  return new AttemptFailed(error, 'unknown', false);
}
