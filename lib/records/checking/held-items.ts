import { isJsonObject } from '../../base/json';
import { memberOf } from '../../base/spelling';
import { isBlank, mayBeKeptShorter, valueKey } from './same-value';

/** Members of an item that are looked up, as many of what it refers to, and by how many members a list is sorted at most. */
const [mostTried, mostSorted] = [6, 30];

/** Items that are compared one by one. */
const fewEnough = 20;

/** The places of items by what they say of one member. */
interface Sorted {
  byValue: ReadonlyMap<string, Set<number>>;
  /** Of those that do not show it. */
  silent: Set<number>;
  /** Of those that have a list on the way there, in the shape that XML has: it may be anything. */
  open: Set<number>;
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
    const best = this.fewest(plainMembers(item)) ?? [this.left];
    if (sizeOf(best) <= fewEnough) return best;
    const byReference = this.fewest(plainReferences(item)) ?? best;
    return sizeOf(byReference) < sizeOf(best) ? byReference : best;
  }

  private fewest(members: readonly Plain[]): Set<number>[] | undefined {
    const choices = members.flatMap(([path, value]) => {
      const sorted = this.sortedBy(path);
      if (sorted === undefined) return [];
      const same = sorted.byValue.get(valueKey(value)) ?? new Set<number>();
      return [this.countsSilent ? [same, sorted.silent, sorted.open] : [same, sorted.open]];
    });
    return choices.sort((one, other) => sizeOf(one) - sizeOf(other))[0];
  }

  private sortedBy(path: Path): Sorted | undefined {
    const name = JSON.stringify(path);
    const known = this.sorted.get(name);
    if (known !== undefined || this.sorted.size >= mostSorted) return known;
    const byValue = new Map<string, Set<number>>();
    const silent = new Set<number>();
    const open = new Set<number>();
    for (const place of this.left) {
      const one = this.held[place];
      const member = memberAt(one, path);
      if (member === 'open') {
        open.add(place);
        continue;
      }
      const key = valueKey(member?.value);
      const same = byValue.get(key) ?? new Set();
      (member === undefined ? silent : same).add(place);
      byValue.set(key, same);
    }
    const sorted = { byValue, silent, open };
    this.sorted.set(name, sorted);
    return sorted;
  }
}

/** Where a plain value is in an item: `account`, `code`; nowhere: it is the item. */
type Path = readonly string[];

type Plain = [path: Path, value: unknown];

function memberAt(item: unknown, [name, inner]: Path): { value: unknown } | 'open' | undefined {
  if (name === undefined) return { value: item };
  const member = isJsonObject(item) ? memberOf(item, name) : { value: item };
  if (member === undefined || inner === undefined) return member;
  if (Array.isArray(member.value)) return 'open';
  return isJsonObject(member.value) ? memberOf(member.value, inner) : undefined;
}

function sizeOf(sets: readonly Set<number>[]): number {
  return sets.reduce((sum, { size }) => sum + size, 0);
}

function plainMembers(item: unknown): Plain[] {
  if (!isJsonObject(item)) return [[[], item] satisfies Plain].filter(([, value]) => tells(value));
  return Object.entries(item)
    .filter(([name, value]) => name !== 'id' && !name.startsWith('_') && tells(value))
    .slice(0, mostTried)
    .map(([name, value]) => [[name], value]);
}

/** Lines that have the same price and the same text may have an account each: by what is said of that, its id too, they are told apart. */
function plainReferences(item: unknown): Plain[] {
  const references = isJsonObject(item) ? Object.entries(item) : [];
  return references
    .filter(([name, value]) => !name.startsWith('_') && isJsonObject(value))
    .flatMap(([name, value]) =>
      Object.entries(Object(value) as object)
        .filter(([inner, said]) => !inner.startsWith('_') && tells(said))
        .map(([inner, said]): Plain => [[name, inner], said]),
    )
    .slice(0, mostTried);
}

/** Whether a value can be looked up: what is kept with fewer digits is another text. */
function tells(value: unknown): boolean {
  return !isBlank(value) && typeof value !== 'object' && !mayBeKeptShorter(value);
}

/** The id of an item; `undefined` where it has none. */
export function idOf(item: unknown): string | undefined {
  const id = isJsonObject(item) ? item['id'] : undefined;
  return isBlank(id) ? undefined : String(id);
}
