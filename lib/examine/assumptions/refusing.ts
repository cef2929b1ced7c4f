import { phrase } from '../../base/text/phrase';
import type { Assumption } from '../model/assumption';
import { filterChecked, saysLess } from './consequences';

/** Of what a tenant refuses, and how. */
export const refusing = [
  {
    id: 'not-found',
    assumption: phrase`A record that is not there is answered with 404.`,
    source: 'schemas',
    usedIn: 'lib/connection/failures/map-error.ts',
    otherwise: phrase`It is told as what its status means. What is gone cannot be told from what may not be seen.`,
  },
  {
    id: 'no-such-list',
    assumption: phrase`A list that does not exist is answered with 404.`,
    source: 'schemas',
    usedIn: 'lib/connection/diagnose/connection-finding.ts',
    otherwise: phrase`A name that this release lacks is told as what its status means.`,
  },
  {
    id: 'forbidden',
    assumption: phrase`A list whose scope the token lacks is refused with 403.`,
    source: 'experience',
    usedIn: 'lib/connection/failures/map-error.ts',
    otherwise: phrase`A scope that is missing may not be noticed: such a list can look empty.`,
  },
  {
    id: 'unknown-filter',
    assumption: phrase`A filter that does not exist is refused with 400.`,
    source: 'experience',
    usedIn: 'lib/poll/run/first-page.ts',
    otherwise: phrase`A misspelt filter gives everything there is. A poll notices where it is the filter on the updated date; look at the preview of others.`,
  },
  {
    id: 'wrong-date',
    assumption: phrase`A date that cannot be read is refused with 400.`,
    source: 'experience',
    usedIn: 'lib/poll/run/first-page.ts',
    otherwise: filterChecked,
  },
  {
    id: 'error-words',
    assumption: phrase`A refusal says in JSON why.`,
    source: 'documentation',
    usedIn: 'lib/connection/failures/error-messages.ts',
    otherwise: saysLess,
  },
] as const satisfies readonly Assumption[];
