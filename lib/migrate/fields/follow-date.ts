import { CoupaError } from '../../base/errors';
import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import { coupasHub } from '../../catalogue/resources';
import { coupaDateFormat } from '../../dates/coupa-date';
import { DateReader } from '../../dates/read-date';
import type { Expression } from '../../hub/where/expression';
import { parseWhere } from '../../hub/where/parse';
import { isPlaceholder } from '../pasted/outside-value';
import { hasLowerBound } from './mend-url';
import type { DateFields } from './read-dates';
import { changeParameters, isSameAttribute, type Parameter } from './url-parameters';

/** A URL that asks from the position on, and where the first poll begins. */
export interface FollowedUrl {
  url: string;
  /** ISO 8601; none: nothing was fixed. */
  startDate?: string;
}

/**
 * Lets a URL follow the position that asks for everything since a fixed date, in a filter or in a `where`: the date becomes a placeholder,
 * and the first poll begins there. Only the record's own updated date is one to follow; other dates are meant as they are.
 *
 * @param isoPlaceholder what stands for a date in ISO 8601
 */
export function followDate(
  written: string,
  dates: DateFields,
  findings: Findings,
  isoPlaceholder?: string,
): FollowedUrl {
  if (dates.updatedDateField === '') return { url: written };
  const url = sinceLastRun(written, dates, findings);
  if (hasLowerBound(url)) return { url };
  const follower = new Follower(dates, isoPlaceholder, url.startsWith('/api/'));
  const followed = changeParameters(url, (parameter) => follower.follow(parameter));
  if (followed === url && follower.unread !== '') {
    findings.manual(
      'fixed-date',
      phrase`The URL asks for everything since ${follower.unread} at each poll, and that is no date that is read here. Write a placeholder in its place.`,
      follower.unread,
    );
  }
  if (followed === url) return { url };
  const { startDate, was } = follower;
  if (startDate === undefined) {
    findings.mended(
      'date-stand-in',
      phrase`The placeholder for the last run's date became one of this package's.`,
      url,
      followed,
    );
    return { url: followed };
  }
  findings.mended(
    'fixed-date',
    phrase`The URL asked for everything since ${was} at each poll. The first poll begins there ("start"), each later one where the one before it ended.`,
    url,
    followed,
  );
  return { url: followed, startDate };
}

/** Nothing has exactly the date of the last run: `where=updated_at='${date}'` asks for what came since. */
function sinceLastRun(url: string, { updatedDateField }: DateFields, findings: Findings): string {
  // What other hubs make of it is theirs to say: their examples have it.
  if (!url.startsWith(`/hubs/${coupasHub}/`)) return url;
  const mended = changeParameters(url, ({ name, raw }) => {
    if (name.toLowerCase() !== 'where' || !hasLowerBound(raw)) return undefined;
    const equal = conditionsOf(raw).find(
      (one) =>
        one.kind === 'comparison' &&
        one.comparator === '=' &&
        hasLowerBound(one.value.text) &&
        isSameAttribute(one.field.text, updatedDateField),
    );
    if (equal?.kind !== 'comparison') return undefined;
    const { position } = equal.value;
    return `${name}=${raw.slice(0, position).replace(/=(\s{0,9})$/, '>=$1')}${raw.slice(position)}`;
  });
  if (mended !== url)
    findings.mended('operator', phrase`Operators were read as Coupa calls them.`, url, mended);
  return mended;
}

/** A date as it was written, what stands for it from now on, and the moment that it names. */
interface Bound {
  placeholder: string;
  startDate?: string;
}

class Follower {
  startDate: string | undefined;
  was = '';
  /** A date that is written in a way of its own. */
  unread = '';

  constructor(
    private readonly dates: DateFields,
    private readonly isoPlaceholder: string | undefined,
    /** Coupa itself is asked, which reads no seconds since 1970. */
    private readonly isDirect: boolean,
  ) {}

  follow({ name, raw, value }: Parameter): string | undefined {
    if (name.toLowerCase() === 'where') {
      // With a quote in it, it is plain text; without one it may be encoded.
      const isPlain = raw === value || raw.includes("'");
      const followed = isPlain ? this.followWhere(raw, String) : this.followWhere(value, encodeWhere);
      return followed === undefined ? undefined : `${name}=${followed}`;
    }
    const [, field = ''] = /^(.{1,200})\[gt(?:_or_eq)?\]$/.exec(name) ?? [];
    if (!isSameAttribute(field.toLowerCase(), this.dates.updatedDateField)) return undefined;
    const bound = this.bound(plainDate(value));
    if (bound === undefined && !isOfNode(value)) this.unread = value;
    return bound === undefined ? undefined : `${name}=${this.take(value, bound)}`;
  }

  private followWhere(where: string, write: (text: string) => string): string | undefined {
    for (const condition of conditionsOf(where)) {
      if (condition.kind !== 'comparison' || !['>', '>='].includes(condition.comparator)) continue;
      const { field, value } = condition;
      if (!isSameAttribute(field.text, this.dates.updatedDateField)) continue;
      const bound = this.bound(plainDate(value.text));
      if (bound === undefined && !isOfNode(value.text)) this.unread = value.text;
      if (bound === undefined) continue;
      const { position, length } = value;
      const quote = value.quoted ? write("'") : '';
      const literal = `${quote}${this.take(value.text, bound)}${quote}`;
      return `${write(where.slice(0, position))}${literal}${write(where.slice(position + length))}`;
    }
    return undefined;
  }

  private take(was: string, { placeholder, startDate }: Bound): string {
    this.was = was;
    this.startDate = startDate;
    return placeholder;
  }

