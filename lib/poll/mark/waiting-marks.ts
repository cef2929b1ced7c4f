import { type Phrase, phrase, type Text } from '../../base/text/phrase';

/** What people are told while nothing can be marked as exported. */
export function waitingMarks(reason: Text): Phrase {
  return phrase`${reason} Records that the flow has wait to be marked as exported, and are marked once that works again; none is given up for that.`;
}
