/** A part of the page that shows a state, and another one later. */
export interface View<State> {
  readonly element: HTMLElement;
  show(state: State): void;
}

/** Writes a text into an element, unless it is there: what is selected stays selected, and a screen reader is not called for nothing. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
