import { CoupaError } from '../../base/errors';
import type { Findings } from '../../base/findings';
import { closest } from '../../base/text/closest';
import { phrase } from '../../base/text/phrase';
import { attributesOf } from '../../catalogue/members/attributes';
import { membersOf } from '../../catalogue/members/members';
import { findResourceByPath, nearestResource } from '../../catalogue/resources';
import { isHubUrl, translateHubUrl } from '../../hub/translate-url';
import { conditionsOf } from './follow-date';
import { operatorNames } from './mend-operators';
import { hasLowerBound } from './mend-url';
import { changeParameters, isSameAttribute, type Parameter } from './url-parameters';

/** Says of a URL what makes it ask for something else than its author meant, although it can be sent as it is. */
export function checkFilters(url: string, updatedDateField: string, findings: Findings): void {
  const parameters = parametersOf(url);
  reportEnd(parameters, updatedDateField, findings);
  reportUpperBound(parameters, updatedDateField, findings);
  reportOutsideWhere(url, parameters, findings);
  const [, list, below] = /^\/api\/([\w-]{1,100})(?:\/([^?]*))?(?:\?|$)/.exec(url) ?? [];
  if (list === undefined) return;
  if (below !== undefined && /^\d{1,20}\/?$/.test(below)) {
    findings.manual(
      'one-record',
      phrase`This URL reads one record and no list, which a poll needs: write /api/${list}?id=${below}.`,
    );
  } else if (below === undefined) reportUnknownList(list, findings);
  reportTwice(parameters, findings);
  reportEmpty(parameters, findings);
  for (const parameter of parameters) reportNames(list, parameter, findings);
}

/** Says of a hub's URL that is asked of Coupa itself which of its fields Coupa does not have. */
export function checkTranslated(url: string, findings: Findings): void {
  if (!isHubUrl(url)) return;
  const path = translated(url);
  const [, list] = /^\/api\/([\w-]{1,100})\?/.exec(path) ?? [];
  if (list === undefined) return;
  for (const parameter of parametersOf(path)) reportNames(list, parameter, findings);
}

/** `""` for what cannot be translated, which is said elsewhere. */
function translated(url: string): string {
  try {
    return translateHubUrl(url).path;
  } catch (error) {
    if (error instanceof CoupaError) return '';
    throw error;
  }
}

function reportNames(list: string, { name, value }: Parameter, findings: Findings): void {
  if (reportMisspelt(list, name, findings) || reportUnknownOperator(list, name, findings)) return;
  reportUnknownDate(list, name, value, findings);
}

/** `status[like]`: what stands in brackets behind a plain attribute can be nothing but an operator. */
function reportUnknownOperator(list: string, name: string, findings: Findings): boolean {
  const [, attribute = '', operator = ''] = /^([\w-]{1,100})\[([^[\]]{1,40})\]$/.exec(name) ?? [];
  const kind = membersOf(list).get(attribute.toLowerCase().replaceAll('_', '-'))?.kind;
  if (kind === undefined || kind === 'object' || kind === 'any' || operatorNames.includes(operator))
    return false;
  // A date's are told of already.
  if (/^(?:updated|created)[-_]at$/i.test(attribute)) return false;
  const shown = name.slice(0, 100);
  findings.manual(
    'unknown-filter',
    phrase`Coupa knows no operator "${operator}" (${shown}). It has ${operatorNames.join(', ')}, and none for what is equal.`,
    shown,
  );
  return true;
}

/** A date that stands in a filter which Coupa does not know bounds nothing: each poll reads everything. */
function reportUnknownDate(list: string, name: string, value: string, findings: Findings): void {
  const [, attribute = ''] = /^([\w-]{1,100})\[(?:gt|lt)(?:_or_eq)?\]$/.exec(name) ?? [];
  const members = membersOf(list);
  const isKnown = members.size === 0 || members.has(attribute.toLowerCase().replaceAll('_', '-'));
  if (attribute === '' || isKnown || !hasLowerBound(value) || /^custom[-_]field/i.test(attribute)) return;
  const shown = name.slice(0, 100);
  findings.manual(
    'unknown-filter',
    phrase`Coupa knows no filter "${shown}", and answers as if it were not there. What was updated since a date is asked for by updated-at with the operator gt_or_eq in brackets.`,
    shown,
  );
}

function parametersOf(url: string): Parameter[] {
  const found: Parameter[] = [];
  changeParameters(url, (parameter) => {
    found.push(parameter);
    return undefined;
  });
  return found;
}

