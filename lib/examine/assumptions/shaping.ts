import { phrase } from '../../base/text/phrase';
import type { Assumption } from '../model/assumption';

/** Of the form in which records come, and of the exported flag. */
export const shaping = [
  {
    id: 'fields',
    assumption: phrase`The parameter fields gives the fields that it names, and no others.`,
    source: 'documentation',
    usedIn: 'lib/poll/inspect/values.ts',
    otherwise: phrase`Records come larger or smaller than asked for; a poll tells where its dates are missing.`,
  },
  {
    id: 'return-object',
    assumption: phrase`With return_object=limited records come without most of their fields.`,
    source: 'schemas',
    usedIn: 'lib/poll/model/left-out.ts',
    otherwise: phrase`Records come whole; flows get more than was asked for.`,
  },
  {
    id: 'response-filter',
    assumption: phrase`No response filter is in force that hides fields of records.`,
    source: 'documentation',
    usedIn: 'lib/poll/model/notices.ts',
    otherwise: phrase`Flows get what the filter leaves; a poll tells where its dates are missing. Ask for the fields in the URL (fields=…), or for another filter.`,
  },
  {
    id: 'decimals',
    assumption: phrase`Decimal numbers come as texts.`,
    source: 'documentation',
    usedIn: 'lib/connection/json/parse-json.ts',
    otherwise: phrase`They are numbers in messages, and texts where JavaScript would lose a digit.`,
  },
  {
    id: 'exported-shown',
    assumption: phrase`Records that can be marked as exported show their mark.`,
    source: 'schemas',
    usedIn: 'lib/records/writing/mark.ts',
    otherwise: phrase`A mark that was set cannot be seen in the answer; it is taken to be set.`,
  },
  {
    id: 'exported-filter',
    assumption: phrase`The filter exported=false gives only what is not marked yet.`,
    source: 'documentation',
    usedIn: 'lib/catalogue/exported-mark.ts',
    otherwise: phrase`A list of what is not exported yet holds records that are; they are sent again when they change.`,
  },
] as const satisfies readonly Assumption[];
