import { type Phrase, phrase } from '../base/text/phrase';
import { listRefusal } from '../connection/failures/list-refusal';
import type { Answer } from '../ports/requester';

/**
 * What an answer with status 2xx says in place of a record, as the beginning of a sentence; `undefined`: it says nothing. A
 * `{"message":"…"}` may be a yes or a no, so whoever wrote has to look.
 */
export function saidInstead(purpose: Phrase, answer: Answer): Phrase | undefined {
  const { reason } = listRefusal(answer) ?? {};
  const messages = reason !== undefined && 'messages' in reason ? (reason.messages ?? []) : [];
  const said = messages.join('; ').slice(0, longest).replace(/\.$/, '');
  if (said === '') return undefined;
  return phrase`${purpose.atStart()}: the tenant answered HTTP ${answer.statusCode} with nothing but a message: ${said}`;
}

/** Characters of what is said. */
const longest = 500;
