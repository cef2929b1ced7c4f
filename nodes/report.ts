import { CoupaError } from '../lib/connection/errors';
import type { Say } from '../lib/text/phrase';
import { sayAll } from '../lib/text/say-all';

/** Errors that some node has reported already: one refused secret is one error, however many nodes wait for a token. */
const reported = new WeakSet<Error>();

/** Whether this is the first node to report this very error. */
export function isFirstReport(error: Error): boolean {
  if (reported.has(error)) return false;
  reported.add(error);
  return true;
}

/**
 * Makes an error ready for `done` and `node.error`: from here on its text is in the language of Node-RED. Node-RED hands
 * catch nodes only an error's text, code, stack and cause, so what else is known (`statusCode`, `details`) travels as the cause:
 * `msg.error.cause.details`.
 */
export function forCatchNodes(error: unknown, say: Say): Error {
  if (!(error instanceof CoupaError)) return error instanceof Error ? error : new Error(String(error));
  reword(error, say(error.phrase));
  const { statusCode, details } = error;
  if (statusCode !== undefined || details !== undefined) {
    Object.defineProperty(error, 'cause', {
      value: readable({ statusCode, details: sayAll(details, say) }),
      configurable: true,
      enumerable: false,
    });
  }
  return error;
}

/** The same error stays the same object: it is told once, however many nodes it reaches. A stack begins with the message. */
function reword(error: CoupaError, message: string): void {
  if (error.message === message) return;
  error.stack = error.stack?.replace(error.message, () => message);
  error.message = message;
}

/** The error's name in the catalogue of texts: `errors.COUPA_AUTH`. */
export function errorKey(error: unknown): string {
  return `errors.${error instanceof CoupaError ? error.code : 'other'}`;
}

/** The debug sidebar shows a cause as text. */
function readable(facts: object): object {
  return Object.defineProperty(facts, 'toString', { value: () => JSON.stringify(facts), enumerable: false });
}
