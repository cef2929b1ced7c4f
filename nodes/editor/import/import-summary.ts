import type { Answer } from '../ask/ask';
import { make } from '../page/make';
import type { Say } from '../page/say';
import { verdict } from '../page/verdict';

/** What a pasted configuration is, in a line; or why nothing can be imported of it. */
export function summaryOf(read: Answer<'import'>, say: Say): HTMLElement {
  const { name, element, interval, isScheduled, resources } = read;
  // What was repaired on the way to nothing helps nobody.
  if (resources.length === 0) return verdict('error', say('import.nothing'), ...reasons(read));
  const untimed = isScheduled ? say('import.bySchedule') : say('import.byHand');
  const every = interval === 0 ? untimed : say('import.everyMinutes', { number: interval });
  // What only writes has no times.
  const times = interval === undefined ? '' : every;
  const facts = [name, element, say('import.resources', { number: resources.length }), times];
  return make('p', { class: 'coupa-import-summary' }, facts.filter(Boolean).join(' · '));
}

/** Why nothing can be imported, each reason once. */
function reasons({ findings }: Answer<'import'>): string[] {
  const grave = findings.filter(({ severity }) => severity === 'error');
  return [...new Set(grave.map(({ message }) => message))];
}
