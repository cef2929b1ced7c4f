import { make } from '../page/make';
import type { Say } from '../page/say';

/** The parts of the import dialog that are always there. */
export interface Form {
  whole: HTMLElement;
  /** Where a configuration is pasted. */
  text: HTMLTextAreaElement;
  /** What is being done, or came of it. */
  status: HTMLElement;
  /** What can be chosen, and what was found. */
  result: HTMLElement;
}

/** Makes the parts of the import dialog. */
export function buildForm(say: Say): Form {
  const id = 'coupa-import';
  const text = make('textarea', {
    id: `${id}-text`,
    rows: rowsOf('empty'),
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': `${id}-hint`,
  });
  const status = make('div', { id: `${id}-status`, role: 'status' });
  const result = make('div', { id: `${id}-result` });
  const whole = make(
    'div',
    { class: 'coupa-dialog coupa-import', id: `${id}-dialog` },
    make('label', { for: text.id }, say('import.text')),
    make('p', { class: 'coupa-import-hint', id: `${id}-hint` }, say('import.hint')),
    text,
    status,
    result,
  );
  return { whole, text, status, result };
}

/** Lines of the text's field: what was read makes room for what was found in it. */
export function rowsOf(state: 'empty' | 'read'): number {
  if (window.innerHeight < 600) return 4;
  return state === 'empty' ? 20 : 6;
}
