import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { asCoupaError, clause, mayHaveHappened } from '../../write/request-failure';
import { type BatchReport, type Outcome, type WriteReport, writeInBatches } from '../../write/write-all';
import { doing, type IdsInput } from '../model/input';
import { objectPath, type Target } from '../model/objects';
import { readWriteAnswer } from '../reading/answer';
import { type Found, readBack } from '../reading/read-back';
import type { Writer } from './writer';

const PARALLEL = 4;

/**
 * Deletes objects by their ids and by nothing else; it cannot be undone. When the server says that it deleted fewer
 * than it was sent, or does not say, it is asked which are still there.
 *
 * @throws {CoupaError} `COUPA_VALIDATION` when the kind cannot be deleted or there are more than `maxDeletes`; else when the
 *   write failed as a whole.
 */
export async function deleteObjects(
  writer: Writer,
  target: Target,
  input: IdsInput,
  maxDeletes: number,
): Promise<WriteReport<string>> {
  refuseUndeletable(target);
  refuseTooMany(target, input.ids.length, maxDeletes);
  const options = { ...writer, doing: doing(target.object, 'delete'), parallel: PARALLEL };
  return writeInBatches(input.ids, options, (batch) => deleteBatch(writer, target, batch, input.bare));
}

/** @throws {CoupaError} `COUPA_VALIDATION` with the reason, for kinds that the API cannot delete. */
export function refuseUndeletable({ object }: Target): void {
  if (object.undeletable === undefined) return;
  throw new CoupaError(
    'COUPA_VALIDATION',
    phrase`Deleting ${object.name}: nothing was sent, ${object.undeletable}.`,
  );
}

function refuseTooMany({ object }: Target, count: number, maxDeletes: number): void {
  if (count <= maxDeletes) return;
  throw new CoupaError(
    'COUPA_VALIDATION',
    phrase`Deleting ${object.name}: the message names ${count}, and this node deletes at most ${maxDeletes} at once. Nothing was sent. If that is what you want, raise "Delete at most" in the node.`,
    { details: { requested: count, maxDeletes } },
  );
}

async function deleteBatch(
  writer: Writer,
  target: Target,
  ids: readonly string[],
  bare: boolean,
): Promise<BatchReport<string>> {
  try {
    const answer = await send(writer, target, ids, bare);
    const { count, result } = readWriteAnswer(answer, target, 'deleted');
    const { statusCode } = answer;
    if (count !== undefined && count >= ids.length) return { outcomes: ids.map(gone), result, statusCode };
    const why =
      count === undefined
        ? phrase`The server does not say how many it deleted`
        : phrase`The server deleted ${count} of ${ids.length}`;
    return { outcomes: await lookFor(writer, target, ids, why, count), result, statusCode };
  } catch (thrown) {
    return failedBatch(writer, target, ids, asCoupaError(thrown));
  }
}

function send(writer: Writer, target: Target, ids: readonly string[], bare: boolean) {
  const one = bare ? ids[0] : undefined;
  return writer.requester.request({
    method: 'DELETE',
    path: one === undefined ? target.path : objectPath(target, one),
    api: 'cso',
    ...(one === undefined ? { body: { [target.object.name]: ids.map((id) => ({ id })) } } : {}),
    purpose: phrase`deleting ${target.object.name}`,
    repeatable: false,
    ...(writer.signal === undefined ? {} : { signal: writer.signal }),
  });
}

async function failedBatch(
  writer: Writer,
  target: Target,
  ids: readonly string[],
  error: CoupaError,
): Promise<BatchReport<string>> {
  const { statusCode } = error;
  const report = { result: [], error, ...(statusCode === undefined ? {} : { statusCode }) };
  if (mayHaveHappened(error)) {
    return { ...report, outcomes: await lookFor(writer, target, ids, clause(error)) };
  }
  return { ...report, outcomes: ids.map((id) => ({ object: { id }, reason: error.phrase })) };
}

async function lookFor(
  writer: Writer,
  target: Target,
  ids: readonly string[],
  why: Phrase,
  deleted = 0,
): Promise<Outcome<string>[]> {
  let found: Found;
  try {
    found = await readBack(writer, target, ids, deleted);
  } catch (thrown) {
    const reason = phrase`${why}; which are gone is unknown, since reading them back failed: ${asCoupaError(thrown).phrase}`;
    return ids.map((id) => ({ object: { id }, reason, outcome: 'unknown' }));
  }
  return ids.map((id) => {
    const present = found.get(id);
    return present === undefined ? gone(id) : { object: { id }, reason: phrase`${why}; it is still there` };
  });
}

function gone(id: string): Outcome<string> {
  return { applied: id };
}
