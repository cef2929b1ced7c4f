import { searchableList } from '../../editor/fields/combobox';
import { inputOf } from '../../editor/fields/field';
import type { Say } from '../../editor/page/say';
import type { Facts } from './facts';

/** Makes the fields of the action and of the key lists of what the catalogue knows, with what each is for. */
export function offerFromCatalogue(facts: () => Facts | undefined, say: Say): void {
  searchableList(inputOf('action'), {
    label: say('label.action'),
    none: say('action.none'),
    entries: () =>
      (facts()?.actions ?? []).map((one) => ({ value: one.action, facts: factsOfAction(one, say) })),
  });
  searchableList(inputOf('key'), {
    label: say('label.key'),
    none: say('key.none'),
    entries: () => keysIn(facts()?.key ?? '').map((value) => ({ value, facts: [] })),
  });
}

/** What is known of an action. */
export function factsOfAction(action: Facts['actions'][number], say: Say): string[] {
  const { method, path, states, repetition, scopes } = action;
  return [
    `${method} ${path}`,
    ...(states.length === 0 ? [] : [say('action.states', { states: states.join(', ') })]),
    say(`action.repetition.${repetition}`),
    scopes.join(' '),
  ].filter((fact) => fact !== '');
}

/** What `msg.file` may say with an operation; empty where nothing is known. */
export function factsOfFiles(facts: Facts | undefined, operation: string, say: Say): string {
  if (facts?.isKnown !== true) return '';
  const { attachments, uploads, downloads } = facts.files;
  if (operation === 'attach') return saidOf(uploads, 'uploads', attachments, 'attachments', say);
  return saidOf(downloads, 'downloads', attachments, 'byId', say);
}

function saidOf(
  files: readonly string[],
  some: string,
  attachments: boolean,
  otherwise: string,
  say: Say,
): string {
  if (files.length > 0) return say(`file.${some}`, { files: files.join(', ') });
  return attachments ? say(`file.${otherwise}`) : '';
}

/** All alternatives of a key together, and each of them. */
function keysIn(key: string): string[] {
  const each = key.split(';').map((one) => one.trim());
  return [...new Set([key, ...each])].filter((one) => one !== '');
}
