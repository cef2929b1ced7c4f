import { CoupaError } from '../../base/errors';
import type { JsonObject } from '../../base/json';
import { type Phrase, phrase } from '../../base/text/phrase';
import { lookBack } from '../../write/carry-out';
import type { Item } from '../model/item';
import type { RecordOutcome } from '../work/plan';
import { readRecord, type Work } from '../work/work';

/** Reads a record to see what became of a write. */
export async function lookAt(
  work: Work,
  item: Item,
  id: string,
  head: Phrase,
  judgeRecord: (record: JsonObject) => RecordOutcome,
  gone?: RecordOutcome,
): Promise<RecordOutcome> {
  const { target } = work;
  const [outcome] = await lookBack(
    [item.given],
    () => readOrNothing(work, id),
    (record): RecordOutcome[] => {
      if (record !== undefined) return [judgeRecord(record)];
      const reason = phrase`${head}. There is no ${target.resource} ${id}.`;
      return [gone ?? { object: item.given, outcome: 'refused', reason }];
    },
    (error) => ({ reason: phrase`${head}. Reading it back failed: ${error}`, found: [id] }),
  );
  return outcome ?? { object: item.given, outcome: 'unknown', reason: head };
}

/** @returns `undefined` when there is no such record, which only a 404 says */
export async function readOrNothing(work: Work, id: string): Promise<JsonObject | undefined> {
  try {
    return await readRecord(work, id);
  } catch (error) {
    if (error instanceof CoupaError && error.code === 'COUPA_NOT_FOUND') return undefined;
    throw error;
  }
}
