import { isJsonObject } from '../../base/json';
import { memberOf } from '../../base/spelling';
import { isBlank, mayBeKeptShorter, valueKey } from './same-value';

/** Members of an item that are looked up, and by how many members a list is sorted at most. */
const [mostTried, mostSorted] = [6, 30];

/** The places of items by what they say of one member. */
interface Sorted {
  byValue: ReadonlyMap<string, Set<number>>;
  /** Of those that do not show it. */
  silent: Set<number>;
}

/**
 * The items of a list that a record holds, found by what they say: a thousand lines are not compared with a thousand others each.
 */
export class HeldItems {
  private readonly left: Set<number>;
  private readonly sorted = new Map<string, Sorted>();
  private ids: ReadonlyMap<string, unknown> | undefined;

  /** @param countsSilent whether an item that does not show a member may be the same as one that has it. */
  constructor(
    private readonly held: readonly unknown[],
    private readonly countsSilent: boolean,
  ) {
    this.left = new Set(held.keys());
  }

  /** The first item with an id. */
  withId(id: string): unknown {
    this.ids ??= new Map(this.held.toReversed().map((one) => [idOf(one) ?? '', one]));
    return this.ids.get(id);
  }

  /** Takes the first item that is the same, and may be: one that another has taken is not. */
  takes(item: unknown, isSame: (held: unknown) => boolean): boolean {
    for (const places of this.candidates(item)) {
      for (const place of places) {
        if (!this.left.has(place)) places.delete(place);
        else if (isSame(this.held[place])) return this.left.delete(place);
      }
    }
    return false;
  }

  /** By the member of an item that the fewest share; all where it has none to go by. */
  private candidates(item: unknown): Set<number>[] {
    const choices = plainMembers(item).flatMap(([name, value]) => {
      const sorted = this.sortedBy(name);
      if (sorted === undefined) return [];
      const same = sorted.byValue.get(valueKey(value)) ?? new Set<number>();
      return [this.countsSilent ? [same, sorted.silent] : [same]];
    });
    const sizeOf = (sets: Set<number>[]) => sets.reduce((sum, { size }) => sum + size, 0);
    return choices.sort((one, other) => sizeOf(one) - sizeOf(other))[0] ?? [this.left];
  }

  private sortedBy(name: string): Sorted | undefined {
    const known = this.sorted.get(name);
    if (known !== undefined || this.sorted.size >= mostSorted) return known;
    const byValue = new Map<string, Set<number>>();
    const silent = new Set<number>();
    for (const place of this.left) {
      const one = this.held[place];
      const member = name === itself || !isJsonObject(one) ? { value: one } : memberOf(one, name);
      const key = valueKey(member?.value);
      const same = byValue.get(key) ?? new Set();
      (member === undefined ? silent : same).add(place);
      byValue.set(key, same);
    }
    const sorted = { byValue, silent };
    this.sorted.set(name, sorted);
    return sorted;
  }
}

/** Stands for the name of a member where items are plain values. */
const itself = '';

function plainMembers(item: unknown): [name: string, value: unknown][] {
  const members = isJsonObject(item) ? Object.entries(item) : [[itself, item] as [string, unknown]];
  return members
    .filter(
      ([name, value]) =>
        name !== 'id' &&
        !name.startsWith('_') &&
        !isBlank(value) &&
        typeof value !== 'object' &&
        !mayBeKeptShorter(value),
    )
    .slice(0, mostTried);
}

/** The id of an item; `undefined` where it has none. */
export function idOf(item: unknown): string | undefined {
  const id = isJsonObject(item) ? item['id'] : undefined;
  return isBlank(id) ? undefined : String(id);
}
