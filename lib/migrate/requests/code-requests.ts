import { decodeText } from '../../template/percent';
import { placeholderNames } from '../../template/placeholder';
import { encodeForTemplate } from '../../template/split-query';
import type { QueryParameter } from '../fields/read-query';
import { chainedParameters, queryRowParameters } from './chained-parameters';
import { commandAt, commandParameters, commandWrites, withoutCarets } from './command-line';
import { missesFilter, pairsBesideFilter } from './filter-pairs';
import { type ListAddress, type ListRequest, listAddresses, withFillIns } from './list-request';
import { assignedParameters, blockParameters, literalParameters } from './literal-parameters';
import { queryAt } from './query-of-code';
import { pairsOfQuery } from './query-pairs';
import { withoutShellEscapes } from './shell-escapes';

/** Characters around an address in which a verb, a body, or parameters are looked for. */
const around = 300;
const behind = 3000;
/** Addresses that are looked at: a text with more of them is no program. */
const most = 1000;

/** The requests of a program, a command line, or a sentence that read lists. */
export function codeRequests(written: string): ListRequest[] {
  const text = withoutShellEscapes(written);
  const addresses = listAddresses(text).slice(0, most);
  const variables = new Variables(text);
  return addresses.flatMap((address, index) => {
    const next = endOfRequest(text, address, addresses[index + 1]?.start);
    const command = commandAt(text, address.start);
    if (writes(text, address, next, command)) return [];
    const { name, site } = address;
    const query = queryAt(text, address.end, address.quote);
    const rest = text.slice(address.end, next);
    const beside = parametersBeside(variables, text.slice(query.end, next), query.end);
    const variable = variableOf(query.text);
    const within = variable === undefined ? nothing : variables.parametersOf(variable, address.end);
    const inline = parametersIn(withFillIns(withoutCarets(query.text, command)));
    const names = new Set(inline.map((one) => one.split('=', 1).join()));
    const more = [...commandParameters(command), ...within.parameters, ...beside.parameters];
    const read = [...inline, ...more.filter(([one]) => !names.has(one)).map(asWritten)].map(withVariable);
    const before = text.slice(Math.max(0, address.start - around), address.start);
    const pairs = missesFilter(rest, read) ? pairsBesideFilter(rest) : pairsOfQuery(before, rest);
    // A builder may be given its parameters before its address; of several requests they may be another's.
    const given =
      addresses.length === 1 ? text.slice(Math.max(0, address.start - behind), address.start) : '';
    const early = missesFilter(given, read) ? parametersBefore(given) : [];
    const parameters = withPairs(withPairs(read, pairs), early);
    const isUnread = [beside, within, query].some((one) => one.isUnread) && parameters === read;
    return [{ name, site, parameters, isUnread: isUnread || missesFilter(given + rest, parameters) }];
  });
}

function parametersBefore(text: string): QueryParameter[] {
  const chained = chainedParameters(text);
  return chained.length > 0 ? chained : pairsBesideFilter(text);
}

/** What was read otherwise counts where it has something of a name. */
function withPairs(read: string[], pairs: readonly QueryParameter[]): string[] {
  if (pairs.length === 0) return read;
  const names = new Set(read.map((one) => decodeText(one.split('=', 1).join())));
  return [...read, ...pairs.filter(([name]) => !names.has(name)).map(asWritten)].map(withVariable);
}

/** Where a request's surroundings end: at the next list, or where something else is asked, whose parameters and verb are its own. */
function endOfRequest(text: string, { end }: ListAddress, nextList: number = text.length): number {
  const next = Math.min(text.length, nextList, end + behind);
  const other = otherRequest.exec(text.slice(end, next));
  return other === null ? next : end + other.index;
}

