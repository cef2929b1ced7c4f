import { CoupaError } from '../../base/errors';
import type { JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { type BatchReport, carryOut, lookBack } from '../../write/carry-out';
import type { Outcome } from '../../write/outcome';
import { mayStillHappen } from '../../write/request-failure';
import { type WriteReport, writeAll } from '../../write/write-all';
import type { IdsInput } from '../model/input';
import { objectPath, type Target } from '../model/objects';
import { readWriteAnswer } from '../reading/answer';
import { type Found, readBack } from '../reading/read-back';
import type { Writer } from './writer';

const parallel = 4;

/**
 * Deletes objects by their ids and by nothing else; it cannot be undone. When the server says that it deleted fewer
 * than it was sent, or does not say, it is asked which are still there.
 *
 * @throws {CoupaError} `COUPA_VALIDATION` when the kind cannot be deleted or there are more than `maxDeletes`.
 */
export async function deleteObjects(
  writer: Writer,
  target: Target,
  input: IdsInput,
  maxDeletes: number,
): Promise<WriteReport<string>> {
  refuseUndeletable(target);
  refuseTooMany(target, input.ids.length, maxDeletes);
  const items = input.ids.map((id): JsonObject => ({ id }));
  return writeAll(items, { ...writer, parallel: parallel }, (batch) =>
    deleteBatch(
      writer,
      target,
      batch.map(({ id }) => String(id)),
      input.bare,
    ),
  );
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

function deleteBatch(
  writer: Writer,
  target: Target,
  ids: readonly string[],
  bare: boolean,
): Promise<BatchReport<string>> {
  return carryOut<string>({
    items: ids.map((id) => ({ id })),
    send: () => send(writer, target, ids, bare),
    judge: async (answer) => {
      const { count, result } = readWriteAnswer(answer, target, 'deleted');
      if (count !== undefined && count >= ids.length) return { outcomes: ids.map(gone), result };
      const why =
        count === undefined
          ? phrase`The server does not say how many it deleted`
          : phrase`The server deleted ${count} of ${ids.length}`;
      return { outcomes: await lookFor(writer, target, ids, { why, deleted: count }), result };
    },
    findOut: (why, error) => lookFor(writer, target, ids, { why, isOpen: mayStillHappen(error) }),
  });
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

/** What is known of a delete when it is looked what is still there. */
interface Ended {
  why: Phrase;
  /** How many the server says that it deleted. */
  deleted?: number | undefined;
  /** Whether it may still be carried out. */
  isOpen?: boolean;
}

function lookFor(
  writer: Writer,
  target: Target,
  ids: readonly string[],
  { why, deleted = 0, isOpen = false }: Ended,
): Promise<Outcome<string>[]> {
  const judge = (found: Found): Outcome<string>[] =>
    ids.map((id) => {
      if (found.get(id) === undefined) return gone(id);
      const outcome = isOpen ? 'unknown' : 'refused';
      return { object: { id }, outcome, reason: phrase`${why}; it is still there` };
    });
  return lookBack(
    ids.map((id) => ({ id })),
    () => readBack(writer, target, ids, deleted),
    judge,
    (error) => ({
      reason: phrase`${why}; which are gone is unknown, since reading them back failed: ${error}`,
    }),
  );
}

function gone(id: string): Outcome<string> {
  return { applied: id };
}
