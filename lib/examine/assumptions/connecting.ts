import { phrase } from '../../base/text/phrase';
import type { Assumption } from '../model/assumption';
import { readAnyway } from './consequences';

/** Of tokens, answers and clocks. */
export const connecting = [
  {
    id: 'token-lifetime',
    assumption: phrase`A token is valid for an hour at least.`,
    source: 'documentation',
    usedIn: 'lib/local/token-source.ts',
    otherwise: phrase`The connection signs in more often; nothing is lost.`,
  },
  {
    id: 'token-fresh',
    assumption: phrase`A token is taken as soon as it was given.`,
    source: 'documentation',
    usedIn: 'lib/local/token-source.ts',
    otherwise: phrase`The first requests wait until the token is taken, up to five seconds.`,
  },
  {
    id: 'token-scopes',
    assumption: phrase`The tenant says which scopes a token has.`,
    source: 'standard',
    usedIn: 'lib/connection/diagnose/diagnose.ts',
    otherwise: phrase`A scope that is missing is found only when a list is refused.`,
  },
  {
    id: 'scopes-granted',
    assumption: phrase`A token has every scope that was asked for.`,
    source: 'documentation',
    usedIn: 'lib/connection/auth/sign-in.ts',
    otherwise: phrase`Lists whose scope is missing are refused, and the error names the scope. Grant it to the client in Coupa.`,
  },
  {
    id: 'api-answers',
    assumption: phrase`The API answers itself, with neither a web page nor a redirect.`,
    source: 'standard',
    usedIn: 'lib/connection/failures/map-error.ts',
    otherwise: phrase`Redirects are not followed and pages are not read: it is an error that says where the request got stuck, and the position stays.`,
  },
  {
    id: 'json',
    assumption: phrase`An answer is JSON where JSON was asked for.`,
    source: 'documentation',
    usedIn: 'lib/connection/failures/read-answer.ts',
    otherwise: phrase`It is an error, and the position stays until JSON comes.`,
  },
  {
    id: 'content-type',
    assumption: phrase`The header of an answer calls it JSON in UTF-8.`,
    source: 'documentation',
    usedIn: 'lib/connection/wire/decode-text.ts',
    otherwise: readAnyway,
  },
  {
    id: 'compression',
    assumption: phrase`Long answers are compressed.`,
    source: 'standard',
    usedIn: 'lib/connection/wire/read-body.ts',
    otherwise: phrase`Everything is read all the same; it takes more time and traffic.`,
  },
  {
    id: 'not-cached',
    assumption: phrase`Answers come from the tenant and not from a cache.`,
    source: 'standard',
    usedIn: 'lib/poll/scan/scan-plan.ts',
    otherwise: phrase`A poll may be told what was true before. What is older than the overlap would be missed: take the cache out of the way.`,
  },
  {
    id: 'date-header',
    assumption: phrase`Each answer says the tenant's time in the header Date.`,
    source: 'standard',
    usedIn: 'lib/poll/clock/tenant-clock.ts',
    otherwise: phrase`Positions come from the dates of the records instead.`,
  },
  {
    id: 'clock-steady',
    assumption: phrase`From answer to answer the tenant's clock goes on as fast as time does.`,
    source: 'experience',
    usedIn: 'lib/poll/clock/tenant-clock.ts',
    otherwise: phrase`A step ahead is believed once a second answer says so, a step back is followed, and both are told once.`,
  },
  {
    id: 'clock-distance',
    assumption: phrase`The tenant's clock and this computer's differ by less than a minute.`,
    source: 'experience',
    usedIn: 'lib/connection/diagnose/connection-finding.ts',
    otherwise: phrase`Nothing depends on it, since positions are the tenant's time; people may wonder about times that they see.`,
  },
  {
    id: 'rate-limit',
    assumption: phrase`The tenant allows twenty requests a second.`,
    source: 'documentation',
    usedIn: 'lib/connection/settings/options.ts',
    otherwise: phrase`Requests that are refused wait and are sent again. Lower the requests per second of the connection.`,
  },
  {
    id: 'no-throttling',
    assumption: phrase`Four requests a second are never refused.`,
    source: 'documentation',
    usedIn: 'lib/connection/retry/retry-policy.ts',
    otherwise: phrase`All requests of the connection pause for as long as the tenant says, else for a second and longer. Other programs may share its limit.`,
  },
] as const satisfies readonly Assumption[];
