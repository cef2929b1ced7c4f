import { CoupaError } from '../base/errors';
import { type Phrase, phrase } from '../base/text/phrase';
import { isApplied, type NotApplied } from './outcome';
import type { WriteReport } from './write-all';

/** What was applied, in the order asked. */
export function appliedOf<Applied, Item>({ outcomes }: WriteReport<Applied, Item>): Applied[] {
  return outcomes.filter((outcome) => isApplied(outcome)).map(({ applied }) => applied);
}

/** What was not applied, in the order asked, each with its place in the message, from 0. */
export function notAppliedOf<Applied, Item>({
  outcomes,
}: WriteReport<Applied, Item>): (NotApplied<Item> & { index: number })[] {
  return outcomes.flatMap((outcome, index) => (isApplied(outcome) ? [] : [{ ...outcome, index }]));
}

/**
 * The error of a write of which nothing was applied. The server's details stay where they are; what they are about is put beside
 * them.
 *
 * @param notApplied what is told of each object that was not applied.
 */
export function wholeFailure(error: CoupaError, notApplied: readonly object[]): CoupaError {
  return error.with({ details: { notApplied } });
}

/**
 * The error of a write that was ended: requests under way at that moment may still be carried out, so neither "done" nor "not done" would
 * be true.
 *
 * @param doing at its head: `Creating events`.
 */
export function interruption<Applied, Item>(
  doing: Phrase,
  report: WriteReport<Applied, Item>,
  notApplied: readonly object[],
): CoupaError {
  const applied = appliedOf(report);
  const requested = report.outcomes.length;
  const open = report.outcomes.filter(
    (outcome) => !isApplied(outcome) && outcome.outcome !== 'refused',
  ).length;
  return new CoupaError(
    'COUPA_NETWORK',
    phrase`${doing}: stopped because the node or its connection was closed. ${applied.length} of ${requested} were applied; whether any of the other ${open} were is unknown. List them before sending them again.`,
    { outcome: 'unknown', details: { applied, notApplied } },
  );
}
