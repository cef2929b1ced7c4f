import { CoupaError } from '../base/errors';
import type { Finding } from '../base/finding';
import { Findings } from '../base/findings';
import { phrase } from '../base/text/phrase';
import { largestPage } from '../catalogue/index-resources';
import { coupasHub, findResource, findResourceByPath } from '../catalogue/resources';
import { decodeText } from '../template/percent';
import { encodeForTemplate, plainPartsOf, splitQuery } from '../template/split-query';
import { checkDollars } from '../template/template-pieces';
import { checkUrlLength } from '../template/url-length';
import { translateWhere } from './where/translate';

/** A hub's URL as a template for Coupa itself. */
export interface TranslatedUrl {
  /** Path and query of Coupa's Core API, still with its placeholders. */
  path: string;
  findings: Finding[];
}

/** Whether a URL template is one of an Open Connectors hub (`/hubs/…`). */
export function isHubUrl(url: string): boolean {
  return hubStart.test(url.trim());
}

/**
 * Translates the URL of a hub (`/hubs/businessspendmanagement/invoices?where=…`) into Coupa's own path and filters.
 * `where`, `fields`, `orderBy`, `pageSize` and `page` become what Coupa calls them; other parameters are passed on.
 *
 * @throws {CoupaError} `COUPA_CONFIG` for another hub than Coupa's, or a `where` that cannot be parsed or Coupa cannot
 *   express; `details` is then the place, `{ text, position, length }`: in `url`, or in the decoded `where` if that was encoded
 */
export function translateHubUrl(url: string): TranslatedUrl {
  checkUrlLength(url.trim());
  checkDollars(url);
  const { path, parameters } = splitQuery(url.trim());
  const findings = new Findings();
  const translated = parameters.flatMap((parameter) =>
    translateParameter(parameter, parameters, url, findings),
  );
  const core = corePath(path, findings);
  return {
    path: translated.length === 0 ? core : `${core}?${translated.join('&')}`,
    findings: findings.list,
  };
}

/** Says as findings what `translateHubUrl` would say of a URL when it is used. Other URLs than a hub's are fine as they are. */
export function checkDirectUrl(url: string, findings: Findings): void {
  if (!isHubUrl(url)) return;
  try {
    findings.take(translateHubUrl(url).findings);
  } catch (error) {
    if (!(error instanceof CoupaError)) throw error;
    findings.manual('not-direct', phrase`Without a hub this URL does not work. ${error.phrase}`, url);
  }
}

const hubPath =
  /^(?:https?:\/\/[^/?#]+)?(?:\/elements\/api-v2)?\/hubs\/([^/?#]+)\/([^/?#]+)((?:\/[^/?#]+)*)\/?$/i;
const hubStart = /^(?:https?:\/\/[^/?#]+)?(?:\/elements\/api-v2)?\/hubs\//i;

function corePath(path: string, findings: Findings): string {
  const [, hub = '', name = '', rest = ''] = hubPath.exec(path) ?? [];
  if (hub.toLowerCase() !== coupasHub) {
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`Translating ${path} for a direct connection failed: ${hub === '' ? phrase`it is not the URL of a hub (/hubs/<hub>/<resource>)` : phrase`the hub "${hub}" is not Coupa's (businessspendmanagement)`}. Choose a connection of the kind SAP Open Connectors, or a URL of Coupa's own (/api/…).`,
      { details: { hub } },
    );
  }
  const below = rest.replaceAll('-', '_');
  const known = findResource(name)?.path;
  const core = known ?? `/api/${name.replaceAll('-', '_')}`;
  if (known === undefined && findResourceByPath(core + below) === undefined) {
    findings.unsupported(
      'unknown-resource',
      phrase`"${name}" is not among the resources of Coupa's release 39; ${core} is asked.`,
    );
  }
  return core + below;
}

/** Like `translateWhere`, but a place in an error is one in the URL, which is what its user sees. */
function translateInUrl(where: string, url: string): string {
  try {
    return translateWhere(where);
  } catch (error) {
    const start = url.indexOf(where);
    if (!(error instanceof CoupaError) || error.reason?.kind !== 'setting' || start < 0) throw error;
    const { position = 0 } = error.reason;
    throw error.with({ reason: { ...error.reason, position: start + position }, details: { text: url } });
  }
}

function translateParameter(
  parameter: string,
  all: readonly string[],
  url: string,
  findings: Findings,
): string[] {
  const equals = parameter.indexOf('=');
  const name = equals < 0 ? parameter : parameter.slice(0, equals);
  const value = equals < 0 ? '' : decode(parameter.slice(equals + 1));
  switch (name.toLowerCase()) {
    case 'where':
      return value.trim() === '' ? [] : [translateInUrl(value, url)];
    case 'fields':
      return value.trim() === '' ? [] : [`fields=${encodeForTemplate(fieldsOf(value))}`];
    case 'orderby':
      return orderOf(value);
    case 'pagesize':
      return [`limit=${pageSizeOf(value)}`];
    case 'page':
      return offsetOf(value, all);
    case 'nextpage':
      findings.unsupported(
        'next-page',
        phrase`A page token of the hub means nothing to Coupa; it was left out.`,
      );
      return [];
    default:
      findings.unsupported('parameter', phrase`The parameter "${name}" is passed on to Coupa as it is.`);
      return [parameter];
  }
}

/** A value with a quote in it is plain text; one without may be percent-encoded. */
function decode(value: string): string {
  const isPlain = plainPartsOf(value).some((part) => part.includes("'"));
  return isPlain || !/%[0-9a-f]{2}/i.test(value) ? value : decodeText(value);
}

type FieldTree = Map<string, FieldTree>;

/** `id,supplier.name` is `["id",{"supplier":["name"]}]`, with underscores. Coupa's own notation stays. */
function fieldsOf(value: string): string {
  if (value.trim().startsWith('[')) return value.trim();
  const tree: FieldTree = new Map();
  for (const field of value.split(',')) {
    let level = tree;
    for (const part of field.trim().replaceAll('-', '_').split('.').slice(0, 32)) {
      const next: FieldTree = level.get(part) ?? new Map();
      if (part !== '') level.set(part, next);
      level = next;
    }
  }
  return JSON.stringify(listOf(tree));
}

function listOf(tree: FieldTree): unknown[] {
  return [...tree].map(([name, below]) => (below.size === 0 ? name : { [name]: listOf(below) }));
}

/** `updated_at desc`: the first field only, as Coupa sorts by one. */
function orderOf(value: string): string[] {
  const [field = '', direction = 'asc'] = (value.split(',')[0] ?? '').trim().split(/[\s+]+/);
  if (field === '') return [];
  const dir = direction.toLowerCase() === 'desc' ? 'desc' : 'asc';
  return [`order_by=${encodeForTemplate(field.replaceAll('-', '_'))}`, `dir=${dir}`];
}

/** What the hub calls `pageSize`, as far as Coupa goes. */
function pageSizeOf(value: string): number {
  return Math.min(largestPage, Math.max(1, Number.parseInt(value, 10) || largestPage));
}

/** The hub counts pages from 1; Coupa skips records. */
function offsetOf(value: string, all: readonly string[]): string[] {
  const page = Number.parseInt(value, 10);
  const size = all.find((parameter) => /^pageSize=\d+$/i.test(parameter))?.slice('pageSize='.length);
  return page > 1 ? [`offset=${(page - 1) * pageSizeOf(size ?? '')}`] : [];
}
