import { Findings } from '../base/findings';
import { phrase } from '../base/text/phrase';
import { scopesIn } from '../catalogue/scopes-in';
import type { Reading } from './model/reading';
import { scopesOf } from './model/scopes-of';

/** Says of the scopes that a text names what they lack for the lists that it reads: Coupa would refuse those. */
export function withMissingScopes(reading: Reading): Reading {
  const { description, findings } = reading;
  const { authentication, scope } = description.connection;
  // What a variable names is not known, and none leaves the choice to Coupa.
  if (authentication !== 'oauth2' || scope === '' || scope.includes('$')) return reading;
  const named = scopesIn(scope);
  const missing = scopesIn(scopesOf(description)).filter((one) => !named.includes(one));
  if (missing.length === 0) return reading;
  const more = new Findings();
  more.check(
    'scope',
    phrase`The scopes of the text lack what reading these lists takes: ${missing.join(' ')}. Add it in the connection, or Coupa refuses them.`,
  );
  return { description, findings: [...findings, ...more.list] };
}
