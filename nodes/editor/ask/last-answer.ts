/** What came of a question: an answer, or that there is none. */
export type Outcome<Answer> = { answer: Answer; failure?: undefined } | { failure: unknown };

/** Asks, see `lastAnswer`. */
export interface Asking<Answer> {
  (question: () => Promise<Answer>): Promise<void>;
  /** Nobody waits for an answer any more. */
  drop(): void;
}

/**
 * Only the last question gets an answer: an earlier one that comes late is dropped; after `drop`, that one too.
 */
export function lastAnswer<Answer>(answered: (outcome: Outcome<Answer>) => void): Asking<Answer> {
  let last = 0;
  const asked = async (question: () => Promise<Answer>) => {
    last += 1;
    const mine = last;
    const outcome = await question().then(
      (answer): Outcome<Answer> => ({ answer }),
      (failure: unknown): Outcome<Answer> => ({ failure }),
    );
    if (mine === last) answered(outcome);
  };
  const drop = () => {
    last += 1;
  };
  return Object.assign(asked, { drop });
}
