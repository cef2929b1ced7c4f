import { isVariable } from '../../base/environment-variable';
import type { Findings } from '../../base/findings';
import { type Phrase, phrase } from '../../base/text/phrase';
import { plainName } from '../../base/text/plain-name';
import { connectionOptions } from '../../connection/settings/options';
import { readScope } from '../fields/read-scope';
import { readSite } from '../fields/read-site';
import { reportWithin } from '../fields/variable-within';
import type { ConnectionDescription } from '../model/description';
import { asSecret, isNoSecret, type OutsideObject } from '../pasted/outside-value';
import { reportKeys } from './report-keys';

/**
 * Reads what a hook of Rossum signs in with, by the names of an import's `credentials`: `base_api_url`, `client_id`, `client_secret`,
 * `client_scope`. What is not in the text, or a stand-in, is a finding and stays empty.
 */
export function readCredentials(written: OutsideObject, findings: Findings): ConnectionDescription {
  const credentials = byTheirNames(written, findings);
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

/** What others call a hook's credentials, without the signs between the words. */
const names: ReadonlyMap<string, string> = new Map([
  ...[
    'baseapiurl',
    'apibaseurl',
    'baseurl',
    'apiurl',
    'siteurl',
    'siteaddress',
    'instanceurl',
    'coupaurl',
    'url',
    'host',
  ].map((name): [string, string] => [name, 'base_api_url']),
  ...['clientscope', 'clientscopes', 'scope', 'scopes'].map((name): [string, string] => [
    name,
    'client_scope',
  ]),
  ['clientid', 'client_id'],
  ['clientsecret', 'client_secret'],
]);

/** Credentials by the names that Rossum gives them, where these are not there. */
function byTheirNames(written: OutsideObject, findings: Findings): OutsideObject {
  const credentials = { ...written };
  for (const [key, value] of Object.entries(written)) {
    const name = names.get(plainName(key)) ?? key;
    if (name === key || (credentials[name] ?? '') !== '') continue;
    delete credentials[key];
    credentials[name] = value;
    findings
      .under(key)
      .mended('key-name', phrase`Keys were read by the names the reference gives them.`, key, name);
  }
  return credentials;
}

/** `grant_type` is always the same, and a hook's own secrets say what they are by `type`. */
const known = ['base_api_url', 'client_id', 'client_secret', 'client_scope', 'grant_type', 'type'];

function given(credentials: OutsideObject, key: string, what: Phrase, findings: Findings): string {
  const value = asSecret(credentials[key]);
  if (value !== '' && !isNoSecret(value)) {
    reportWithin(value, findings.under(key));
    return value;
  }
  findings.under(key).manual('secret', phrase`Type in ${what} in the connection: it is not in the text.`);
  return '';
}
