import { isUtf8 } from 'node:buffer';
import { CoupaError } from '../../base/errors';
import type { BodyFault } from '../../base/reason';
import type { Scrubber } from '../../base/secrets/scrub';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { RequestOptions } from '../../ports/requester';
import { parseList, parseRecords } from '../json/parse-list';
import { AttemptFailed, type Errand, sentence } from '../retry/attempt';
import type { WireAnswer } from '../wire/exchange';
import { isHtml, isNothingFound, readErrorMessages } from './error-messages';
import { refusedInBody, statusFailure } from './map-error';
import { saidNo } from './said-no';

/**
 * The JSON value of an answer; an empty list where the tenant answers a question by `404` and the words that nothing matches.
 *
 * @param now epoch milliseconds.
 * @param list see `RequestOptions`.
 * @throws {AttemptFailed} when its status is not 2xx, or its body no JSON; of a write, also when its body says nothing but no.
 */
export function readAnswer(
  answer: WireAnswer,
  errand: Errand,
  scrubber: Scrubber,
  now: number,
  list: RequestOptions['list'] = false,
): unknown {
  const { statusCode, bytes } = answer;
  if (errand.method === 'GET' && saysNothingFound(answer)) return [];
  if (statusCode < 200 || statusCode >= 300) throw statusFailure(answer, errand, scrubber, now);
  const start = bytes.toString('utf8', 0, lookedAt);
  if (isHtml(start)) throw unusable(answer, errand, phrase`a web page. ${loginPage}`, 'webPage');
  const isWrite = errand.method !== 'GET';
  if (/^\s*</.test(start)) {
    if (isWrite) refuse(answer, start, errand, scrubber);
    throw unusable(answer, errand, phrase`XML although JSON was asked for.`, 'xml');
  }
  // In a list one record is to blame. What a write made is there, whatever its texts came back as.
  if (!isWrite && list === false && !isUtf8(bytes))
    throw unusable(answer, errand, isNoText(bytes) ? noText : noUtf8, 'undeclared');
  const body = parsed(answer, errand, scrubber, list);
  if (isWrite) refuse(answer, body, errand, scrubber);
  return body;
}

/** A write that was refused is not carried out, whatever the status says. */
function refuse(answer: WireAnswer, body: unknown, errand: Errand, scrubber: Scrubber): void {
  const messages = saidNo(body);
  if (messages.length > 0) throw refusedInBody(answer, messages, errand, scrubber);
}

function parsed(
  answer: WireAnswer,
  errand: Errand,
  scrubber: Scrubber,
  list: RequestOptions['list'],
): unknown {
  const { statusCode, bytes } = answer;
  try {
    return list === 'unparsed' ? parseRecords(bytes) : parseList(bytes, list);
  } catch (error) {
    if (error instanceof CoupaError) {
      const what = phrase`${errand.host} answered HTTP ${statusCode}. ${error.phrase}`;
      throw failure(answer, sentence(errand, what), 'excessive');
    }
    if (isNoText(bytes)) throw unusable(answer, errand, noText, 'undeclared');
    const text = bytes.toString('utf8', Math.max(0, bytes.length - quotedFrom));
    const end = JSON.stringify(scrubber.end(text, 60));
    const what = phrase`${bytes.length} bytes that are not whole JSON; they end with ${end}. Try again.`;
    throw unusable(answer, errand, what, 'notJson');
  }
}

/** Something that is compressed, or a file: whatever it is, it comes again the same. */
function isNoText(bytes: Buffer): boolean {
  return !isUtf8(bytes) && !/^\s*[[{]/.test(bytes.toString('latin1', 0, lookedAt));
}

const noText = phrase`bytes that are no text, and that no header says how to unpack. A proxy or gateway on the way changes answers: ask whoever runs it to leave those from this host as they are.`;

const noUtf8 = phrase`bytes that are no UTF-8, so that special characters of its texts would be lost. Open the record in Coupa, and write them anew.`;

/** Bytes in which a web page is told from data: a firewall's comment may stand before it. */
const lookedAt = 8 * 1024;

/** Bytes at the end of an answer that are searched for secrets before some of them are quoted. */
const quotedFrom = 20_000;

function saysNothingFound({ statusCode, bytes }: WireAnswer): boolean {
  return statusCode === 404 && bytes.length < 2000 && isNothingFound(readErrorMessages(bytes.toString()));
}

/** What to do where a web page came. */
export const loginPage = phrase`A login page or a proxy answered instead of Coupa: check the site address, and that nothing between asks for a login.`;

function unusable(answer: WireAnswer, errand: Errand, what: Phrase, fault: BodyFault): AttemptFailed {
  const message = phrase`${errand.host} answered HTTP ${answer.statusCode} with ${what}`;
  return failure(answer, sentence(errand, message), fault);
}

/** The tenant said yes, but to what? A write may have been carried out. Only what was cut may be whole another time. */
function failure({ statusCode }: WireAnswer, message: Phrase, fault: BodyFault): AttemptFailed {
  const error = new CoupaError('COUPA_RESPONSE', message, { statusCode, reason: { kind: 'body', fault } });
  return new AttemptFailed(error, 'unknown', fault === 'notJson');
}
