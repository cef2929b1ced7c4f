import type { View } from './view';

/**
 * Lets a list show items, each in a row of its own that stays the same element: what is unfolded, typed or focused in it survives.
 * Nothing is moved while the mouse is over the list or the focus within it: a button would vanish from under the finger.
 *
 * @returns shows the items, in their order; those that are not looked for are hidden, and stay as they are.
 */
export function keyedList<Item extends { id: string }>(
  list: HTMLElement,
  make: (id: string) => View<Item>,
): (items: readonly Item[], isLookedFor?: (item: Item) => boolean) => void {
  const rows = new Map<string, View<Item>>();
  return (items, isLookedFor = () => true) => {
    const wanted = new Set(items.map(({ id }) => id));
    for (const [id, row] of rows) {
      if (wanted.has(id)) continue;
      row.element.remove();
      rows.delete(id);
    }
    for (const item of items) {
      const row = rows.get(item.id) ?? make(item.id);
      if (!rows.has(item.id)) list.append(row.element);
      rows.set(item.id, row);
      row.element.hidden = !isLookedFor(item);
      row.show(item);
    }
    if (!isInUse(list))
      arrange(
        list,
        items.flatMap(({ id }) => rows.get(id)?.element ?? []),
      );
  };
}

function isInUse(list: HTMLElement): boolean {
  return list.matches(':hover') || list.contains(document.activeElement);
}

/** Moves only what is elsewhere. */
function arrange(list: HTMLElement, elements: readonly HTMLElement[]): void {
  for (const [index, element] of elements.entries()) {
    const there = list.children[index];
    if (there !== element) list.insertBefore(element, there ?? null);
  }
}