  private bound(text: string): Bound | undefined {
    if (isPlaceholder(text) || isLastRun(text))
      return { placeholder: this.isoPlaceholder ?? `\${date:${this.dates.updatedDateFormat}}` };
    const { updatedDateFormat: own, updatedDateTimezone: timezone } = this.dates;
    for (const [format, placeholder] of writings(own)) {
      if (text.length > 100 || !isWritten(text, format)) continue;
      const moment = readMoment(text, format, timezone);
      if (moment === undefined) continue;
      const isWhole = /T\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$/.test(text);
      const startDate = isWhole ? text : new Date(moment).toISOString().replace('.000Z', 'Z');
      const isIso = format.startsWith("yyyy-MM-dd'T'");
      if (this.isDirect && placeholder.startsWith('${epoch'))
        return { placeholder: this.isoPlaceholder ?? `\${date:${coupaDateFormat}}`, startDate };
      return { placeholder: isIso ? (this.isoPlaceholder ?? placeholder) : placeholder, startDate };
    }
    return undefined;
  }
}

/** As HTTP and e-mails write dates. */
const ofHeaders = 'EEE, dd MMM yyyy HH:mm:ss z';

/** Without blanks or quotes around it; a `+` that was read as a blank is one again, a zone's name behind its offset is left out. */
function plainDate(text: string): string {
  const bare = text.trim().replace(/^(["'])([^"']{1,100})\1$/, '$2');
  const signed = bare.replace(/^(\d{4}-\d\d-\d\dT[\d:.]{5,20}) (?=\d\d:?\d\d$)/, '$1+');
  const [, instant] =
    /^(\d{4}-\d\d-\d\dt[\d:.]{5,20}(?:z|[+-]\d\d:?\d\d))(?:\[[\w/+-]{1,50}\])?$/i.exec(signed) ?? [];
  return instant?.toUpperCase() ?? signed;
}

/** What other programs put the date of their last run in place of: `${lastRun}`, `%s`, `{0}`, `@{…}`, `#[vars.lastRun]`, `' + lastRun + '`. */
function isLastRun(text: string): boolean {
  const word = text.trim();
  return word.length <= 200 && lastRuns.some((one) => one.test(word));
}

const lastRuns: readonly RegExp[] = [
  /^\$\{\w*(?:last|since|from|start|prev|delta|updated|modified|sync|run|watermark|cursor)\w*\}$/i,
  /^(?:%s|%\(\w+\)s|%\d\$s|\{\d{0,2}\}|:\w+|\$\w+|\?)$/,
  /^[#@%]?\{(?!\{).*\}$|^#\[.*\]$|^\{%.*%\}$|^<%.*%>$/s,
  /^["']?\s*[+&.]\s*[\w.()]+\s*[+&.]\s*["']?$/,
  /^\{\{\{?(?!\s*(?:env|flow|global|msg)\b).*\}\}$/s,
  /^\$\(.*\)$/s,
];

/** Whether a text is a value that the poll node fills in by itself. */
function isOfNode(text: string): boolean {
  return /\{\{\{?\s{0,20}(?:env|flow|global|msg)\b|\$\{/.test(text);
}

/** How dates are written in filters, and what stands for each; the field's own way first. */
function writings(own: string): [format: string, placeholder: string][] {
  const formats = [
    own,
    "yyyy-MM-dd'T'HH:mm:ssXXX",
    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "yyyy-MM-dd'T'HH:mm:ss",
    "yyyy-MM-dd'T'HH:mmXXX",
    "yyyy-MM-dd'T'HH:mm",
    'yyyy-MM-dd HH:mm:ssXXX',
    'yyyy-MM-dd HH:mm:ss z',
    'yyyy-MM-dd HH:mm:ss',
    'yyyy-MM-dd HH:mm',
    'yyyy-MM-dd',
    'yyyy/MM/dd HH:mm:ss',
    'yyyy/MM/dd',
    'yyyyMMdd',
    ofHeaders,
  ];
  // With points, or a month in words, there is no doubt about the order; Coupa itself reads none of these.
  const ofPeople = [
    'dd.MM.yyyy HH:mm:ss',
    'dd.MM.yyyy HH:mm',
    'dd.MM.yyyy',
    'yyyy年MM月dd日',
    'dd-MMM-yyyy',
    `dd MMM${' '}yyyy`,
  ];
  return [
    ...formats
      .filter((format) => format !== 'milliseconds')
      .map((format): [string, string] => [format, `\${date:${format}}`]),
    ...ofPeople.map((format): [string, string] => [format, `\${date:yyyy-MM-dd}`]),
    ['milliseconds', `\${epoch:ms}`],
    ['seconds', `\${epoch:s}`],
  ];
}

/** Numbers are told by their digits: ten are seconds, thirteen milliseconds. A year alone is no bound to follow. */
function isWritten(text: string, format: string): boolean {
  if (format === 'milliseconds') return /^\d{13}$/.test(text);
  if (format === 'seconds') return /^\d{10}$/.test(text);
  return !/^\d{1,7}$/.test(text);
}

function readMoment(text: string, format: string, timezone: string): number | undefined {
  if (format === 'seconds') return Number(text) * 1000;
  if (format === 'milliseconds') return Number(text);
  try {
    return DateReader.compile({ format, timezone }).read(text);
  } catch (error) {
    if (error instanceof CoupaError) return undefined;
    throw error;
  }
}

/** The conditions that all have to hold; none of a `where` that cannot be read, which is said elsewhere. */
export function conditionsOf(where: string): Expression[] {
  try {
    const expression = parseWhere(where);
    return expression.kind === 'and' ? expression.operands : [expression];
  } catch (error) {
    if (error instanceof CoupaError) return [];
    throw error;
  }
}

/** Quotes too: one that is left as it is would make the whole `where` plain text. */
export function encodeWhere(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27');
}
