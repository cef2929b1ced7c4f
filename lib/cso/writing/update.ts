import type { CoupaError } from '../../base/errors';
import { type JsonObject, ownField, unmetFields } from '../../base/json';
import { type Phrase, phrase, type Text } from '../../base/text/phrase';
import { asCoupaError, clause, mayHaveHappened } from '../../write/request-failure';
import { type BatchReport, type Outcome, type WriteReport, writeInBatches } from '../../write/write-all';
import { doing, type ObjectsInput } from '../model/input';
import { objectPath, type Target } from '../model/objects';
import { readWriteAnswer } from '../reading/answer';
import { type Found, readBack } from '../reading/read-back';
import type { Writer } from './writer';

/** Updates may pass each other: no two of one message are about the same object. */
const PARALLEL = 4;

/**
 * Updates objects. The server may apply some and pass over others in silence; when it says that it applied fewer
 * than it was sent, or does not say, the objects are read back and compared with what was asked.
 *
 * @throws {CoupaError} when the write failed as a whole.
 */
export async function updateObjects(
  writer: Writer,
  target: Target,
  input: ObjectsInput,
): Promise<WriteReport<JsonObject>> {
  const options = { ...writer, doing: doing(target.object, 'update'), parallel: PARALLEL };
  return writeInBatches(input.objects, options, (batch) => updateBatch(writer, target, batch, input.bare));
}

async function updateBatch(
  writer: Writer,
  target: Target,
  batch: readonly JsonObject[],
  bare: boolean,
): Promise<BatchReport<JsonObject>> {
  try {
    const answer = await put(writer, target, batch, bare);
    const { count, result } = readWriteAnswer(answer, target, 'updated');
    const { statusCode } = answer;
    if (count !== undefined && count >= batch.length)
      return { outcomes: batch.map(applied), result, statusCode };
    const why =
      count === undefined
        ? phrase`The server does not say how many it updated`
        : phrase`The server updated ${count} of ${batch.length}`;
    return { outcomes: await compare(writer, target, batch, why), result, statusCode };
  } catch (thrown) {
    return failedBatch(writer, target, batch, asCoupaError(thrown));
  }
}

function put(writer: Writer, target: Target, batch: readonly JsonObject[], bare: boolean) {
  const one = bare ? batch[0] : undefined;
  return writer.requester.request({
    method: 'PUT',
    path: one === undefined ? target.path : objectPath(target, String(one['id'])),
    api: 'cso',
    body: one ?? { [target.object.name]: batch },
    purpose: phrase`updating ${target.object.name}`,
    repeatable: false,
    ...(writer.signal === undefined ? {} : { signal: writer.signal }),
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
  return { ...report, outcomes: await compare(writer, target, batch, clause(error)) };
}

/** Reads the objects back; what was asked for and is there was applied. */
async function compare(
  writer: Writer,
  target: Target,
  batch: readonly JsonObject[],
  why: Phrase,
): Promise<Outcome<JsonObject>[]> {
  let found: Found;
  try {
    found = await readBack(
      writer,
      target,
      batch.map((object) => String(object['id'])),
    );
  } catch (thrown) {
    const reason = phrase`${why}; which were applied is unknown, since reading them back failed: ${asCoupaError(thrown).phrase}`;
    return batch.map((object) => ({ object, reason, outcome: 'unknown' }));
  }
  return batch.map((object) => judge(object, found.get(String(object['id'])), why));
}

function judge(object: JsonObject, present: JsonObject | undefined, why: Phrase): Outcome<JsonObject> {
  if (present === undefined) return { object, reason: phrase`${why}; there is no such object` };
  const unmet = unmetFields(object, present);
  if (unmet.length === 0) return applied(object);
  const differences = unmet.map(
    (name) => phrase`${name} is ${shown(ownField(present, name))}, not ${shown(ownField(object, name))}`,
  );
  return {
    object,
    reason: phrase`${why}; ${differences.reduce((before, next) => phrase`${before}, ${next}`)}`,
  };
}

function applied(object: JsonObject): Outcome<JsonObject> {
  return { applied: object };
}

function shown(value: unknown): Text {
  if (value === undefined) return phrase`empty`;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
