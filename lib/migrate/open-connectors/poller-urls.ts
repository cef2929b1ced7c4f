import { findResource } from '../../catalogue/resources';
import { asObject, asText, type OutsideObject } from '../pasted/outside-value';
import { switchedOff } from './switched-off';

/** A resource that a text names, with its URL where it stands beside the name. */
export interface NamedUrl {
  name: string;
  url?: string;
}

/**
 * Reads `event.poller.urls` and `event.objects`: names apart by `|`, line breaks or commas; behind a name, apart by `|`, perhaps its
 * URL. A list counts as lines. Empty names none.
 */
export function readPollerUrls(value: unknown): NamedUrl[] {
  const lines = Array.isArray(value) ? value.flatMap(lineOf) : lineOf(value);
  const found = lines.flatMap((text) => text.split(/\r?\n|\r|(?:\\r)?\\n/)).flatMap(readLine);
  return [...new Map(found.map((one) => [`${one.name}|${one.url ?? ''}`, one])).values()];
}

/** `{"invoices": "/hubs/…", "suppliers": true}` or `{"name":"invoices","url":…}` as lines; what is switched off is none. */
function lineOf(value: unknown): string[] {
  const object = asObject(value);
  if (object === undefined) return [asText(value) ?? ''];
  const key = nameKeyOf(object);
  if (key !== undefined) return [`${asText(object[key]) ?? ''}|${asText(object['url']) ?? ''}`];
  return Object.entries(object).flatMap(([key, one]) => {
    const text = asText(asObject(one)?.['url'] ?? one) ?? '';
    if (/^(?:false|no|0)$/i.test(text) || switchedOff(asObject(one) ?? {}) !== undefined) return [];
    return [isUrl(text) ? `${key}|${text}` : key];
  });
}

/** The key by which one of a list of resources is named; `undefined` where none of it is a name. */
export function nameKeyOf(object: OutsideObject): string | undefined {
  return ['name', 'resource', 'resourceName', 'objectName', 'object'].find(
    (key) => asText(object[key]) !== undefined,
  );
}

function readLine(line: string): NamedUrl[] {
  const found: NamedUrl[] = [];
  for (const word of wordsOf(line)) {
    const last = found.at(-1);
    if (!isUrl(word)) found.push({ name: word });
    else if (last !== undefined && last.url === undefined) last.url = word;
    else found.push({ name: nameOfUrl(word), url: word });
  }
  return found;
}

/** A bar, or a comma or a semicolon behind which another URL begins. */
const betweenUrls = /\||[,;]\s{0,9}(?=(?:https?:\/\/[\w.-]{1,200})?\/(?:hubs|api)\/)/i;

/** Cuts at `|` and at commas. Those of a URL stay, but where a name stands behind the last one that cannot be part of it. */
function wordsOf(line: string): string[] {
  // `- invoices`, `invoices: /hubs/…`
  const bare = line
    .replace(/^\s{0,20}(?:[-*•]|\d{1,3}[.)])\s{1,9}/, '')
    .replace(/^\s{0,20}\[([^[\]]*)\]\s{0,20}$/, '$1')
    .replace(/[\s,;]{1,20}$/, '')
    .replace(/^(\s{0,20}[\w -]{1,100}?)\s{0,9}(?::|=>?|->|→)\s{0,9}(?=\/)/, '$1|');
  const parts = bare.split(betweenUrls).map((part) => part.trim());
  const words = parts.flatMap((part, index) =>
    isUrl(part) ? cutUrl(part, isUrl(parts[index + 1] ?? '')) : part.split(/[,;\t、，；]/),
  );
  return words
    .flatMap(namesIn)
    .map((word) => word.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter((word) => word !== '' && word !== 'null');
}

/** `invoices and suppliers`, `invoices/suppliers`: names apart by words or signs, where each is a resource that is known, and the whole is none. */
function namesIn(word: string): string[] {
  if (isUrl(word.trim()) || word.length > longestNames || findResource(word) !== undefined) return [word];
  const bare = word.trim().replace(/[.。]$/, '');
  if (findResource(bare) !== undefined) return [bare];
  const names = bare.split(/\s+(?:and|und|et|y|e|と)\s+|\s{0,20}[&+/・]\s{0,20}|\s+/i);
  return names.every((name) => findResource(name) !== undefined) ? names : [word];
}

/** Characters of names that stand in one word. */
const longestNames = 500;

/** `/a?b=c,d,invoices` or `/a?b=c;invoices`, where a URL follows as another part, or `invoices` is a resource that is known. */
function cutUrl(text: string, beforeUrl: boolean): string[] {
  const names: string[] = [];
  const isFields = /[?&]fields=[^&]*$/i.test(text);
  const canEnd = (piece: string) =>
    /^[\w -]{1,100}$/.test(piece) &&
    ((beforeUrl && names.length === 0) || (findResource(piece) !== undefined && !isFields));
  // Each with the sign in front of it.
  const pieces = text.split(/(?=[,;])/);
  while (pieces.length > 1 && canEnd(pieces.at(-1)?.slice(1).trim() ?? '')) {
    names.push(pieces.pop()?.slice(1) ?? '');
  }
  return [pieces.join(''), ...names.reverse()];
}

/** Whether a word is a path or an address, and no name. */
export function isUrl(word: string): boolean {
  return /^(?:\/|https?:\/\/|hubs\/|api\/)/i.test(word);
}

/** The last part of a URL's path names what it lists. */
export function nameOfUrl(url: string): string {
  const path = url.slice(0, 2000).split('?')[0] ?? '';
  return path.split('/').filter(Boolean).at(-1) ?? 'records';
}
