import type { Say } from '../../editor/page/say';
import { verdict } from '../../editor/page/verdict';
import { isOpen } from './choices';
import type { Facts } from './facts';

/** What a dialog says. */
export interface Chosen {
  operation: string;
  action: string;
  key: string;
}

/** What is to be minded of what was chosen, as boxes. */
export function tipsFor(facts: Facts | undefined, chosen: Chosen, say: Say): HTMLElement[] {
  return keysOfTips(facts, chosen).map((name) => verdict('warning', say(`tip.${name}`)));
}

function keysOfTips(facts: Facts | undefined, { operation, action, key }: Chosen): string[] {
  const tips = operation === 'delete' ? ['delete'] : [];
  if (facts?.isKnown !== true || isOpen(operation)) return tips;
  const isThere = facts.operations.some((one) => one === operation);
  if (operation === 'markExported' && !isThere) return [...tips, 'noMark'];
  const isNamed = operation !== 'action' || action === '' || action.includes('$');
  const isKnownAction = facts.actions.some((one) => one.action === action.trim());
  if (operation === 'action' ? !isNamed && !isKnownAction : !isThere) tips.push('undocumented');
  if (operation === 'upsert' && key.trim() === '' && facts.key === '') tips.push('noKey');
  if (operation === 'create' && key.trim() === '' && facts.key === '') tips.push('noKeyToFind');
  return tips;
}
