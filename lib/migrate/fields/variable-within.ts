import { variableWithin } from '../../base/environment-variable';
import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';

/** Says of a secret or an id that a variable stands within it, where Node-RED fills none in. The value itself is not quoted. */
export function reportWithin(value: string, findings: Findings): void {
  const variable = variableWithin(value);
  if (variable === undefined) return;
  findings.manual(
    'variable-within',
    phrase`Node-RED fills in an environment variable only where it is the whole value, and ${variable} is a part of one. Give the whole value to one variable.`,
  );
}