/** Where a poll's beginning is taken for the end of what is asked for, nothing new is ever found. */
function reportUpperBound(parameters: readonly Parameter[], dateField: string, findings: Findings): void {
  const dated = parameters.filter(({ value }) => hasLowerBound(value));
  const isUpper = ({ name, value }: Parameter) =>
    name.toLowerCase() === 'where'
      ? conditionsOf(value).some((one) => one.kind === 'comparison' && hasLowerBound(one.value.text)) &&
        conditionsOf(value).every(
          (one) =>
            one.kind !== 'comparison' ||
            !hasLowerBound(one.value.text) ||
            (one.comparator.startsWith('<') && isSameAttribute(one.field.text, dateField)),
        )
      : isSameAttribute(name.replace(/\[lt(?:_or_eq)?\]$/, '').toLowerCase(), dateField) && /\[lt/.test(name);
  if (dated.length === 0 || !dated.every(isUpper)) return;
  findings.manual(
    'upper-bound',
    phrase`The URL asks for what was updated before the poll's beginning, so that nothing new is ever found. Ask for what was updated since: ${dateField}[gt_or_eq].`,
  );
}

/** Says of a fixed date up to which is asked, or at which, that no poll finds anything behind it. */
function reportEnd(parameters: readonly Parameter[], dateField: string, findings: Findings): void {
  if (dateField === '') return;
  const ends = parameters.flatMap(({ name, value }) => {
    if (name.toLowerCase() === 'where') return endsOfWhere(value, dateField);
    const [, field = ''] = /^([^[]{1,200})(?:\[(?:lt(?:_or_eq)?|in)\])?$/.exec(name) ?? [];
    return isSameAttribute(field.toLowerCase(), dateField) ? value.split(',').slice(-1) : [];
  });
  const end = ends.find((text) => /^\d{4}-\d\d-\d\d/.test(text.trim()));
  if (end === undefined) return;
  findings.check(
    'fixed-end',
    phrase`The URL asks for nothing that was updated after ${end}: from then on no poll finds anything. Take that part out unless it is meant.`,
  );
}

function endsOfWhere(where: string, dateField: string): string[] {
  // What hubs take beside what is read here.
  const [, between = '', last = ''] =
    /([\w.-]{1,200})\s{1,9}between\s{1,9}'[^']{1,100}'\s{1,9}and\s{1,9}'([^']{1,100})'/i.exec(where) ?? [];
  if (isSameAttribute(between, dateField)) return [last];
  return conditionsOf(where).flatMap((one) => {
    if (one.kind === 'comparison' && ['<', '<=', '='].includes(one.comparator))
      return isSameAttribute(one.field.text, dateField) ? [one.value.text] : [];
    if (one.kind !== 'in' || !isSameAttribute(one.field.text, dateField)) return [];
    return one.values.map(({ text }) => text).slice(-1);
  });
}

/** A hub filters by its `where` alone. */
function reportOutsideWhere(url: string, parameters: readonly Parameter[], findings: Findings): void {
  if (!/^\/hubs\//i.test(url)) return;
  const dated = parameters.filter(({ value }) => hasLowerBound(value));
  const [outside] = dated;
  if (outside === undefined || dated.some(({ name }) => name.toLowerCase() === 'where')) return;
  const name = outside.name.slice(0, 100);
  findings.manual(
    'unknown-filter',
    phrase`The date stands in "${name}", by which a hub does not filter: write it into the "where".`,
  );
}

function reportUnknownList(list: string, findings: Findings): void {
  if (findResourceByPath(`/api/${list}`) !== undefined) return;
  const near = nearestResource(list)?.path;
  findings.check(
    'unknown-list',
    near === undefined
      ? phrase`Coupa's release 39 has no list /api/${list}.`
      : phrase`Coupa's release 39 has no list /api/${list}. Did you mean ${near}?`,
  );
}

/** Of two values under one name a server takes the last. */
function reportTwice(parameters: readonly Parameter[], findings: Findings): void {
  const seen = new Map<string, string>();
  for (const { name, value } of parameters) {
    const before = seen.get(name);
    if (before !== undefined && before !== value) {
      findings.manual(
        'asked-twice',
        phrase`The URL asks for ${name.slice(0, 100)} twice, of which Coupa takes the last: write the values as one, ${name.replace(/\[.*$/, '').slice(0, 100)}[in]=a,b.`,
      );
      return;
    }
    seen.set(name, value);
  }
}

/** A form that was sent with nothing in a field: few records have nothing there. */
function reportEmpty(parameters: readonly Parameter[], findings: Findings): void {
  const empty = parameters.find(({ name, value }) => value.trim() === '' && !reserved.test(name));
  if (empty === undefined) return;
  const name = empty.name.slice(0, 100);
  findings.check(
    'empty-filter',
    phrase`The URL asks for records with nothing in ${name}. Take that part out unless it is meant.`,
  );
}

/** Parameters that are no attribute of a record. */
const reserved = /^(?:fields|filter|limit|offset|order_by|dir|return_object|exported|where|q|search|page)$/i;

/** Coupa leaves out a filter that it does not know, so that a letter too few reads everything. Whether there was something to say. */
function reportMisspelt(list: string, name: string, findings: Findings): boolean {
  const [attribute = ''] = name.split('[', 1);
  const members = membersOf(list);
  const written = attribute.toLowerCase().replaceAll('_', '-');
  if (members.size === 0 || reserved.test(attribute) || members.has(written)) return false;
  if (written.length < 5 || /[^\w-]|^custom-fields?$/.test(written)) return false;
  const meant = closest(
    written,
    attributesOf(list).map((one) => one.name),
    2,
  );
  if (meant === undefined) return false;
  findings.check(
    'unknown-attribute',
    phrase`Coupa's release 39 has no ${attribute} here. Did you mean ${meant}?`,
  );
  return true;
}
