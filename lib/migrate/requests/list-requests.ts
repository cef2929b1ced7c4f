import { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { decodeText } from '../../template/percent';
import { hostOf } from '../fields/read-site';
import { asObject, type OutsideObject } from '../pasted/outside-value';
import { readTolerantJson } from '../pasted/tolerant-json';
import { isJson } from '../pasted/undress';
import { codeRequests } from './code-requests';
import { missesFilter } from './filter-pairs';
import { jsonRequests } from './json-requests';
import { isList, type ListRequest } from './list-request';
import { different, type Schedule, schedulesIn, schedulesOfText } from './schedules';
import { type SignIn, signInOf, tokenHostsIn } from './sign-in';
import { asksByDate, type UrlRow, urlRows } from './url-rows';

/** An instance that polls what requests of a text read, and what is to be said of that. */
export interface Requests {
  instance: OutsideObject;
  findings: Findings;
}

/** Minutes between two polls where a text says nothing of it. */
const usual = 15;

/**
 * The lists of Coupa that the requests of a text read (`curl 'https://acme.coupahost.com/api/invoices?…'`, a collection of requests, a flow, a program,
 * an address alone), as an instance that polls them; `undefined` where there are none. One list may be read in several ways.
 */
export function listRequests(text: string): Requests | undefined {
  const documents = documentsOf(text);
  const inDocuments = documents.flatMap(jsonRequests);
  const requests = eachOnce(isRead(text, inDocuments) ? inDocuments : codeRequests(text));
  const rows = documents.length === 0 ? rowsBeside(text, requests) : [];
  const named = requests.length === 0 ? namedLists(text) : [];
  if (requests.length + rows.length + named.length === 0) return undefined;
  const findings = new Findings();
  const schedules = different([...documents.flatMap(schedulesIn), ...schedulesOfText(text)]);
  const minutes = intervalOf(schedules);
  findings.check(
    'requests',
    phrase`No configuration was found, but requests that read lists of Coupa: each list became a poll, which begins every ${String(minutes)} minutes.`,
  );
  reportSchedules(schedules, findings);
  for (const { name } of requests.filter(({ isUnread }) => isUnread)) {
    findings.manual(
      'unread-parameters',
      phrase`Not all that the request for ${name} asks with could be read: look at its URL, and write there what is missing, or it reads more than it should.`,
    );
  }
  const { site: said, scope, ...secrets } = signInOf(text);
  const site = requests.find((one) => one.site !== '')?.site ?? said;
  const isOfSite = reportElsewhere(text, site, requests, secrets, findings);
  const { clientId, clientSecret, apiKey } = isOfSite ? secrets : none;
  const asked = requests.map(({ name, site: own, parameters }) => ({
    name,
    url: `${own}/api/${name}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`,
  }));
  const entries = [...asked, ...rows].map(({ name, url }) => ({ name, url, idField: 'id' }));
  return {
    instance: {
      configuration: {
        ...(site !== '' && { siteAddress: site }),
        ...(clientId !== '' && { 'oauth.api.key': clientId }),
        ...(clientSecret !== '' && { 'oauth.api.secret': clientSecret }),
        ...(apiKey !== '' && clientId === '' && { 'api.key': apiKey }),
        ...(scope !== '' && { 'oauth.scope': scope }),
        ...(entries.length > 0 && { 'event.poller.configuration': entries }),
        ...(named.length > 0 && { 'event.objects': named }),
        'event.poller.refresh_interval': minutes,
      },
    },
    findings,
  };
}

/** A program or a table may be about lists of Coupa with their site, which were found, and about others without, or of a hub. */
function rowsBeside(text: string, requests: readonly ListRequest[]): UrlRow[] {
  const names = new Set(requests.map(({ name }) => name));
  const isAsked = requests.some(({ parameters }) => asksByDate.test(parameters.join('&')));
  const isApart = ({ name, url, isHubs }: UrlRow) => isHubs || (url.includes('?') && !names.has(name));
  return urlRows(text, isAsked).filter((row) => requests.length === 0 || isApart(row));
}

/** Whether a text is a document whose requests were found; a program may be one object as well, and then it is none (`{ poll: lambda do … }`). */
function isRead(text: string, inDocuments: readonly ListRequest[]): boolean {
  if (isJson(text)) return true;
  return (
    inDocuments.length > 0 &&
    !missesFilter(
      text,
      inDocuments.flatMap(({ parameters }) => parameters),
    )
  );
}

type Secrets = Pick<SignIn, 'clientId' | 'clientSecret' | 'apiKey'>;

const none: Secrets = { clientId: '', clientSecret: '', apiKey: '' };

/** Whether what a text signs in with is for the site that is polled. It may be another's, which is said: a secret goes nowhere else. */
function reportElsewhere(
  text: string,
  site: string,
  requests: readonly ListRequest[],
  secrets: Secrets,
  findings: Findings,
): boolean {
  if (site === '' || Object.values(secrets).every((one) => one === '')) return true;
  const hosts = tokenHostsIn(text);
  if (hosts.includes(hostOf(site))) return true;
  const sites = new Set(requests.map((one) => one.site).filter(Boolean));
  if (hosts.length > 0) {
    findings.manual(
      'other-connection',
      phrase`The text signs in at ${hosts.slice(0, mostHosts).join(', ')}, and not at ${site}: type in the secrets for that in the connection.`,
    );
  } else if (sites.size > 1) {
    findings.manual(
      'other-connection',
      phrase`The text asks several sites, and does not say which of them its secrets are for: type them in in the connection.`,
    );
  }
  return hosts.length === 0 && sites.size < 2;
}

/** Hosts that are named in a sentence. */
const mostHosts = 5;

/**
 * `COUPA_RESOURCES=invoices,suppliers`: lists that variables name, one of which at least is one of Coupa's: a file's, a shell's (`export`, `set "…"`,
 * `$env:`, `-e`) or a container's.
 */
function namedLists(text: string): string[] {
  const [, names = ''] =
    /(?:^|[\s"';])(?:\$env:)?COUPA_(?:API_)?(?:RESOURCES?|OBJECTS?|ENTITIES|STREAMS?|LISTS?|ENDPOINTS?)["']?[ \t]{0,5}[=:][ \t]{0,5}("[^"\n]{1,2000}"|'[^'\n]{1,2000}'|[^\s"';][^\n"']{0,2000})/im.exec(
      text,
    ) ?? [];
  // Behind the last of them other words of a command may follow.
  const [named = ''] = /^["']?\s{0,5}[\w-]+(?:\s{0,5}[,;|]\s{0,5}[\w-]+){0,200}/.exec(names) ?? [];
  const lists = [...new Set(named.match(/[A-Za-z_-]{2,60}/g) ?? [])];
  return lists.some(isList) ? lists : [];
}

/** Objects and lists of JSON that a text holds and nothing else. */
function documentsOf(text: string): unknown[] {
  if (!/^[\s\ufeff]*[{[]/.test(text)) return [];
  const { documents } = readTolerantJson(text);
  return documents.filter((one) => Array.isArray(one) || asObject(one) !== undefined);
}

/** Pages of a list are read by the poll, so that requests which differ in them alone are one. */
function eachOnce(requests: readonly ListRequest[]): ListRequest[] {
  const found = new Map<string, ListRequest>();
  for (const request of requests) {
    const parameters = request.parameters
      .filter((one) => !/^(?:limit|offset|page|per_page)=/i.test(one))
      .map((one) => one.replace(ofOtherFlow, '$1{last_run}'));
    const key = JSON.stringify([
      request.site.toLowerCase(),
      request.name,
      parameters.map(spelledOnce).sort(),
    ]);
    if (!found.has(key)) found.set(key, { ...request, parameters });
  }
  return [...found.values()];
}

/** A parameter in one of its spellings: Coupa takes `updated_at` for `updated-at`, and what is encoded for what it stands for. */
function spelledOnce(parameter: string): string {
  const [name = ''] = parameter.split('=', 1);
  return decodeText(name).replaceAll('_', '-').toLowerCase() + decodeText(parameter.slice(name.length));
}

/** What another flow kept of its last run is in no new flow. */
const ofOtherFlow =
  /^(updated[-_]at\[gt(?:_or_eq)?\]=)\{\{\{?\s?(?:flow|global|msg|env)\b[^{}]{1,200}\}\}\}?$/i;

function intervalOf(schedules: readonly Schedule[]): number {
  const [only] = schedules;
  return schedules.length === 1 && only !== undefined && 'minutes' in only ? only.minutes : usual;
}

function reportSchedules(schedules: readonly Schedule[], findings: Findings): void {
  if (schedules.length === 0 || (schedules.length === 1 && schedules.some((one) => 'minutes' in one))) return;
  const written = schedules.slice(0, 5).map((one) => ('minutes' in one ? `${one.minutes} min` : one.written));
  findings.manual(
    'schedule',
    phrase`The text starts its requests by the schedule ${written.join(', ')}; the polls do not go by that. Set "Poll every", or start them by an inject node.`,
  );
}
