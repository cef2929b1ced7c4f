import type { Phrase, Say } from '../../base/text/phrase';
import type { Requester } from '../../ports/requester';

/** Entries of output 2 as people read them: their reasons in the language of Node-RED, without secrets. */
export function told<Entry extends { reason: Phrase }>(
  entries: readonly Entry[],
  { scrubber }: Requester,
  say: Say,
): (Omit<Entry, 'reason'> & { reason: string })[] {
  // Thousands may have one reason.
  const known = new Map<Phrase, string>();
  return entries.map(({ reason, ...entry }) => {
    const text = known.get(reason) ?? say(scrubber?.phrases(reason) ?? reason);
    known.set(reason, text);
    return { ...entry, reason: text };
  });
}
