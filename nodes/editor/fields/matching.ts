import { plainName } from '../../../lib/base/text/plain-name';

/** An entry of a searchable list. */
export interface Entry {
  value: string;
  /** What is known of it; it is found by that, too. */
  facts: string[];
}

/** The entries that fit a search: names that begin with it come first, then whatever has it somewhere. */
export function matching(entries: readonly Entry[], search: string): Entry[] {
  const wanted = plainName(search);
  const begins = entries.filter(({ value }) => plainName(value).startsWith(wanted));
  const holds = entries.filter(
    (entry) => !begins.includes(entry) && plainName(entry.value + entry.facts.join()).includes(wanted),
  );
  return [...begins, ...holds];
}
