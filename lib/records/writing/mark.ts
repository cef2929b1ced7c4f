import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { type ExportedMark, exportedMark } from '../../catalogue/exported-mark';
import type { Answer } from '../../ports/requester';
import { leftUnmarked, markRequest } from '../../write/mark';
import { recordIn } from '../../write/record-in';
import { saidInstead } from '../../write/said-instead';
import type { Item } from '../model/item';
import type { Target } from '../model/target';
import { lookAt } from '../reading/look-at';
import type { Plan, RecordOutcome } from '../work/plan';
import type { Work } from '../work/work';

/** Coupa: a small answer is enough to see the flag. */
const shortAnswer = `fields=${encodeURIComponent('["id","exported"]')}`;

/**
 * How records are marked as exported.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when they have no such flag, or it cannot be taken back.
 */
export function markOf({ resource }: Target, exported: boolean): ExportedMark {
  const mark = exportedMark(resource);
  if (mark === undefined) {
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`Marking ${resource} as exported: their records have no exported flag. Remember the updated date instead, as a poll does.`,
      { reason: { kind: 'setting', property: 'resource' } },
    );
  }
  if (exported || mark.query) return mark;
  throw new CoupaError(
    'COUPA_CONFIG',
    phrase`Marking ${resource}: Coupa has no way to take this mark back. Nothing was sent.`,
    { reason: { kind: 'setting', property: 'operation' } },
  );
}

/** Sends the mark and nothing else. */
export function planMark(work: Work, item: Item, id: string): Plan {
  const { target, exported } = work;
  const mark = markOf(target, exported);
  const purpose = phrase`marking ${target.resource} ${id} as exported`;
  const look = (why: Phrase) => findOut(work, item, id, phrase`Unknown outcome: ${why}`);
  return {
    request: markRequest(mark, id, exported, [shortAnswer, ...work.parameters]),
    purpose,
    as: 'markExported',
    repeatable: true,
    judge: (answer) => {
      const { body, statusCode } = answer;
      if (body === undefined || body === null || recordIn(body, id) !== undefined)
        return judge(work, item, id, answer);
      const why = phrase`${purpose.atStart()}: the tenant answered HTTP ${statusCode} without that record`;
      return look(saidInstead(purpose, answer) ?? why);
    },
    findOut: look,
  };
}

function judge(work: Work, item: Item, id: string, answer: Answer): RecordOutcome {
  const { settings, target, exported } = work;
  const reason = settings.verify ? leftUnmarked(answer, { ...target, id }, exported) : undefined;
  return reason === undefined ? marked(item) : { object: item.given, outcome: 'refused', reason };
}

function findOut(work: Work, item: Item, id: string, head: Phrase): Promise<RecordOutcome> {
  return lookAt(work, item, id, head, ({ exported }) => {
    if (String(exported) === String(work.exported)) return marked(item);
    const reason = phrase`${head}. Its exported flag is ${String(exported)}; it may still change.`;
    return { object: item.given, outcome: 'unknown', reason, found: [id] };
  });
}

function marked({ id, toldId }: Item): RecordOutcome {
  return { applied: { how: 'marked', id, payload: toldId } };
}
