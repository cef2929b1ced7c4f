import { type Phrase, phrase } from '../../base/text/phrase';

/**
 * What is wrong with a time zone name; `undefined`: it is an IANA name, as in `Europe/Stockholm`. Node.js ignores
 * the case of these names and also takes offsets, a CSO server does neither.
 */
export function timeZoneFault(value: unknown): Phrase | undefined {
  if (typeof value !== 'string')
    return phrase`has to be a text, an IANA time zone such as "Europe/Stockholm"`;
  const known = /^[A-Za-z]/.test(value) ? resolved(value) : undefined;
  if (known === undefined)
    return phrase`${JSON.stringify(value)} is not an IANA time zone such as "Europe/Stockholm"`;
  if (known !== value && known.toLowerCase() === value.toLowerCase()) {
    return phrase`${JSON.stringify(value)} is not an IANA time zone: did you mean "${known}"?`;
  }
  return undefined;
}

/** The canonical name Node.js has for a zone, which may be another one (`Asia/Kolkata` → `Asia/Calcutta`). */
function resolved(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
