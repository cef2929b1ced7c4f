import type { JsonObject } from '../../base/json';
import { ownField } from '../../base/json';
import { type Phrase, phrase, type Text } from '../../base/text/phrase';
import { type BatchReport, carryOut, lookBack } from '../../write/carry-out';
import { unmetFields } from '../../write/compare';
import type { Outcome } from '../../write/outcome';
import { mayStillHappen } from '../../write/request-failure';
import { type WriteReport, writeAll } from '../../write/write-all';
import type { ObjectsInput } from '../model/input';
import { objectPath, type Target } from '../model/objects';
import { readWriteAnswer } from '../reading/answer';
import { readBack } from '../reading/read-back';
import type { Writer } from './writer';

/** Updates may pass each other: no two of one message are about the same object. */
const parallel = 4;

/**
 * Updates objects. The server may apply some and pass over others in silence; when it says that it applied fewer
 * than it was sent, or does not say, the objects are read back and compared with what was asked.
 */
export async function updateObjects(
  writer: Writer,
  target: Target,
  input: ObjectsInput,
): Promise<WriteReport<JsonObject>> {
  return writeAll(input.objects, { ...writer, parallel: parallel }, (batch) =>
    updateBatch(writer, target, batch, input.bare),
  );
}

function updateBatch(
  writer: Writer,
  target: Target,
  batch: readonly JsonObject[],
  bare: boolean,
): Promise<BatchReport<JsonObject>> {
  return carryOut<JsonObject>({
    items: batch,
    send: () => put(writer, target, batch, bare),
    judge: async (answer) => {
      const { count, result } = readWriteAnswer(answer, target, 'updated');
      if (count !== undefined && count >= batch.length) return { outcomes: batch.map(applied), result };
      const why =
        count === undefined
          ? phrase`The server does not say how many it updated`
          : phrase`The server updated ${count} of ${batch.length}`;
      return { outcomes: await compare(writer, target, batch, why), result };
    },
    findOut: (why, error) => compare(writer, target, batch, why, mayStillHappen(error)),
  });
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

/** Reads the objects back; what was asked for and is there was applied. What is not there may still come while it is open. */
function compare(
  writer: Writer,
  target: Target,
  batch: readonly JsonObject[],
  why: Phrase,
  isOpen = false,
): Promise<Outcome<JsonObject>[]> {
  const ids = batch.map((object) => String(object['id']));
  return lookBack(
    batch,
    () => readBack(writer, target, ids),
    (found) => batch.map((object) => judge(object, found.get(String(object['id'])), why, isOpen)),
    (error) => ({
      reason: phrase`${why}; which were applied is unknown, since reading them back failed: ${error}`,
    }),
  );
}

function judge(
  object: JsonObject,
  present: JsonObject | undefined,
  why: Phrase,
  isOpen: boolean,
): Outcome<JsonObject> {
  if (present === undefined)
    return { object, outcome: 'refused', reason: phrase`${why}; there is no such object` };
  const unmet = unmetFields(object, present);
  if (unmet.length === 0) return applied(object);
  const differences = unmet.map(
    (name) => phrase`${name} is ${shown(ownField(present, name))}, not ${shown(ownField(object, name))}`,
  );
  return {
    object,
    outcome: isOpen ? 'unknown' : 'refused',
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
