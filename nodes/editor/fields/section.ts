import type { Say } from '../page/say';
import { changesIn, fieldsIn, type LineOptions } from './section-line';

/** What the lines of the sections are made with. */
export interface SectionOptions {
  say: Say;
  /** By property, as they are now. */
  defaults: () => Record<string, unknown>;
  /** Say a property's value in words of their own. */
  summaries?: LineOptions['summaries'];
}

/**
 * Folding parts of a dialog (`<details data-coupa-section>`), each with a line that says what in it differs from the
 * defaults, so that nobody has to open them to see that there is nothing.
 *
 * @returns writes the lines anew
 */
export function foldSections(
  dialog: HTMLElement,
  { say, defaults, summaries = {} }: SectionOptions,
): () => void {
  const update = () => {
    const options = { presets: defaults(), say, summaries };
    for (const section of dialog.querySelectorAll('details[data-coupa-section]')) {
      const line = section.querySelector<HTMLElement>('.coupa-section-line');
      // A part without fields has a line of another kind.
      if (line && fieldsIn(section).length > 0) showLine(line, changesIn(section, options), say);
    }
  };
  // What is unfolded at the bottom would stay below the edge.
  const reveal = ({ target }: Event) => {
    if (!(target instanceof HTMLDetailsElement)) return;
    const isByUser = target.querySelector('summary') === document.activeElement;
    if (target.open && target.dataset['coupaSection'] && isByUser)
      target.scrollIntoView({ block: 'nearest' });
  };
  dialog.addEventListener('toggle', reveal, true);
  dialog.addEventListener('input', update);
  $(dialog).on('change', update);
  update();
  return update;
}

function showLine(line: HTMLElement, changes: string[], say: Say): void {
  const isChanged = changes.length > 0;
  const text = isChanged ? changes.join(' · ') : say('section.defaults');
  line.textContent = text;
  line.title = isChanged ? text : '';
  line.classList.toggle('coupa-changed', isChanged);
}
