import { isVariable } from '../../base/environment-variable';
import type { Findings } from '../../base/findings';
import { type Phrase, phrase } from '../../base/text/phrase';
import { scopesIn } from '../../catalogue/scopes-in';
import { connectionOptions } from '../../connection/settings/options';
import { readSite } from '../fields/read-site';
import { reportWithin } from '../fields/variable-within';
import type { ConnectionDescription } from '../model/description';
import { asSecret, asText, isPlaceholder, type OutsideObject } from '../pasted/outside-value';
import { reportKeys } from './report-keys';

/**
 * Reads what a hook of Rossum signs in with, by the names of an import's `credentials`: `base_api_url`, `client_id`, `client_secret`,
 * `client_scope`. What is not in the text, or a stand-in, is a finding and stays empty.
 */
export function readCredentials(credentials: OutsideObject, findings: Findings): ConnectionDescription {
  const siteAddress = readSite(credentials['base_api_url'], findings.under('base_api_url'));
  const scope = readScope(credentials['client_scope'], findings.under('client_scope'));
  const clientId = given(credentials, 'client_id', phrase`the OAuth client id`, findings);
  const clientSecret = given(credentials, 'client_secret', phrase`the OAuth client secret`, findings);
  reportKeys(credentials, known, findings);
  if (clientSecret !== '' && !isVariable(clientSecret)) {
    findings
      .under('client_secret')
      .manual(
        'secret-in-flow',
        phrase`The flow carries the client secret in clear until it is imported: do not keep the file.`,
      );
  }
  return {
    authentication: connectionOptions.authentication.default,
    siteAddress,
    scope,
    credentials: { ...(clientId !== '' && { clientId }), ...(clientSecret !== '' && { clientSecret }) },
  };
}

/** `grant_type` is always the same, and a hook's own secrets say what they are by `type`. */
const known = ['base_api_url', 'client_id', 'client_secret', 'client_scope', 'grant_type', 'type'];

function readScope(value: unknown, findings: Findings): string {
  const written = asText(value) ?? '';
  const listed = namesIn(value);
  if (listed.length === 0 || (isPlaceholder(written) && !written.trim().startsWith('["'))) {
    if (written.trim() === '') return '';
    findings.manual(
      'placeholder',
      phrase`The scope is a stand-in; the scope that the resource takes was put in.`,
      written,
    );
    return '';
  }
  const scope = [...new Set(listed)].join(' ');
  const isSpaced = written.trim().split(/\s+/).join(' ') === listed.join(' ');
  if (!isSpaced)
    findings.mended('scope', phrase`Coupa wants scopes separated by spaces, without commas.`, written, scope);
  return scope;
}

/** Scopes in a list, or in a text: apart by blanks, commas, semicolons, bars or a `+`, in quotes, encoded for a URL, behind `scope=`. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => namesIn(asText(one)));
  const text = (asText(value) ?? '').replace(/%20|%2c/gi, ' ').replace(/^\s{0,20}scopes?\s{0,9}=/i, '');
  return scopesIn(text.replace(/["'[\]+;|]/g, ' '));
}

function given(credentials: OutsideObject, key: string, what: Phrase, findings: Findings): string {
  const value = asSecret(credentials[key]);
  if (value !== '' && !isPlaceholder(value)) {
    reportWithin(value, findings.under(key));
    return value;
  }
  findings.under(key).manual('secret', phrase`Type in ${what} in the connection: it is not in the text.`);
  return '';
}
