import { encodeForTemplate } from '../../template/split-query';
import type { QueryParameter } from '../fields/read-query';
import { commandAt, commandParameters, isGet } from './command-line';
import { type ListAddress, type ListRequest, listAddresses, withFillIns } from './list-request';
import { assignedParameters, blockParameters, literalParameters } from './literal-parameters';
import { queryAt } from './query-of-code';

/** Characters around an address in which a verb, a body, or parameters are looked for. */
const around = 300;
const behind = 3000;
/** Addresses that are looked at: a text with more of them is no program. */
const most = 1000;

/** The requests of a program, a command line, or a sentence that read lists. */
export function codeRequests(text: string): ListRequest[] {
  const addresses = listAddresses(text).slice(0, most);
  const variables = new Variables(text);
  return addresses.flatMap((address, index) => {
    const next = Math.min(text.length, addresses[index + 1]?.start ?? text.length, address.end + behind);
    const command = commandAt(text, address.start);
    if (writes(text, address, command)) return [];
    const { name, site } = address;
    const query = queryAt(text, address.end, address.quote);
    const beside = parametersBeside(variables, text.slice(query.end, next));
    const put = variableOf(query.text);
    const within = put === undefined ? nothing : variables.parametersOf(put);
    const inline = parametersIn(withFillIns(query.text));
    const names = new Set(inline.map((one) => one.split('=', 1).join()));
    const more = [...commandParameters(command), ...within.parameters, ...beside.parameters];
    const parameters = [...inline, ...more.filter(([one]) => !names.has(one)).map(asWritten)];
    return [{ name, site, parameters, isUnread: [beside, within, query].some((one) => one.isUnread) }];
  });
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

/** The last verb in front of an address is its own, or a `curl` line has one, or a body, behind it. */
function writes(text: string, { start, end }: ListAddress, command: string): boolean {
  const before = text.slice(Math.max(0, start - around), start).replace(/^.*\bcurl\b/s, '');
  const verb = before.match(/\b(?:GET|POST|PUT|PATCH|DELETE)\b/g)?.at(-1) ?? 'GET';
  const called = /\.(?:post|put|patch|delete)\s?\(\s{0,20}[\w.$+ ]{0,60}f?["'`]?$/i.test(before);
  const rest = text
    .slice(end, end + around)
    .split(/\n(?![ \t])|\bcurl\b|"(?:name|item)"/, 1)
    .join('');
  if (
    called ||
    verb !== 'GET' ||
    /(?:-X|--request|\bmethod\b)[\s:="'>]{1,9}(?:POST|PUT|PATCH|DELETE)/i.test(rest)
  )
    return true;
  return !isGet(command) && /\s(?:-d|--data[\w-]{0,20})[\s=]/.test(rest);
}

const names = 'params|searchParams|queryParams|query_params|qs|query|payload';
const made = 'dict|new URLSearchParams|urllib\\.parse\\.urlencode|urlencode';
const value = String.raw`@?[{[(]|\$?[A-Za-z_]\w{0,60}(?![\w(])|[A-Za-z_][\w.]{0,60}(?=\()`;
const given = new RegExp(
  String.raw`(?:(?<![\w.$])(?:${names})["']?\s{0,9}[=:]|\s-Body\s)\s{0,9}(?:(?:${made})\()?\s{0,9}(${value})`,
);
const encoded = new RegExp(
  String.raw`(?:urlencode|URLSearchParams|stringify|http_build_query)\(\s{0,9}(${value})`,
);

interface Beside {
  parameters: QueryParameter[];
  isUnread: boolean;
}

const nothing: Beside = { parameters: [], isUnread: false };

/** `?${qs}`, `?{urlencode(params)}`: what is put in as a whole. */
function variableOf(query: string): string | undefined {
  const [, variable] = /[?&]\$?\{(?:[\w.]{1,60}\()?\s?([A-Za-z_]\w{0,60})[^{}]{0,40}\}$/.exec(query) ?? [];
  return variable;
}

/** Parameters that a call has beside its address: `params={…}`, `params=params`, `new URLSearchParams(filters)`. */
function parametersBeside(variables: Variables, rest: string): Beside {
  const added = assignedParameters(rest, '(?:\\w{1,60}\\.)?searchParams');
  const block = blockParameters(rest);
  if (block.length > 0) return { parameters: block, isUnread: false };
  const found = encoded.exec(rest) ?? given.exec(rest);
  const what = found?.[1];
  const is = /^(?:None|null|undefined)$/.test(what ?? '') ? undefined : what;
  if (found === null || is === undefined) return { parameters: added, isUnread: false };
  if (!/[{[(]$/.test(is)) {
    const { parameters, isUnread } = variables.parametersOf(is);
    return { parameters: [...parameters, ...added], isUnread };
  }
  const parameters = literalParameters(rest, found.index + found[0].length - 1);
  return { parameters: [...parameters, ...added], isUnread: parameters.length === 0 };
}

/** The variables of a program, each looked for once. */
class Variables {
  private readonly found = new Map<string, Beside>();

  constructor(private readonly text: string) {}

  /** What was put into a variable: the last object, and what was added to it. */
  parametersOf(variable: string): Beside {
    const known = this.found.get(variable);
    if (known !== undefined) return known;
    const beside = this.found.size < mostVariables ? this.read(variable) : { ...nothing, isUnread: true };
    this.found.set(variable, beside);
    return beside;
  }

  private read(variable: string): Beside {
    const called = variable.replace(/[$.]/g, '\\$&');
    const assigned = new RegExp(
      String.raw`(?<![\w.])${called}(?:\s?:\s?[^=\n]{1,80})?\s{0,9}=\s{0,9}(?:(?:${made})\(\s{0,9})?@?[{[(]`,
      'g',
    );
    const last = Array.from(this.text.matchAll(assigned)).at(-1);
    const later = assignedParameters(this.text, called);
    if (last === undefined) return { parameters: later, isUnread: later.length === 0 };
    const parameters = literalParameters(this.text, last.index + last[0].length - 1);
    return { parameters: [...parameters, ...later], isUnread: false };
  }
}

const mostVariables = 50;
