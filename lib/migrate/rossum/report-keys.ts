import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import type { OutsideObject } from '../pasted/outside-value';

/** Says of each key that is not known that it has no counterpart, so that nothing that was pasted is lost in silence. */
export function reportKeys(object: OutsideObject, known: readonly string[], findings: Findings): void {
  for (const key of Object.keys(object)) {
    if (!known.includes(key))
      findings.under(key).unsupported('import-key', phrase`"${key}" has no counterpart here.`);
  }
}
