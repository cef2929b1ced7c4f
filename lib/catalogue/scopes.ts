import { closest } from '../base/text/closest';
import { type MisspeltScope, scopesIn } from './scopes-in';
import { knownScopes } from './write-scopes';

/** Scopes that are looked at; more of them are no typing error. */
const most = 100;

/** Letters that may be wrong: `core.invoice.write` is no misspelt `core.invoice.read`, but a scope of another kind. */
const letters = 2;

/**
 * The scopes in a text (separated by spaces or commas) that are nearly one that reads or writes a list. Coupa has many others,
 * so one that is like none of these is taken as it is.
 */
export function misspeltScopes(text: string): MisspeltScope[] {
  const named = [...new Set(scopesIn(text))].slice(0, most);
  return named.flatMap((scope) => {
    const meant = known.has(scope) ? undefined : closest(scope, known, letters);
    return meant === undefined ? [] : [{ scope, meant }];
  });
}

const known = knownScopes();
