import { type Answer, ask } from '../../editor/ask/ask';
import { answerOr } from '../../editor/ask/catalogue';
import { partsOfUpsert } from './uses';

/** What is known of the records of a resource, as the runtime tells it. */
export type Facts = Answer<'record-facts'>;

/** What is known of a resource; `undefined`: the runtime does not tell. */
export async function loadFacts(resource: string): Promise<Facts | undefined> {
  const more = `?resource=${encodeURIComponent(resource)}`;
  const answer = await answerOr(ask({ path: 'record-facts', more }), undefined);
  return answer === undefined || answer.error ? undefined : answer;
}

/** What is chosen in the dialog, as far as it decides what is allowed. */
interface Choice {
  operation: string;
  action: string;
  onMissing: string;
  onExisting: string;
}

/** The scopes that an operation needs, separated by spaces; `undefined`: not known. */
export function scopesOf(facts: Facts | undefined, choice: Choice): string | undefined {
  if (facts === undefined) return undefined;
  const { operation, action, onMissing, onExisting } = choice;
  // What cannot be done at all, no scope allows.
  if (operation === 'markExported' && !facts.operations.includes(operation)) return undefined;
  const chosen = facts.actions.find((one) => one.action === action.trim());
  if (operation === 'action' && chosen !== undefined) return chosen.scopes.join(' ');
  if (operation === 'upsert') {
    const parts = partsOfUpsert(onMissing, onExisting);
    return [...new Set(parts.flatMap((part) => facts.scopes[part]))].join(' ');
  }
  const known = Object.entries(facts.scopes).find(([name]) => name === operation);
  return known?.[1].join(' ');
}