const otherRequest =
  /(?<=[\w$])\(\s{0,20}(?:["'][A-Z]{3,6}["'],\s{0,20})?[frb@$]?["'`]https?:\/\/|(?<!base[ _-]?)\b(?:url|uri|href)["']?\s{0,9}[:=]\s{0,9}["'`]?https?:\/\//i;

/** What a shell or a format fills in is something to be filled in: `status=$STATUS`, `status=%s`. */
function withVariable(parameter: string): string {
  const [, name = '', format, braces = '', plain = ''] =
    /^([^=]{1,300}=)(?:(\{\d{0,2}\}|%(?:25)?[sd])|\$\{([A-Za-z_]\w{0,60})\}|\$([A-Za-z_]\w{0,60}))$/.exec(
      parameter,
    ) ?? [];
  const variable = braces || plain;
  if (name === '' || (format === undefined && placeholderNames().includes(variable))) return parameter;
  return `${name}{${variable || 'value'}}`;
}

export function asWritten([name, value]: QueryParameter): string {
  return `${name}=${encodeForTemplate(value)}`;
}

/** The parameters of a query, the ones apart from the others. */
export function parametersIn(query: string): string[] {
  return query
    .replace(/^[?&]/, '')
    .split(/&(?=[\w.\-[\]%]{1,200}=)/)
    .filter((one) => /^[^=]{1,300}=/.test(one));
}

/**
 * The last verb in front of an address is its own, or a `curl` line has one, or a body, behind it; a program that keeps the address names the verb
 * where it uses it. What a program serves at such a path is no request either.
 */
function writes(text: string, { start, end }: ListAddress, next: number, command: string): boolean {
  if (commandWrites(command)) return true;
  const before = text.slice(Math.max(0, start - around), start).replace(/^.*\bcurl\b/s, '');
  const verb = before.match(verbs)?.at(-1) ?? 'GET';
  if (!/get$/i.test(verb) || calledWith.test(before)) return true;
  if (/(?:\.|->)get(?:Async|JsonAsync|StringAsync)?\s?\(\s{0,20}[frb$@]?$/i.test(before)) return false;
  const rest = text
    .slice(end, Math.min(next, end + around))
    .split(/\n(?![ \t])|\bcurl\b|"(?:name|item)"/, 1)
    .join('');
  if (
    /(?:-X|--request|\bmethod\b|\btype\b["']?\s?[:=])[\s:="'>(]{1,9}(?:POST|PUT|PATCH|DELETE)\b/i.test(rest)
  )
    return true;
  // A builder: `.url("…").post(body)`.
  if (/^[^;]{0,300}\)\s{0,40}\.(?:post|put|patch|delete)\(/is.test(rest)) return true;
  if (/\bRequest\(\s{0,20}[frb]?$/.test(before) && /^[^\s"']{0,300}["']\s?,\s{0,20}data\s?=/.test(rest))
    return true;
  return writesLater(before, text.slice(end, next));
}

const calledWith =
  /(?:(?:\.|->)(?:post|put|patch|delete)(?:Async|JsonAsync|ForObject|ForEntity)?\s?\(|HttpMethod\.(?:Post|Put|Patch|Delete),|Net::HTTP::(?:Post|Put|Patch|Delete)\.new\(|\b(?:app|router|server|fastify)\.\w{2,10}\()\s{0,20}[\w.$+( ]{0,60}f?["'`]?$/i;

const verbs =
  /\b(?:GET|POST|PUT|PATCH|DELETE)\b|(?:[Mm]ethod["']?[\s:=('"]{1,9}|http\.Method|\.open\(\s?["']|\bhttps?[ ])(?:[Gg]et|[Pp]ost|[Pp]ut|[Pp]atch|[Dd]elete)\b/g;

/** `url = "…"` and `requests.request("POST", url)` behind it. */
function writesLater(before: string, rest: string): boolean {
  const [, used] =
    /(?:\brequest\(\s?["']|\bmethod["']?\s{0,5}(?::?=|[:(,])\s{0,5}["']|HttpMethod\.|Net::HTTP::|CURLOPT_CUSTOMREQUEST\s{0,5}(?:=>|,)\s{0,5}["'])(GET|POST|PUT|PATCH|DELETE)\b/i.exec(
      rest,
    ) ?? [];
  if (used !== undefined) return used.toUpperCase() !== 'GET';
  if (/CURLOPT_POST/.test(rest.split(/\bcurl_(?:init|close)\b/, 1).join())) return true;
  const [, variable] =
    /([A-Za-z_$][\w$]{0,60})\s{0,5}(?::\s?\w{1,40}\s?)?:?=\s{0,5}(?:f|new URL\(|URI\()?["'`]?$/.exec(
      before,
    ) ?? [];
  if (variable === undefined) return false;
  const [, called] =
    new RegExp(
      String.raw`\.(get|post|put|patch|delete)(?:Async)?\s?\(\s{0,20}${variable.replaceAll('$', '\\$')}(?![\w$])`,
      'i',
    ).exec(rest) ?? [];
  return called !== undefined && called.toLowerCase() !== 'get';
}

const names = 'params|searchParams|queryParams|query_params|qs|query';
const made = 'dict|new URLSearchParams|urllib\\.parse\\.urlencode|urlencode';
// Bruno's `params:query {` is a block.
const value = String.raw`@?[{[(]|(?!query\s{0,9}\{)\$?[A-Za-z_]\w{0,60}(?![\w(])|[A-Za-z_][\w.]{0,60}(?=\()`;
const parametersArgument = new RegExp(
  String.raw`(?:(?<![\w.$])(?:${names})["']?\s{0,9}(?:=>|[=:])|\s-Body\s|\bBody\s{0,9}=(?=\s{0,9}@\{))\s{0,9}(?:(?:${made})\()?\s{0,9}(${value})`,
);
const encodedParameters = new RegExp(
  String.raw`(?:urlencode|URLSearchParams|(?<!JSON\.)stringify|http_build_query)\(\s{0,9}(${value})`,
);

/** `get("…", "updated-at[gt]" => since, status: "a")`, as Ruby and Workato write them. */
const namedArguments =
  /(?<=^\s{0,9},\s{0,9}|^["'\x60]?\)\s{0,9}\.params\(\s{0,9})(?:["'][\w.\-[\]]{1,100}["']\s{0,9}(?:=>|:)|(?!headers|params|timeout|auth|body|query)[a-z_]\w{0,60}:\s)[^\n)]{0,2000}/;

/** What a call is given beside its address that is no parameter of a list: then it is a call's options. */
const ofCall =
  /(?:^|[{(,\s])["']?(?:method|headers|params|query|qs|searchParams|data|dataType)["']?\s{0,9}(?:=>|:)/;

/** `<http:query-params>#[{…}]` */
const ofMule = /query-params>[^{<]{0,60}(\{)/;

/** `{ params, headers }` */
const shorthand = /^[^;\n]{0,100}[{,]\s{0,9}(params|searchParams)\s{0,9}[,}]/;

/** The parameters that were found in one place, and whether there are more that could not be read. */
interface FoundParameters {
  parameters: QueryParameter[];
  isUnread: boolean;
}

const nothing: FoundParameters = { parameters: [], isUnread: false };
const unread: FoundParameters = { parameters: [], isUnread: true };

/** `?${qs}`, `?{urlencode(params)}`: what is put in as a whole. */
function variableOf(query: string): string | undefined {
  const [, variable] = /[?&]\$?\{(?:[\w.]{1,60}\()?\s?([A-Za-z_]\w{0,60})[^{}]{0,40}\}$/.exec(query) ?? [];
  return variable;
}

/**
 * Parameters that a call has beside its address: `params={…}`, `params=params`, `new URLSearchParams(filters)`.
 *
 * @param rest what stands behind the address
 * @param start where that begins in the text
 */
function parametersBeside(variables: Variables, rest: string, start: number): FoundParameters {
  const added = assignedParameters(rest, '(?:\\w{1,60}\\.)?searchParams');
  const [list = ''] = namedArguments.exec(rest) ?? [];
  if (list !== '' && !ofCall.test(list))
    return { parameters: literalParameters(`(${list})`, 0), isUnread: false };
  const block = blockParameters(rest);
  if (block.length > 0) return { parameters: block, isUnread: false };
  const apart = [...chainedParameters(rest), ...queryRowParameters(rest)];
  if (apart.length > 0) return { parameters: apart, isUnread: false };
  const found =
    encodedParameters.exec(rest) ??
    parametersArgument.exec(rest) ??
    ofMule.exec(rest) ??
    shorthand.exec(rest);
  const what = found?.[1];
  const argument = /^(?:None|null|undefined)$/.test(what ?? '') ? undefined : what;
  if (found === null || argument === undefined) return { parameters: added, isUnread: false };
  if (!/[{[(]$/.test(argument)) {
    const { parameters, isUnread } = variables.parametersOf(argument, start + found.index);
    return { parameters: [...parameters, ...added], isUnread };
  }
  const at = found.index + found[0].length - 1;
  const parameters = literalParameters(rest, at);
  const isEmpty = /^.\s{0,50}[}\])]/.test(rest.slice(at, at + 60));
  return { parameters: [...parameters, ...added], isUnread: parameters.length === 0 && !isEmpty };
}

/** The variables of a program: where values are assigned to each is looked for once. */
class Variables {
  private readonly assigned = new Map<string, readonly Assignment[]>();
  private readonly literals = new Map<number, QueryParameter[]>();

  constructor(private readonly text: string) {}

  /**
   * What a variable holds where it is used: the object that was put into it last, and what was added to that.
   *
   * @param used where; only where nothing was put into it in front of that, what is put into it behind counts
   */
  parametersOf(variable: string, used: number): FoundParameters {
    const called = variable.replace(/[$.]/g, '\\$&');
    const all = this.assignmentsOf(variable, called);
    if (all === undefined) return unread;
    const index = Math.max(
      all.findLastIndex(({ start }) => start < used),
      0,
    );
    const assignment = all[index];
    const start = assignment?.start ?? Math.max(0, used - behind);
    const end = start > used ? all[index + 1]?.start : used;
    const since = this.text.slice(start, Math.min(end ?? this.text.length, start + behind));
    // Whoever calls the function says what is in it.
    if (isArgument(since, called)) return unread;
    const later = assignedParameters(since, called);
    if (assignment === undefined) return { parameters: later, isUnread: later.length === 0 };
    return { parameters: [...this.literalAt(assignment.bracket), ...later], isUnread: false };
  }

  /** `undefined`: there are more variables than are looked for. */
  private assignmentsOf(variable: string, called: string): readonly Assignment[] | undefined {
    const known = this.assigned.get(variable);
    if (known !== undefined || this.assigned.size >= mostVariables) return known;
    const assigned = new RegExp(
      String.raw`(?<![\w.])${called}(?:\s?:\s?[^=\n]{1,80})?\s{0,9}=\s{0,9}(?:(?:${made})\(\s{0,9})?@?[{[(]`,
      'g',
    );
    const found = Array.from(this.text.matchAll(assigned), ({ 0: { length }, index }) => ({
      start: index,
      bracket: index + length - 1,
    }));
    this.assigned.set(variable, found);
    return found;
  }

  private literalAt(bracket: number): QueryParameter[] {
    const known = this.literals.get(bracket) ?? literalParameters(this.text, bracket);
    this.literals.set(bracket, known);
    return known;
  }
}

/** Where an object is put into a variable, and where its bracket stands. */
interface Assignment {
  start: number;
  bracket: number;
}

/** Whether a function begins there that is given the variable. */
function isArgument(text: string, called: string): boolean {
  return new RegExp(
    String.raw`\b(?:def|function|func|fun|fn|sub)\b[^\n()]{0,100}\([^)]{0,300}(?<![\w$])${called}(?![\w$])`,
  ).test(text);
}

const mostVariables = 50;
