import type { JsonObject } from '../../base/json';
import { unmetFields } from '../../write/compare';
import type { Found } from '../reading/read-back';

/** Which of the objects sent were created, under which ids. */
export interface Matches {
  /** Index of the object sent → id. */
  idOfObject: Map<number, string>;
  /** Ids that hold nothing of what was sent; the server changed it, or somebody else did. */
  unmatched: string[];
}

/** What the server sets itself, so it says nothing about which object was sent. */
const setByServer = ['id', 'event-number'];

/**
 * Tells which of the objects sent are the created ones. A created object matches when it holds every field sent; of
 * several, the one with the most fields is meant, then the first.
 */
export function matchCreated(sent: readonly JsonObject[], created: Found): Matches {
  const matches: Matches = { idOfObject: new Map(), unmatched: [] };
  for (const [id, present] of created) {
    const index = present === undefined ? -1 : bestMatch(sent, present, matches.idOfObject);
    if (index < 0) matches.unmatched.push(id);
    else matches.idOfObject.set(index, id);
  }
  return matches;
}

function bestMatch(sent: readonly JsonObject[], present: JsonObject, taken: Map<number, string>): number {
  let best = -1;
  let most = -1;
  sent.forEach((object, index) => {
    const asked = askedFields(object);
    const size = Object.keys(asked).length;
    if (size > most && !taken.has(index) && unmetFields(asked, present).length === 0) {
      best = index;
      most = size;
    }
  });
  return best;
}

function askedFields(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !setByServer.includes(name)));
}
