import { isVariable } from '../base/environment-variable';
import type { Finding } from '../base/finding';
import { Findings } from '../base/findings';
import { phrase } from '../base/text/phrase';
import { type CredentialName, neededCredentials } from '../connection/settings/credential-names';
import type { ConnectionDescription } from './model/description';
import type { Reading } from './model/reading';
import { isNoSecret } from './pasted/outside-value';
import { signInOf, signsInElsewhere, sitesIn } from './requests/sign-in';
import { sentVariables } from './sent-variables';

/**
 * Fills in how to sign in where a configuration leaves it open and the text around it says it: Rossum's secret, which travels apart
 * (`{"client_secret":"…"}`), or the header of the command that made an instance on a hub (`Authorization: User …, Organization …`).
 * Sites that the text names without saying which is meant are named.
 */
export function withSignIn(reading: Reading, text: string): Reading {
  const { description, findings } = reading;
  if (description.resources.length + description.exports.length === 0) return reading;
  const { authentication } = description.connection;
  const filled = authentication === 'apiKey' ? reading : withSecrets(reading, text);
  if (authentication === 'openConnectors' || description.connection.siteAddress !== '') return filled;
  const sites = sitesIn(text).slice(0, mostSites);
  return sites.length === 0 || !findings.some(isOpenSite)
    ? filled
    : { ...filled, findings: filled.findings.map((one) => (isOpenSite(one) ? naming(sites, one) : one)) };
}

/** Sites that are named in a sentence. */
const mostSites = 10;

function isOpenSite({ code, severity }: Finding): boolean {
  return code === 'site-address' && severity === 'manual';
}

function naming(sites: readonly string[], finding: Finding): Finding {
  const message = phrase`Type in the tenant's address in the connection. The text names ${sites.join(', ')}, but does not say that this is where the records are.`;
  return { ...finding, message };
}

function withSecrets(reading: Reading, text: string): Reading {
  const { description, findings } = reading;
  const { connection } = description;
  const isHub = connection.authentication === 'openConnectors';
  // A secret may belong to the other client that the text signs in as.
  const isOfOne = !findings.some(({ code }) => code === 'other-connection');
  const ofClient = () => (isOfOne ? secretsOfClient(text, connection.credentials.clientId) : []);
  const said = isHub ? secretsOfHub(text) : ofClient();
  const added = said.filter(([name]) => (connection.credentials[name] ?? '') === '');
  const siteAddress = connection.siteAddress || (isHub ? hubIn(text) : '');
  if (added.length === 0 && siteAddress === connection.siteAddress) return reading;
  const credentials = { ...connection.credentials, ...Object.fromEntries(added) };
  const filled = { ...description, connection: { ...connection, siteAddress, credentials } };
  // Who gets variables of this computer was not known before.
  const sent = siteAddress === connection.siteAddress ? [] : sentVariables(filled);
  return { description: filled, findings: [...sent, ...stillOpen(findings, filled.connection, added)] };
}

type Secrets = [name: CredentialName, value: string][];

