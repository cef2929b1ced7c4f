/**
 * Makes a change, and leaves what can be pressed below the mouse where it is: what grows or shrinks above it is scrolled away, as far as
 * there is something to scroll.
 *
 * @param within where in the tab the change is
 */
export function keepStill(within: Element, change: () => void): void {
  const scroller = within.closest('.coupa-sidebar');
  const held = scroller?.querySelector(':is(summary, button, label):hover');
  const before = held?.getBoundingClientRect().top;
  change();
  // What is hidden or gone is nowhere.
  if (!scroller || !held || before === undefined || held.getClientRects().length === 0) return;
  scroller.scrollTop += held.getBoundingClientRect().top - before;
}
