import type { CoupaError } from '../../base/errors';
import type { JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { type BatchReport, carryOut, lookBack } from '../../write/carry-out';
import type { Outcome } from '../../write/outcome';
import { saidInstead } from '../../write/said-instead';
import { type WriteReport, writeAll } from '../../write/write-all';
import type { ObjectsInput } from '../model/input';
import type { Target } from '../model/objects';
import { readWriteAnswer } from '../reading/answer';
import { type Found, readBack } from '../reading/read-back';
import { findLookalikes } from './find-lookalikes';
import { matchCreated } from './match-created';
import type { Writer } from './writer';

/** One request after the other, so that the server numbers new events in the order asked. */
const parallel = 1;

/**
 * Creates objects and gives them back with the ids the server gave. A create is sent once, whatever happens: when it
 * is unknown whether it was carried out, objects of the same name and reference number are looked for and reported.
 */
export async function createObjects(
  writer: Writer,
  target: Target,
  input: ObjectsInput,
): Promise<WriteReport<JsonObject>> {
  return writeAll(input.objects, { ...writer, parallel: parallel }, (batch) =>
    createBatch(writer, target, batch, input.bare),
  );
}

async function createBatch(
  writer: Writer,
  target: Target,
  batch: readonly JsonObject[],
  bare: boolean,
): Promise<BatchReport<JsonObject>> {
  const report = await carryOut<JsonObject>({
    items: batch,
    send: () => post(writer, target, batch, bare),
    judge: async (answer) => {
      const { count, result, ids } = readWriteAnswer(answer, target, 'added');
      if (count === undefined && ids.length === 0) {
        const why =
          saidInstead(phrase`creating ${target.object.name}`, answer) ??
          phrase`The server does not say how many it created`;
        return { outcomes: await unknownOutcome(writer, target, batch, why), result };
      }
      return { outcomes: await outcomesOf(writer, target, batch, ids, count ?? ids.length), result };
    },
    findOut: (why) => unknownOutcome(writer, target, batch, why),
  });
  return report.error === undefined ? report : { ...report, error: withFate(report.error, report.outcomes) };
}

function post(writer: Writer, target: Target, batch: readonly JsonObject[], bare: boolean) {
  return writer.requester.request({
    method: 'POST',
    path: target.path,
    api: 'cso',
    body: bare ? batch[0] : { [target.object.name]: batch },
    purpose: phrase`creating ${target.object.name}`,
    repeatable: false,
    ...(writer.signal === undefined ? {} : { signal: writer.signal }),
  });
}

/** One id for each object: they are in the order sent. Fewer: what was created is read back and matched. */
async function outcomesOf(
  writer: Writer,
  target: Target,
  batch: readonly JsonObject[],
  ids: readonly string[],
  count: number,
): Promise<Outcome<JsonObject>[]> {
  if (ids.length === batch.length && count >= ids.length)
    return batch.map((object, index) => ({ applied: { ...object, id: ids[index] } }));
  const why = phrase`The server created ${count} of ${batch.length}`;
  if (ids.length < count)
    return unknownOutcome(writer, target, batch, phrase`${why} and gave ${ids.length} ids`);
  if (ids.length === 0) return batch.map((object) => noneOfThem(object, why));
  return lookBack(
    batch,
    () => readBack(writer, target, ids),
    (found) => matched(batch, found, why),
    (error) => ({
      reason: phrase`${why} (${ids.join(', ')}); which is unknown, since reading them back failed: ${error}`,
      found: [...ids],
    }),
  );
}

function noneOfThem(object: JsonObject, why: Phrase): Outcome<JsonObject> {
  return { object, outcome: 'refused', reason: phrase`${why}; this is none of them` };
}

function matched(batch: readonly JsonObject[], found: Found, why: Phrase): Outcome<JsonObject>[] {
  const { idOfObject, unmatched } = matchCreated(batch, found);
  return batch.map((object, index) => {
    const id = idOfObject.get(index);
    if (id !== undefined) return { applied: { ...object, id } };
    if (unmatched.length === 0) return noneOfThem(object, why);
    const reason = phrase`${why}; this may be one of ${unmatched.join(', ')}, which differ from everything that was sent`;
    return { object, reason, outcome: 'unknown', found: unmatched };
  });
}

/** Nobody can say whether these were created; says what is there that looks like them. */
function unknownOutcome(
  writer: Writer,
  target: Target,
  batch: readonly JsonObject[],
  why: Phrase,
): Promise<Outcome<JsonObject>[]> {
  const head = phrase`Unknown outcome: ${why}`;
  return lookBack(
    batch,
    () => findLookalikes(writer, target, batch),
    (lookalikes) => batch.map((object, index) => resembling(object, lookalikes[index] ?? [], head)),
    (error) => ({ reason: phrase`${head}. Reading back failed: ${error}` }),
  );
}

function resembling(object: JsonObject, found: string[], head: Phrase): Outcome<JsonObject> {
  const seen =
    found.length === 0
      ? phrase`Nothing of this name and reference number was there just now; it may still appear`
      : phrase`Of this name and reference number there is now: ${found.join(', ')}`;
  return { object, reason: phrase`${head}. ${seen}.`, outcome: 'unknown', found };
}

/** What nobody knows of the first object says more than how the connection was lost. */
function withFate(error: CoupaError, outcomes: readonly Outcome<JsonObject>[]): CoupaError {
  const [first] = outcomes;
  if (first === undefined || 'applied' in first || first.outcome !== 'unknown') return error;
  return error.with({ phrase: first.reason, outcome: 'unknown' });
}
