import { isObjectName, type Parents, parentIdsOf } from '../../../lib/cso/model/objects';

/** The ids that an object belongs under, by property; what a message or a variable decides may need each. */
export function parentIdsIn(object: string): readonly (keyof Parents)[] {
  return isObjectName(object) ? parentIdsOf(object) : ['eventId', 'factSheetId'];
}
