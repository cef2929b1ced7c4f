import { type Phrase, phrase } from '../../base/text/phrase';
import { findOperation } from '../../catalogue/write-operations';
import { recordIn } from '../../write/record-in';
import { saidInstead } from '../../write/said-instead';
import type { Item } from '../model/item';
import { recordPath } from '../model/target';
import { lookAt } from '../reading/look-at';
import type { Plan, RecordOutcome } from '../work/plan';
import { queryOf, type Work } from '../work/work';

/**
 * Deletes one record by its id and by nothing else; it cannot be undone. A second one finds nothing more to delete. Where the answer is
 * neither empty nor the record, it is looked whether it is still there.
 */
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
      if (answer.body === undefined || recordIn(answer.body, id) !== undefined) return gone;
      const why = phrase`${purpose.atStart()}: the tenant answered HTTP ${answer.statusCode} without that record`;
      return findOut(saidInstead(purpose, answer) ?? why);
    },
    findOut,
  };
}
