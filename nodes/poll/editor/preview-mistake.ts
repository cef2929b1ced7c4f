import type { Said } from '../../../lib/base/text/said';
import type { PreviewMistake } from '../../../lib/poll/inspect/previewed';
import { make } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { verdict } from '../../editor/page/verdict';

/** What is wrong in a dialog, and, of a URL, where. */
export function describeMistake(mistake: Said<PreviewMistake>, url: string, say: Say): HTMLElement[] {
  const { message, property } = mistake;
  const label = property === undefined ? undefined : labelOf(property);
  // Flows call it by its property; in the dialog it has a name.
  const named = new RegExp(`(["„«「]\\s?)${property}(?=\\s?["“»」])`);
  const sentence = label ? message.replace(named, (_, quote) => quote + label) : message;
  const title = label ? say('preview.mistakeIn', { label }) : say('preview.mistake');
  return [...underlined(mistake, url), verdict('error', title, sentence)];
}

function underlined({ position, length = 0 }: Said<PreviewMistake>, url: string): HTMLElement[] {
  if (position === undefined || length <= 0 || url === '') return [];
  const end = position + length;
  const wrong = make('mark', { class: 'coupa-wrong' }, url.slice(position, end));
  return [make('p', { class: 'coupa-url' }, url.slice(0, position), wrong, url.slice(end))];
}

/** What the dialog calls a property of the node. */
function labelOf(property: string): string | undefined {
  return document.querySelector(`label[for="node-input-${property}"]`)?.textContent?.trim();
}
