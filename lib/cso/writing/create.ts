import { CoupaError } from '../../base/errors';
import { isJsonObject, type JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { asCoupaError, clause, mayHaveHappened } from '../../write/request-failure';
import {
  type BatchReport,
  type NotApplied,
  type Outcome,
  type WriteReport,
  writeInBatches,
} from '../../write/write-all';
import { doing, type ObjectsInput } from '../model/input';
import type { Target } from '../model/objects';
import { readWriteAnswer } from '../reading/answer';
import { type Found, readBack } from '../reading/read-back';
import { findLookalikes } from './find-lookalikes';
import { matchCreated } from './match-created';
import type { Writer } from './writer';

/** One request after the other, so that the server numbers new events in the order asked. */
const PARALLEL = 1;

/**
 * Creates objects and gives them back with the ids the server gave. A create is sent once, whatever happens: when it
 * is unknown whether it was carried out, objects of the same name and reference number are looked for and reported.
 *
 * @throws {CoupaError} when the write failed as a whole.
 */
export async function createObjects(
  writer: Writer,
  target: Target,
  input: ObjectsInput,
): Promise<WriteReport<JsonObject>> {
  const options = { ...writer, doing: doing(target.object, 'create'), parallel: PARALLEL };
  return writeInBatches(input.objects, options, (batch) => createBatch(writer, target, batch, input.bare));
}

async function createBatch(
  writer: Writer,
  target: Target,
  batch: readonly JsonObject[],
  bare: boolean,
): Promise<BatchReport<JsonObject>> {
  try {
    const answer = await writer.requester.request({
      method: 'POST',
      path: target.path,
      api: 'cso',
      body: bare ? batch[0] : { [target.object.name]: batch },
      purpose: phrase`creating ${target.object.name}`,
      repeatable: false,
      ...(writer.signal === undefined ? {} : { signal: writer.signal }),
    });
    const { count, result, ids } = readWriteAnswer(answer, target, 'added');
    const outcomes = await outcomesOf(writer, target, batch, ids, count ?? ids.length);
    return { outcomes, result, statusCode: answer.statusCode };
  } catch (thrown) {
    return failedBatch(writer, target, batch, asCoupaError(thrown));
  }
}

/** One id for each object: they are in the order sent. Fewer: what was created is read back and matched. */
async function outcomesOf(
  writer: Writer,
  target: Target,
  batch: readonly JsonObject[],
  ids: readonly string[],
  count: number,
): Promise<Outcome<JsonObject>[]> {
  if (ids.length === batch.length)
    return batch.map((object, index) => ({ applied: { ...object, id: ids[index] } }));
  const why = phrase`The server created ${count} of ${batch.length}`;
  if (ids.length < count)
    return unknownOutcome(writer, target, batch, phrase`${why} and gave ${ids.length} ids`);
  if (ids.length === 0)
    return batch.map((object) => ({ object, reason: phrase`${why}; this is none of them` }));
  let found: Found;
  try {
    found = await readBack(writer, target, ids);
  } catch (thrown) {
    const reason = phrase`${why} (${ids.join(', ')}); which is unknown, since reading them back failed: ${asCoupaError(thrown).phrase}`;
    return batch.map((object) => ({ object, reason, outcome: 'unknown', found: [...ids] }));
  }
  return matched(batch, found, why);
}

function matched(batch: readonly JsonObject[], found: Found, why: Phrase): Outcome<JsonObject>[] {
  const { idOfObject, unmatched } = matchCreated(batch, found);
  return batch.map((object, index) => {
    const id = idOfObject.get(index);
    if (id !== undefined) return { applied: { ...object, id } };
    if (unmatched.length === 0) return { object, reason: phrase`${why}; this is none of them` };
    const reason = phrase`${why}; this may be one of ${unmatched.join(', ')}, which differ from everything that was sent`;
    return { object, reason, outcome: 'unknown', found: unmatched };
  });
}

async function failedBatch(
  writer: Writer,
  target: Target,
  batch: readonly JsonObject[],
  error: CoupaError,
): Promise<BatchReport<JsonObject>> {
  const { statusCode } = error;
  const report = { result: [], error, ...(statusCode === undefined ? {} : { statusCode }) };
  if (!mayHaveHappened(error)) {
    return { ...report, outcomes: batch.map((object) => ({ object, reason: error.phrase })) };
  }
  const outcomes = await unknownOutcome(writer, target, batch, clause(error));
  return { ...report, error: withOutcome(error, outcomes), outcomes };
}

/** Nobody can say whether these were created; says what is there that looks like them. */
async function unknownOutcome(
  writer: Writer,
  target: Target,
  batch: readonly JsonObject[],
  why: Phrase,
): Promise<NotApplied[]> {
  const head = phrase`Unknown outcome: ${why}`;
  let lookalikes: string[][];
  try {
    lookalikes = await findLookalikes(writer, target, batch);
  } catch (thrown) {
    const reason = phrase`${head}. Reading back failed: ${asCoupaError(thrown).phrase}`;
    return batch.map((object) => ({ object, reason, outcome: 'unknown' }));
  }
  return batch.map((object, index) => {
    const found = lookalikes[index] ?? [];
    const seen =
      found.length === 0
        ? phrase`Nothing of this name and reference number was there just now; it may still appear`
        : phrase`Of this name and reference number there is now: ${found.join(', ')}`;
    return { object, reason: phrase`${head}. ${seen}.`, outcome: 'unknown', found };
  });
}

function withOutcome(error: CoupaError, outcomes: NotApplied[]): CoupaError {
  const first = outcomes[0];
  const message = first === undefined ? error.phrase : first.reason;
  const details = isJsonObject(error.details) ? error.details : { messages: error.details };
  return new CoupaError(error.code, message, {
    details: { ...details, outcome: 'unknown' },
    cause: error.cause,
    ...(error.statusCode === undefined ? {} : { statusCode: error.statusCode }),
  });
}