/** What is sent along with notifications is for whoever takes them, and never for Coupa. */
const ofCallback =
  /event[._]notification[\w.]{0,60}\\{0,3}["']?\s{0,9}[:=]\s{0,9}\\{0,3}["']?(?:\{[^{}]{0,5000}\}|[^\n,{}]{0,5000})/gi;

/** @param known the id that is known already: beside another one stands another client's secret */
function secretsOfClient(text: string, known = ''): Secrets {
  const { clientId, clientSecret } = signInOf(saidOfClient(text.replace(ofCallback, '')));
  if (known !== '' && clientId !== '' && clientId !== known) return [];
  const said: Secrets = [
    ['clientId', clientId],
    ['clientSecret', clientSecret],
  ];
  return said.filter(([, value]) => value !== '');
}

const nameOfClient = 'client[-_. ]?(?:id|secret)';
const namedAfterCoupa = new RegExp(
  String.raw`(?<![\w.-])[\w.-]{0,40}coupa[\w.-]{0,40}${nameOfClient}[^\n,}]{0,600}`,
  'gi',
);
const lineOfItsOwn = new RegExp(
  String.raw`^[ \t>*-]{0,20}(?:(?:export|set)[ \t]{1,5})?[\w.-]{0,40}${nameOfClient}[ \t]{0,9}[:=][^\n]{1,600}$`,
  'gim',
);
const innermostObject = /(?:["']([\w.-]{1,60})["']\s{0,9}:\s{0,9})?\{([^{}]{1,2000})\}/g;
const ofCredentials =
  /^(?:(?:coupa|oauth2?)[-_.]?){0,2}(?:client[-_.]?(?:id|secret|scopes?)|scopes?|grant[-_.]?type|base[-_.]?api[-_.]?url)$/i;

/**
 * What a text says of a client that is Coupa's: by its name, in a document of its own, or in a line of its own. Another system's secret,
 * which stands among that system's settings, is never to be sent to Coupa.
 */
function saidOfClient(text: string): string {
  const named = text.match(namedAfterCoupa) ?? [];
  if (signsInElsewhere(text)) return named.join('\n');
  const objects = Array.from(text.matchAll(innermostObject)).filter(([, holder, body = '']) => {
    const names = Array.from(body.matchAll(/["']([\w.-]{1,100})["']\s{0,9}:/g), ([, name = '']) => name);
    const isHeldByOther =
      holder !== undefined && !/^(?:secrets|credentials|.{0,40}coupa.{0,40})$/i.test(holder);
    return !isHeldByOther && names.length > 0 && names.every((name) => ofCredentials.test(name));
  });
  return [...objects.map(([object]) => object), ...(text.match(lineOfItsOwn) ?? []), ...named].join('\n');
}

/** `Authorization: User …, Organization …, Element …` */
function secretsOfHub(text: string): Secrets {
  const names: [name: CredentialName, word: string][] = [
    ['userSecret', 'User'],
    ['organizationSecret', 'Organization'],
    ['elementToken', 'Element'],
  ];
  return names.flatMap(([name, word]) => {
    const found = text.matchAll(
      new RegExp(String.raw`\b${word}\s(?<=authorization[^]{0,320})([\w+/=.-]{8,200})(?![\w+/=.-])`, 'gi'),
    );
    const values = new Set(Array.from(found, ([, value = '']) => value).filter((one) => !isNoSecret(one)));
    return values.size === 1 ? [[name, [...values].join('')] satisfies Secrets[number]] : [];
  });
}

/** The hub that the text asks: a callback may be on another one. */
function hubIn(text: string): string {
  const found =
    text.match(/https:\/\/[\w.-]{1,200}\/elements\/api-v2(?=\/(?:instances|hubs|elements)\b)/g) ?? [];
  const [hub = '', ...others] = new Set(found);
  return others.length === 0 ? hub : '';
}

/** What was asked for and was found is asked for no longer. */
function stillOpen(
  findings: readonly Finding[],
  { credentials, siteAddress, authentication }: ConnectionDescription,
  added: Secrets,
): Finding[] {
  const has = (name: CredentialName) => (credentials[name] ?? '') !== '';
  const isWhole = neededCredentials[authentication].every(has);
  const isHubs = has('userSecret') && has('organizationSecret');
  const kept = findings.filter(({ code, path }) => {
    if (code === 'hub-address') return siteAddress === '';
    if (code !== 'secret') return true;
    if (/(?:client_id|oauth\.api\.key)$/.test(path)) return !has('clientId');
    if (/(?:client_secret|oauth\.api\.secret)$/.test(path)) return !has('clientSecret');
    return /event\.|api\.key$/.test(path) || !(isWhole || isHubs);
  });
  const more = new Findings();
  if (isHubs && !has('elementToken'))
    more.manual('secret', phrase`Type in the element token in the connection: it is not in the text.`);
  if (added.some(([name, value]) => name !== 'clientId' && !isVariable(value))) {
    more.manual(
      'secret-in-flow',
      phrase`The flow carries ${phrase`the credentials`} in clear until it is imported: do not keep the file.`,
    );
  }
  return [...kept, ...more.list];
}
