import { isJsonObject } from '../base/json';
import { type Phrase, phrase } from '../base/text/phrase';
import { listRefusal } from '../connection/failures/list-refusal';
import type { Answer } from '../ports/requester';

/**
 * What an answer with status 2xx says in place of a record, as the beginning of a sentence; `undefined`: it says nothing. A
 * `{"message":"…"}` may be a yes or a no, so whoever wrote has to look.
 */
export function saidInstead(purpose: Phrase, answer: Answer): Phrase | undefined {
  return inPlace(purpose, answer, messagesIn(answer));
}

/**
 * The same where a bare yes, and one beside a message, is one (`"OK"`, `{"success":true,"message":"Queued"}`); where nothing is said at all,
 * the status counts.
 */
export function saidButYes(purpose: Phrase, answer: Answer): Phrase | undefined {
  if (saysYes(answer.body)) return undefined;
  const messages = messagesIn(answer);
  return messages.every((message) => yes.test(message)) ? undefined : inPlace(purpose, answer, messages);
}

/** Whether an object says that what was asked was done. */
export function saysYes(body: unknown): boolean {
  if (!isJsonObject(body)) return false;
  const { success, ok, status } = body;
  return success === true || ok === true || /^(?:ok|success)$/i.test(String(status));
}

function messagesIn({ body, statusCode }: Answer): readonly string[] {
  if (typeof body === 'string' || body === false) return [String(body).trim()];
  const { reason } = listRefusal({ body, statusCode }) ?? {};
  return reason !== undefined && 'messages' in reason ? (reason.messages ?? []) : [];
}

function inPlace(purpose: Phrase, { statusCode }: Answer, messages: readonly string[]): Phrase | undefined {
  const said = messages.join('; ').slice(0, longest).replace(/\.$/, '');
  if (said === '') return undefined;
  return phrase`${purpose.atStart()}: the tenant answered HTTP ${statusCode} with nothing but a message: ${said}`;
}

/** How some say no more than that it was done. */
const yes = /^(?:ok|okay|yes|true|success|successful|done|)[.!]?$/i;

/** Characters of what is said. */
const longest = 500;
