import { CoupaError } from '../../base/errors';
import { isJsonObject } from '../../base/json';
import { phrase } from '../../base/text/phrase';
import type { Answer } from '../../ports/requester';
import { ReadRecord } from '../json/listed-record';
import { readRefusal, scopeWords, signInWords } from './error-messages';
import { saidNo } from './said-no';

/** Characters of what is said. */
const longest = 500;

/**
 * The error that an answer tells in its body although its status is 2xx, where a list was asked for: `{"error":"invalid_token"}`, a
 * hub's `{"requestId":"…","message":"…"}`, or a list of nothing but such. `undefined` where it says no such thing; a record is one,
 * whatever its members are.
 */
export function listRefusal({
  body,
  statusCode,
}: Pick<Answer, 'body' | 'statusCode'>): CoupaError | undefined {
  const messages = Array.isArray(body) ? saidByList(body) : saidBy(body);
  if (messages.length === 0) return undefined;
  const said = messages.join('; ').slice(0, longest).replace(/\.$/, '');
  return new CoupaError(
    codeOf(said),
    phrase`The tenant answered HTTP ${statusCode} with an error where a list should be: ${said}. Check the credentials and scopes of the connection, and the URL.`,
    { statusCode, reason: { kind: 'refusal', messages } },
  );
}

function saidBy(body: unknown): string[] {
  return typeof body === 'object' && body !== null && !('id' in body)
    ? readRefusal(JSON.stringify(body))
    : [];
}

/** The first element is enough to see that there are records. */
function saidByList([first, ...others]: readonly unknown[]): string[] {
  const elements = isErrorAlone(first) ? [first, ...others].map(parsedElement) : [];
  return saidNo(elements);
}

function isErrorAlone(element: unknown): boolean {
  const value = parsedElement(element);
  return isJsonObject(value) && ['error', 'errors', 'fault'].some((name) => name in value);
}

/** One that is not parsed has an id. */
function parsedElement(element: unknown): unknown {
  return element instanceof ReadRecord ? element.value : element;
}

function codeOf(said: string): 'COUPA_FORBIDDEN' | 'COUPA_AUTH' | 'COUPA_RESPONSE' {
  if (scopeWords.test(said)) return 'COUPA_FORBIDDEN';
  return signInWords.test(said) ? 'COUPA_AUTH' : 'COUPA_RESPONSE';
}
