/**
 * Lets a place show what `build` makes of some data. While the data stays the same nothing is made anew: a button there would
 * vanish under the mouse that presses it, and lose the focus.
 */
export function showing<Data>(place: Element, build: (data: Data) => Node[]): (data: Data) => void {
  let shown: string | undefined;
  return (data) => {
    const key = JSON.stringify(data);
    if (key === shown) return;
    shown = key;
    place.replaceChildren(...build(data));
  };
}
