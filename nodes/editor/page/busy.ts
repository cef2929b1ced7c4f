import { icon, make } from './make';

/** Marks a button as busy. Unlike a disabled one it keeps the focus. */
export function occupy(button: Element, isBusy: boolean): void {
  button.setAttribute('aria-disabled', String(isBusy));
  button.classList.toggle('disabled', isBusy);
}

/** Whether a button is busy, so that pressing it again means nothing. */
export function isOccupied(button: Element): boolean {
  return button.classList.contains('disabled');
}

/** A line that says that something is being done. */
export function busyLine(text: string): HTMLElement {
  return make('p', { class: 'coupa-busy' }, icon('spinner fa-spin'), ` ${text}`);
}
