import type { CoupaError } from '../base/errors';
import type { JsonObject } from '../base/json';
import type { Phrase } from '../base/text/phrase';
import type { Answer } from '../ports/requester';
import { type Outcome, refusedBy } from './outcome';
import { asCoupaError, clause, mayHaveHappened } from './request-failure';

/** What an answer tells, or what was read because it does not tell it. */
export interface Judgement<Applied, Item = JsonObject> {
  /** One for each object, in their order. */
  outcomes: Outcome<Applied, Item>[];
  /** The server's own result entries. Default: none. */
  result?: unknown[];
}

/** One request that changes something, and how to find out what became of it. */
export interface Write<Applied, Item = JsonObject> {
  /** What is in it. */
  items: readonly Item[];
  /** Sends it. What it throws decides whether it may have been carried out. */
  send(): Promise<Answer>;
  /** What a 2xx answer tells of each object; it may read in the tenant what the answer leaves out. */
  judge(answer: Answer): Judgement<Applied, Item> | Promise<Judgement<Applied, Item>>;
  /**
   * Finds out what became of each object after a failure that leaves it open, by reading in the tenant (`lookBack`).
   *
   * @param why what happened, as the beginning of a sentence.
   */
  findOut(why: Phrase, error: CoupaError): Promise<Outcome<Applied, Item>[]>;
}

/** What became of one request and of each object in it. */
export interface BatchReport<Applied, Item = JsonObject> {
  /** One for each object of the request, in its order. */
  outcomes: Outcome<Applied, Item>[];
  /** The server's result entries. */
  result: unknown[];
  statusCode?: number;
  /** Why the request failed as a whole. */
  error?: CoupaError;
}

/**
 * Carries out one write, and says of each object in it what became of it: as the answer tells, or as the tenant shows after an answer
 * was lost. It is not sent again here; what may be sent again says `repeatable` of its request.
 *
 * @throws whatever is no `CoupaError`, an abort first of all.
 */
export async function carryOut<Applied, Item = JsonObject>(
  write: Write<Applied, Item>,
): Promise<BatchReport<Applied, Item>> {
  let answer: Answer;
  try {
    answer = await write.send();
  } catch (error) {
    return failed(write, asCoupaError(error));
  }
  const { outcomes, result = [] } = await write.judge(answer);
  return { outcomes, result, statusCode: answer.statusCode };
}

async function failed<Applied, Item>(
  write: Write<Applied, Item>,
  error: CoupaError,
): Promise<BatchReport<Applied, Item>> {
  const { statusCode } = error;
  const outcomes = mayHaveHappened(error)
    ? await write.findOut(clause(error), error)
    : write.items.map((item) => refusedBy(item, error));
  return { outcomes, result: [], error, ...(statusCode === undefined ? {} : { statusCode }) };
}

/**
 * Reads in the tenant what became of objects, and judges each by it; where that cannot be read, what became of them stays unknown.
 *
 * @param unread why nobody knows, given the error that reading ended with.
 */
export async function lookBack<Found, Applied, Item>(
  items: readonly Item[],
  read: () => Promise<Found>,
  judge: (found: Found) => Outcome<Applied, Item>[],
  unread: (error: Phrase) => { reason: Phrase; found?: string[] },
): Promise<Outcome<Applied, Item>[]> {
  let found: Found;
  try {
    found = await read();
  } catch (error) {
    const why = unread(asCoupaError(error).phrase);
    return items.map((object) => ({ object, outcome: 'unknown', ...why }));
  }
  return judge(found);
}
