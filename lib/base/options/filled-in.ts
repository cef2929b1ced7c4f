import { isVariable } from '../environment-variable';
import { CoupaError } from '../errors';
import { phrase } from '../text/phrase';

/**
 * A text as Node-RED has filled it in.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when it is an environment variable that nobody has set, see `unsetVariable`.
 */
export function filledIn(property: string, text: string): string {
  if (isVariable(text)) throw unsetVariable(property, text);
  return text;
}

/**
 * The error of a property that is an environment variable which nobody has set: Node-RED leaves its name where its value should be, and
 * whoever gets that would only say that it knows no such secret or scope.
 */
export function unsetVariable(property: string, variable: string): CoupaError {
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`"${property}" is the environment variable ${variable}, which is not set where Node-RED runs. Set it there, or in the flow, and deploy.`,
    { reason: { kind: 'setting', property } },
  );
}
