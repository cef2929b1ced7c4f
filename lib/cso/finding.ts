import { CoupaError } from '../connection/errors';

/** One thing wrong with one object of a message. */
export interface Finding {
  /** Place of the object in the message, from 0. */
  index: number;
  /** The field it is about; empty: the object as a whole. */
  field: string;
  /** What is wrong, and what would be right. */
  message: string;
}

/** Findings shown in an error's message; `details.findings` has them all. */
const SHOWN = 10;

/** The one error for everything wrong with a message: nothing was sent. */
export function refusal(doing: string, findings: readonly Finding[]): CoupaError {
  const shown = findings.slice(0, SHOWN).map(asText).join('; ');
  const rest = findings.length > SHOWN ? `; and ${findings.length - SHOWN} more (see details.findings)` : '';
  return new CoupaError('COUPA_VALIDATION', `${doing}: nothing was sent. ${shown}${rest}.`, {
    details: { findings: [...findings] },
  });
}

/** A finding as it reads in an error or a warning. */
export function asText({ index, field, message }: Finding): string {
  return field === '' ? `[${index}] ${message}` : `[${index}] ${field} ${message}`;
}
