import { findResourceByPath } from '../../catalogue/resources';

/** A request that reads one of Coupa's lists. */
export interface ListRequest {
  /** `invoices` */
  name: string;
  /** `https://acme.coupahost.com`, `""` where something else stands for it. */
  site: string;
  /** What is asked, as a URL template writes it: `status=approved`. */
  parameters: string[];
  /** It has parameters that could not be read. */
  isUnread: boolean;
}

/** An address of a list as it stands in a text. */
export interface ListAddress {
  name: string;
  site: string;
  /** The quote in front of it, `""` without one. */
  quote: string;
  start: number;
  /** Where its path ends. */
  end: number;
}

const standIn = String.raw`<[\w -]{1,60}>|[$#@]?\{\{?[\w.$[\]'" -]{1,80}\}?\}|\[[\w -]{1,60}\]|\$\w{1,60}|%\w{1,60}%`;
const base = [
  String.raw`https?:\/\/(?:${standIn})?\.coupa(?:host|cloud)\.com`,
  String.raw`https?:\/\/[\w.-]{1,253}(?::\d{1,5})?`,
  String.raw`(?:https?:\/\/)?(?:\{\{\{?[\w. -]{1,60}\}?\}\}|\$\{?[A-Za-z_][\w.]{0,60}\}?|\{[\w.]{1,60}\}|[@#]\{[^{}]{1,120}\}|%s|\$\([A-Za-z_][\w.]{0,60}\))`,
  // Salesforce: a named credential.
  String.raw`callout:[A-Za-z_]\w{0,60}`,
].join('|');

/** A path of Coupa's API behind its host, or behind what stands for that. */
const address = new RegExp(
  String.raw`(["'\x60]?)(?:(${base})?\/|(?<=["']))api\/([a-z_]{2,60})(?:\.(?:json|xml))?\/?(?=[?"'\x60\s\\]|$)`,
  'g',
);

const hosted = /^https?:\/\/[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.coupa(?:host|cloud)\.com(?::\d{1,5})?$/i;
const isOfNobody = /^https?:\/\/[\w.-]+(?::\d+)?$/i;

/** The addresses of lists in a text. A path without a host is one where it is in quotes, and the text is about Coupa. */
export function listAddresses(text: string): ListAddress[] {
  const isAboutCoupa = /coupa/i.test(text);
  return Array.from(text.matchAll(address)).flatMap((match) => {
    const [whole, quote = '', host = '', name = ''] = match;
    const isHosted = hosted.test(host);
    const isValue =
      quote !== '' ||
      /(?:[=:]\s?|\bGET[ \t]{1,4})$/.test(text.slice(Math.max(0, match.index - 8), match.index));
    const isPath = host === '' && !(isValue && isAboutCoupa);
    const isForeign = !isHosted && isOfNobody.test(host) && !/^https?:\/\/\.coupa/i.test(host);
    if (isPath || isForeign || !isList(name)) return [];
    const site = isHosted ? host : '';
    return [{ name, site, quote, start: match.index, end: match.index + whole.length }];
  });
}

export function isList(name: string): boolean {
  return findResourceByPath(`/api/${name}`) !== undefined;
}

/** What a program would compute there, as something to be filled in: `{since}`. */
export function toFillIn(expression: string): string {
  const name = expression
    .replace(/\(.*$/s, '')
    .replace(/[^\w.]+/g, '_')
    .replace(/^[^A-Za-z]+|[._]+$/g, '');
  return `{${name || 'value'}}`;
}

/** A text of a program, in which `{since.isoformat()}` and the like are something to be filled in. */
export function withFillIns(text: string): string {
  return text.replace(/(?<!\{)\$?\{(?![{"'\s])([^{}"]{1,200})\}(?!\})/g, (whole, inner: string) =>
    /^\w*$|^\w{1,30}:/.test(inner) ? whole : toFillIn(inner),
  );
}
