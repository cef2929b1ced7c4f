import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import type { Answer } from '../../ports/requester';
import { readRefusal, scopeWords, signInWords } from './error-messages';

/** Characters of what is said. */
const longest = 500;

/**
 * The error that an answer tells in its body although its status is 2xx, where a list was asked for: `{"error":"invalid_token"}`, a
 * hub's `{"requestId":"…","message":"…"}`. `undefined` where it says no such thing; a record is one, whatever its members are.
 */
export function listRefusal({
  body,
  statusCode,
}: Pick<Answer, 'body' | 'statusCode'>): CoupaError | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || 'id' in body) return undefined;
  const messages = readRefusal(JSON.stringify(body));
  if (messages.length === 0) return undefined;
  const said = messages.join('; ').slice(0, longest).replace(/\.$/, '');
  return new CoupaError(
    codeOf(said),
    phrase`The tenant answered HTTP ${statusCode} with an error where a list should be: ${said}. Check the credentials and scopes of the connection, and the URL.`,
    { statusCode, reason: { kind: 'refusal', messages } },
  );
}

function codeOf(said: string): 'COUPA_FORBIDDEN' | 'COUPA_AUTH' | 'COUPA_RESPONSE' {
  if (scopeWords.test(said)) return 'COUPA_FORBIDDEN';
  return signInWords.test(said) ? 'COUPA_AUTH' : 'COUPA_RESPONSE';
}
