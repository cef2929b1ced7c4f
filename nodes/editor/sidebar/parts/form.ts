import { make, smallButton } from '../../page/make';
import type { Say } from '../../page/say';

/** A small form below a button, which takes its place until it is answered. */
export interface AskedFor {
  /** Its name, for a screen reader. */
  name: string;
  /** What is asked, and the fields. */
  content: HTMLElement[];
  /** What the button says that does it. */
  act: string;
  done: () => void;
}

/**
 * Shows a form in a place, and gives it the focus; Escape and *Cancel* take it away, and the focus goes back to where it was.
 */
export function askFor(place: HTMLElement, { name, content, act, done }: AskedFor, say: Say): void {
  const before = document.activeElement;
  const close = () => {
    place.replaceChildren();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
  const go = smallButton({ type: 'submit' }, act);
  const cancel = smallButton({}, say('sidebar.cancel'));
  cancel.addEventListener('click', close);
  const form = make(
    'form',
    { class: 'coupa-panel coupa-asked', 'aria-label': name },
    ...content,
    make('p', { class: 'coupa-row-buttons' }, go, cancel),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    close();
    done();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  });
  place.replaceChildren(form);
  const first = form.querySelector<HTMLElement>('input, button');
  first?.focus();
}

/** A field for a moment, with the browser's calendar. @param moment epoch milliseconds that stand in it at first. */
export function momentField(
  label: string,
  moment: number,
): { element: HTMLElement; input: HTMLInputElement } {
  const input = make('input', { type: 'datetime-local', required: true, value: localForm(moment) });
  return { input, element: make('label', { class: 'coupa-moment' }, make('span', {}, label), input) };
}

/** What stands in a field for a moment, as ISO 8601. */
export function momentIn({ value }: HTMLInputElement): string {
  return new Date(value).toISOString();
}

/** The beginning of a day: 0 is today, -1 yesterday. Epoch milliseconds. */
export function dayFrom(days: number): number {
  const date = new Date();
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

/** As a field for a day writes it: the one here at a moment, epoch milliseconds. */
export function dayIn(moment: number): string {
  return localForm(moment).slice(0, 10);
}

/** As `datetime-local` writes a moment: in the zone of this computer, without naming it. */
function localForm(moment: number): string {
  const offset = new Date(moment).getTimezoneOffset() * 60_000;
  return new Date(moment - offset).toISOString().slice(0, 16);
}
