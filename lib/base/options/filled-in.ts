import { isVariable } from '../environment-variable';
import { CoupaError } from '../errors';
import { bareEnds } from '../text/bare-ends';
import { phrase } from '../text/phrase';

/**
 * A text as Node-RED has filled it in.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when it is an environment variable that nobody has set, or that Node-RED does not fill in for the
 *   blanks around it.
 */
export function filledIn(property: string, text: string): string {
  if (isVariable(text)) throw unsetVariable(property, text);
  const bare = bareEnds(text);
  if (isVariable(bare)) throw notWhole(property, bare);
  return text;
}

/** The error of a property in which an environment variable is a part of the value: a blank in front of it is enough. */
export function notWhole(property: string, variable: string): CoupaError {
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`"${property}" has ${variable} within a longer text. Node-RED fills in an environment variable only where it is the whole value: put the whole value into the variable.`,
    { reason: { kind: 'setting', property } },
  );
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

/** The error of a property that holds a value in braces, which would be sent as it stands there. */
export function notTemplate(property: string, mustache: string): CoupaError {
  return new CoupaError(
    'COUPA_CONFIG',
    phrase`"${property}" has ${mustache} in it, and values in braces are filled in only in URLs of nodes. Put the whole value into an environment variable, and write \${NAME} here.`,
    { reason: { kind: 'setting', property } },
  );
}
