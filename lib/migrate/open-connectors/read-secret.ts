import { isVariable } from '../../base/environment-variable';
import type { Findings } from '../../base/findings';
import { type Phrase, phrase } from '../../base/text/phrase';
import { reportWithin } from '../fields/variable-within';
import { asSecret, isNoSecret, type OutsideObject } from '../pasted/outside-value';

/** A secret of the text, or `""` with a finding that it must be typed in. It is never quoted. */
export function readSecret(
  settings: OutsideObject,
  key: string,
  what: Phrase,
  below: Findings,
  advice?: Phrase,
): string {
  if (!(key in settings)) return '';
  const findings = below.under(key);
  const value = asSecret(settings[key]);
  if (value === '' || isNoSecret(value)) {
    const standIn = phrase`Type in ${what}: the text only has a stand-in.`;
    findings.manual('secret', advice === undefined ? standIn : phrase`${standIn} ${advice}`);
    return '';
  }
  reportWithin(value, findings);
  if (!isVariable(value)) {
    findings.manual(
      'secret-in-flow',
      phrase`The flow carries ${what} in clear until it is imported: do not keep the file.`,
    );
  }
  return value;
}
