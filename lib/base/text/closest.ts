/** Letters of a word that somebody may have misspelt; nothing longer is a name. */
const longest = 200;

/**
 * The candidate that a misspelt word most likely meant, for "did you mean" in messages; upper and lower case count as
 * equal. `undefined` when none is near.
 *
 * @param most letters that may be wrong. Default: a third of the word.
 */
export function closest(
  word: string,
  candidates: Iterable<string>,
  most = Math.max(1, Math.floor(word.length / 3)),
): string | undefined {
  let best: string | undefined;
  let least = most + 1;
  if (word.length > longest) return undefined;
  const wanted = word.toLowerCase();
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), least - 1);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Room for two rows of distances: a candidate is at most a third longer than its word. */
const rows: [Uint16Array, Uint16Array] = [new Uint16Array(2 * longest), new Uint16Array(2 * longest)];

/**
 * Levenshtein's distance: insertions, deletions and replacements between two texts; one more than `most` where it is larger. A pasted
 * text may misspell ten thousand words, so only what can still be near is reckoned.
 */
function editDistance(a: string, b: string, most: number): number {
  let [previous, row] = rows;
  for (let j = 0; j <= b.length; j += 1) previous[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    const from = Math.max(1, i - most);
    const to = Math.min(b.length, i + most);
    row[from - 1] = from === 1 ? i : most + 1;
    let least = most + 1;
    for (let j = from; j <= to; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      const cell = Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      row[j] = cell;
      if (cell < least) least = cell;
    }
    if (to < b.length) row[to + 1] = most + 1;
    if (least > most) return most + 1;
    [previous, row] = [row, previous];
  }
  return previous[b.length] ?? 0;
}
