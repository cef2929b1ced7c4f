import { mustacheIn, variableWithin } from '../../base/environment-variable';
import { CoupaError } from '../../base/errors';
import { filledIn, notTemplate, notWhole } from '../../base/options/filled-in';
import { bareEnds } from '../../base/text/bare-ends';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { Tokens } from '../../ports/tokens';
import type { ConnectionSettings, Credentials } from '../settings/settings';

/** The headers of one attempt, and what to do with the tenant's verdict on them. */
export interface Authorized {
  headers: Record<string, string>;
  /** The tenant took them. */
  accepted(): void;
  /** The tenant answered 401. Resolves, perhaps after a pause, to whether another attempt makes sense. */
  rejected(signal: AbortSignal): Promise<boolean>;
}

/** Authorizes one attempt after the other. */
export type Authorization = (signal: AbortSignal) => Promise<Authorized>;

/** Requests with an OAuth token. */
export function bearer(tokens: Tokens): Authorization {
  return async (signal) => {
    const token = await tokens.current(signal);
    return {
      headers: { authorization: `Bearer ${token.value}` },
      accepted: () => tokens.accept(token),
      rejected: (stop) => tokens.reject(token, stop),
    };
  };
}

/** Requests with keys that never change: a refused one stays refused. */
export function fixedKeys(headers: Record<string, string>): Authorization {
  const authorized = { headers, accepted: () => undefined, rejected: async () => false };
  return async () => authorized;
}

/**
 * The headers of the kinds of authentication that have no token; `undefined` for OAuth.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when a credential is missing.
 */
export function keyHeaders(
  settings: ConnectionSettings,
  api: 'core' | 'cso',
): Record<string, string> | undefined {
  const { credentials, authentication } = settings;
  if (api === 'cso') return { 'x-cso-api-key': credential(credentials, 'csoApiKey') };
  if (authentication === 'apiKey') return { 'x-coupa-api-key': credential(credentials, 'apiKey') };
  if (authentication === 'openConnectors') {
    const user = credential(credentials, 'userSecret');
    const organization = credential(credentials, 'organizationSecret');
    const element = credential(credentials, 'elementToken');
    return { authorization: `User ${user}, Organization ${organization}, Element ${element}` };
  }
  return undefined;
}

/**
 * What an OAuth client is.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when a credential is missing, or a variable is not set.
 */
export function clientOf({ credentials, scope = '' }: ConnectionSettings) {
  return {
    scope: scopeOf(scope),
    clientId: credential(credentials, 'clientId'),
    clientSecret: credential(credentials, 'clientSecret'),
  };
}

/** Scopes have no signs of a variable: one in them would be asked for by its name. */
function scopeOf(text: string): string {
  const within = variableWithin(text);
  if (within !== undefined) throw notWhole('scope', within);
  const mustache = mustacheIn(text);
  if (mustache !== undefined) throw notTemplate('scope', mustache);
  return filledIn('scope', text);
}

const labels: Readonly<Record<keyof Credentials, Phrase>> = {
  clientId: phrase`client id`,
  clientSecret: phrase`client secret`,
  apiKey: phrase`API key`,
  csoApiKey: phrase`CSO API key`,
  userSecret: phrase`user secret`,
  organizationSecret: phrase`organization secret`,
  elementToken: phrase`element token`,
};

/**
 * One credential, without the spaces and invisible characters that come along when it is pasted.
 *
 * @throws {CoupaError} `COUPA_CONFIG` when it is missing, or holds what no header can carry.
 */
export function credential(credentials: Credentials, name: keyof Credentials): string {
  const value = bareEnds(credentials[name] ?? '');
  if (value === '') {
    const why = phrase`Credentials are not part of an exported flow: type them in again after an import.`;
    throw new CoupaError('COUPA_CONFIG', phrase`The connection has no ${labels[name]}. ${why}`, {
      reason: { kind: 'setting', property: name, missing: true },
    });
  }
  filledIn(name, credentials[name] ?? '');
  // A secret may have any sign, but none has such a value as a whole.
  if (mustacheIn(value) === value) throw notTemplate(name, value);
  // The client's two travel in a form, which can carry any character that can be seen.
  if (
    (name === 'clientId' || name === 'clientSecret' ? /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u : /[^\x20-\x7e]/).test(
      value,
    )
  ) {
    const what = phrase`has a line break or another character that no key has`;
    throw new CoupaError('COUPA_CONFIG', phrase`The connection's ${labels[name]} ${what}. Copy it again.`, {
      reason: { kind: 'setting', property: name },
    });
  }
  return value;
}
