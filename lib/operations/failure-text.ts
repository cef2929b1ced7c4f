import { CoupaError } from '../base/errors';
import { type Phrase, phrase } from '../base/text/phrase';

/** What is shown of a failure to whoever looks. What is no error of ours may say a secret: of that nothing is. */
export function failureText(error: unknown): Phrase {
  return error instanceof CoupaError ? error.phrase : phrase`Unexpected failure in Node-RED.`;
}
