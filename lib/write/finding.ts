import { CoupaError } from '../base/errors';
import { inSeries, type Phrase, phrase } from '../base/text/phrase';

/** One thing wrong with one object of a message. */
export interface ObjectFinding {
  /** Place of the object in the message, from 0. */
  index: number;
  /** The field it is about; empty: the object as a whole. */
  field: string;
  /** What is wrong, and what would be right. */
  message: Phrase;
}

/** Findings shown in an error's message; `details.findings` has them all. */
const mostShown = 10;

/** The one error for everything wrong with a message: nothing was sent. */
export function refusal(doing: Phrase, findings: readonly ObjectFinding[]): CoupaError {
  const shown = inSeries(findings.slice(0, mostShown).map(asText));
  const all =
    findings.length > mostShown
      ? phrase`${shown}; and ${findings.length - mostShown} more (see details.findings)`
      : shown;
  return new CoupaError('COUPA_VALIDATION', phrase`${doing}: nothing was sent. ${all}.`, {
    details: { findings: [...findings] },
  });
}

/** A finding as it reads in an error or a warning. */
export function asText({ index, field, message }: ObjectFinding): Phrase {
  return field === '' ? phrase`[${index}] ${message}` : phrase`[${index}] ${field} ${message}`;
}
