import { CoupaError } from '../base/errors';
import { mostPlaces } from '../base/json';
import { type Phrase, phrase } from '../base/text/phrase';

/**
 * The objects of a list that a message brings; an empty place has none, as whoever reads it will say. A list whose places are ids
 * (`rows[row.id] = row`) holds little and has hundreds of millions of places: going through them would stop Node-RED.
 *
 * @param doing at the head of the error: `Creating events`
 * @throws {CoupaError} `COUPA_VALIDATION` where there are too many
 */
export function messageObjects(list: readonly unknown[], doing: Phrase): unknown[] {
  if (list.length <= mostPlaces) return Array.from(list);
  throw new CoupaError(
    'COUPA_VALIDATION',
    phrase`${doing}: the message brings a list of ${list.length} places, and a node takes ${mostPlaces} at most. Where a place in it is an id, all before it are there, too: fill it with push. Nothing was sent.`,
    { details: { requested: list.length } },
  );
}
