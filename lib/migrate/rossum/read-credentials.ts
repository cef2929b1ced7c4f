import type { Findings } from '../../base/findings';
import { type Phrase, phrase } from '../../base/text/phrase';
import { scopesIn } from '../../catalogue/scopes-in';
import { connectionOptions } from '../../connection/settings/options';
import { readSite } from '../fields/read-site';
import type { ConnectionDescription } from '../model/description';
import { asText, isPlaceholder, type OutsideObject } from '../pasted/outside-value';

/**
 * Reads what a hook of Rossum signs in with, by the names of an import's `credentials`: `base_api_url`, `client_id`, `client_secret`,
 * `client_scope`. What is not in the text, or a stand-in, is a finding and stays empty.
 */
export function readCredentials(credentials: OutsideObject, findings: Findings): ConnectionDescription {
  const siteAddress = readSite(credentials['base_api_url'], findings.under('base_api_url'));
  const scope = readScope(credentials['client_scope'], findings.under('client_scope'));
  const clientId = given(credentials, 'client_id', phrase`the OAuth client id`, findings);
  const clientSecret = given(credentials, 'client_secret', phrase`the OAuth client secret`, findings);
  if (clientSecret !== '' && !/^\$\{\w+\}$/.test(clientSecret)) {
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

function readScope(value: unknown, findings: Findings): string {
  const scope = asText(value) ?? '';
  if (isPlaceholder(scope)) {
    findings.manual(
      'placeholder',
      phrase`The scope is a stand-in; the scope that the resource takes was put in.`,
      scope,
    );
    return '';
  }
  if (scope.includes(','))
    findings.mended('scope', phrase`Coupa wants scopes separated by spaces, without commas.`);
  return [...new Set(scopesIn(scope))].join(' ');
}

function given(credentials: OutsideObject, key: string, what: Phrase, findings: Findings): string {
  const value = asText(credentials[key])?.trim() ?? '';
  if (value !== '' && !isPlaceholder(value)) return value;
  findings.under(key).manual('secret', phrase`Type in ${what} in the connection: it is not in the text.`);
  return '';
}
