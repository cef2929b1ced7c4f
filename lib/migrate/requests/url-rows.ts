import { lowerBoundNames } from '../../template/placeholder';
import { decodeEntities } from '../pasted/html-entities';
import { isList } from './list-request';

/** A poll's URL in a row, and the list that it reads. */
export interface UrlRow {
  name: string;
  url: string;
  /** It is written as a hub has it. */
  isHubs: boolean;
}

/**
 * The URLs of polls that stand in rows or alone, with a placeholder for a date or a hub's `where`: a table with a row for each resource, the cells of a
 * spreadsheet, lines of a specification. Among such rows one without any of this is a poll as well (`currencies;/api/currencies`). Empty
 * where no URL has any.
 *
 * @param isAsked whether another URL of the text has one; default: no
 */
export function urlRows(text: string, isAsked = false): UrlRow[] {
  let end = 0;
  const rows = Array.from(text.slice(0, longest).matchAll(begins)).flatMap((begin) => {
    const [whole, quote = '', path = '', ofHub = '', ofCoupa = ''] = begin;
    const start = begin.index + whole.length;
    if (start < end) return [];
    const query = text[start] === '?' ? cellAt(text, start, quote) : '';
    const isHubs = ofCoupa === '';
    end = start + query.length;
    const url = path + decodeEntities(query);
    const row = { name: ofHub || ofCoupa, url, isHubs, asksByDate: asksByDate.test(query) };
    return isHubs || isList(row.name) ? [row] : [];
  });
  const asked = new Set(rows.filter((row) => row.asksByDate).map(({ name, isHubs }) => `${name} ${isHubs}`));
  if (asked.size === 0 && !isAsked) return [];
  // A path in a column of its own, or in a sentence, says which list it is that another URL asks.
  const polls = rows.filter(({ name, isHubs, url }) => url.includes('?') || !asked.has(`${name} ${isHubs}`));
  return [...new Map(polls.map((row) => [row.url.replace(ofHubsSite, ''), row])).values()].slice(0, most);
}

const ofHubsSite = /^https:\/\/[^/]{1,300}\/elements\/api-v2(?=\/)/;

/** Characters that are looked at, and rows of a text. */
const longest = 500_000;
const most = 500;

/** The beginning of a cell, or a word, that is a path of Coupa's or of a hub's. */
const begins =
  /(?<=^|[\s|;,>=:：(«])(?<!\b(?:POST|PUT|PATCH|DELETE)["'`]?[\s|;,:=>]{1,9})(["'`“„]?)((?:https:\/\/[\w.-]{1,200}\/elements\/api-v2)?\/hubs\/[\w-]{1,60}\/([\w-]{2,60})|\/api\/([a-z_]{2,60}))(?=[?\s"'`|;,<”“»]|$)/gm;

/** What a query that asks by date has. */
export const asksByDate = new RegExp(String.raw`\$\{(?:${lowerBoundNames().join('|')})[:}]|^\?where=`, 'i');

/** Where a query ends that begins at a place: with its quotes, its cell, or its line. What stands in a placeholder, in quotes or brackets of a `where` is its own. */
function cellAt(text: string, start: number, quote: string): string {
  const close = { '“': '”', '„': '“' }[quote] ?? quote;
  const isWhere = /^\?where=/i.test(text.slice(start, start + 7));
  const last = Math.min(text.length, start + longestUrl);
  let isText = false;
  let depth = 0;
  let at = start;
  for (; at < last; at++) {
    const char = text.charAt(at);
    if (char === '$' && text[at + 1] === '{') {
      at = endOfPlaceholder(text, at, last);
      continue;
    }
    if (char === '"' && quote === '"' && text[at + 1] === '"') {
      // As CSV has a quote in a cell.
      at++;
      continue;
    }
    if (close !== '' && char === close && !(close === "'" && isWhere && isText)) break;
    if (char === "'" && isWhere) isText = !isText;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    if (always.test(char) || depth < 0) break;
    if (close === '' && !isText && depth === 0 && endsCell(text, at, isWhere)) break;
  }
  const cell = text.slice(start, at).trim();
  return quote === '"' ? cell.replaceAll('""', '"') : cell;
}

/** Characters of a URL. */
const longestUrl = 5000;

const always = /[\r\n\t"`|<«»“”]/;

function endOfPlaceholder(text: string, at: number, last: number): number {
  const length = text.slice(at, last).indexOf('}');
  return length < 0 ? at + 1 : at + length;
}

/** Whether a blank or a separator ends an unquoted cell: a `where` has blanks, lists have commas, and old queries semicolons. */
function endsCell(text: string, at: number, isWhere: boolean): boolean {
  const char = text.charAt(at);
  if (/\s/.test(char)) return !isWhere;
  if (char === ',') return /[}')]/.test(text.charAt(at - 1));
  if (char === ';' && /&#?\w{1,10}$/.test(text.slice(Math.max(0, at - 12), at))) return false;
  return char === ';' && !/^;[\w.\-[\]%]{1,100}=/.test(text.slice(at, at + 110));
}
