/**
 * A part of a dialog that its HTML has.
 *
 * @throws {Error} where it has no such part: the HTML and the code do not fit.
 */
export function part<Kind extends Element>(
  parent: ParentNode,
  selector: string,
  kind: abstract new () => Kind,
): Kind {
  const found = parent.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`The dialog has no ${kind.name} ${selector}.`);
}

/** A part of a dialog of which it does not matter what kind of element it is. */
export function place(parent: ParentNode, selector: string): HTMLElement {
  return part(parent, selector, HTMLElement);
}
