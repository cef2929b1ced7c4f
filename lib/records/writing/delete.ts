import { type Phrase, phrase } from '../../base/text/phrase';
import { findOperation } from '../../catalogue/write-operations';
import { saidInstead } from '../../write/said-instead';
import type { Item } from '../model/item';
import { recordPath } from '../model/target';
import type { Plan, RecordOutcome } from '../work/plan';
import { queryOf, type Work } from '../work/work';
import { lookAt } from './update';

/** Deletes one record by its id and by nothing else; it cannot be undone. A second one finds nothing more to delete. */
export function planDelete(work: Work, item: Item, id: string): Plan {
  const { target } = work;
  const gone: RecordOutcome = { applied: { how: 'deleted', id, payload: item.toldId } };
  const purpose = phrase`deleting ${target.resource} ${id}`;
  const findOut = (why: Phrase) => {
    const head = phrase`Unknown outcome: ${why}`;
    const reason = phrase`${head}. It is still there; it may still be deleted.`;
    const isThere = (): RecordOutcome => ({ object: item.given, outcome: 'unknown', reason, found: [id] });
    return lookAt(work, item, id, head, isThere, gone);
  };
  const method = findOperation(target.resource, 'delete')?.methods[0] ?? 'DELETE';
  return {
    request: { method, path: `${recordPath(target, id)}${queryOf(work.parameters)}` },
    purpose,
    as: 'delete',
    repeatable: true,
    judge: (answer) => {
      const said = saidInstead(purpose, answer);
      return said === undefined ? gone : findOut(said);
    },
    findOut,
  };
}
