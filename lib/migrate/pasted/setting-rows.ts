import { decodeEntities } from './html-entities';
import type { OutsideObject } from './outside-value';

/** A setting's name as variables of an environment have it. */
const ofEnvironment = new Map(
  [
    'event.poller.configuration',
    'event.poller.urls',
    'event.poller.refresh_interval',
    'event.objects',
    'event.notification.enabled',
    'event.notification.callback.url',
    'event.notification.callback.headers',
    'event.notification.signature.key',
    'site.address',
    'oauth.api.key',
    'oauth.api.secret',
    'oauth.scope',
    'filter.response.nulls',
  ].map((name) => [name.toUpperCase().replaceAll('.', '_'), name === 'site.address' ? 'siteAddress' : name]),
);

/** A setting's name without quotes, as the first cell of a row or the beginning of a line, and what ends it. */
const rowBegins =
  /^[ \t]{0,20}(?:\|[ \t]{0,20}|[-*•][ \t]{1,9}|export[ \t]|set[ \t])?(?:\*\*|[`"])?((?:EVENT|SITE|OAUTH|FILTER)_[A-Z_]{3,40}|event\.(?:poller|notification|vendor)\.[\w.]{1,60}|event\.objects|siteAddress|oauth\.api\.(?:key|secret)|api\.key|filter\.response\.nulls|element\.key)(?:\*\*|[`"])?(?:[ \t]{0,20}[=:：＝|,;\t](?:\*\*)?[ \t]{0,20}|[ \t]{2,20})/gm;

/** What names resources to poll: without it, lines like these are something else. */
const polled = ['event.poller.configuration', 'event.poller.urls', 'event.objects'];

/**
 * The settings of an instance that stand in rows, as a file of properties, a table or a spreadsheet has them: a name and a value each, the value
 * perhaps over several lines. Where names come again with what is polled there, they are another instance's. `undefined` where there are no such rows.
 */
export function settingRows(pasted: string): OutsideObject[] | undefined {
  // JSON has quotes around its names, and a page that shows some may have a table that explains them.
  if (/"event\.(?:poller\.|objects)/.test(pasted) && !quotedCells.test(pasted)) return undefined;
  // Members of an object, whose values end at a comma.
  if (/^[\s\ufeff]{0,50}\{/.test(pasted)) return undefined;
  const text = withPlainCells(pasted);
  const rows = Array.from(text.matchAll(rowBegins), (row) => {
    const [whole, written = ''] = row;
    return { name: ofEnvironment.get(written) ?? written, start: row.index, end: row.index + whole.length };
  });
  const found = [new Map<string, string>()];
  for (const [index, { name, end }] of rows.entries()) {
    const value = text.slice(end, rows[index + 1]?.start ?? text.length);
    if (found.at(-1)?.has(name)) found.push(new Map());
    found.at(-1)?.set(name, cellOf(value, name));
  }
  const instances = found.filter((one) => polled.some((name) => one.has(name)));
  return instances.length === 0 ? undefined : instances.map(instanceOf);
}

/** The first cell of a CSV file that has quotes around each. */
const quotedCells = /^[\s\ufeff]{0,20}"[\w. ]{1,60}"[ \t]{0,9}[;,\t]/;

/** Cells of a page's table apart by tabs, blanks that are other characters as blanks, and lines that go on in the next one as one. */
function withPlainCells(text: string): string {
  const cells = /<t[dh][\s>]/i.test(text)
    ? decodeEntities(
        text
          .replace(/<\/t[dh]>\s{0,200}<t[dh](?:\s[^<>]{0,500})?>/gi, '\t')
          .replace(/<\/tr>/gi, '\n')
          .replace(/<\/?[a-z][^<>]{0,500}>/gi, ''),
      )
    : text;
  return cells.replace(/[\u00a0\u202f\u3000]/g, ' ').replace(/\\\r?\n[ \t]{0,200}/g, '');
}

function instanceOf(found: ReadonlyMap<string, string>): OutsideObject {
  const { 'element.key': key, ...configuration } = Object.fromEntries(found);
  return { ...(key !== undefined && { element: { key } }), configuration };
}

/** A value without what a table, a spreadsheet or a file of properties puts around it or into it. */
function cellOf(written: string, name: string): string {
  // Only resources take more than their line; a comment among those is none.
  const lines = polled.includes(name)
    ? written.replace(/^[ \t]{0,20}[#!](?:[ \t].*)?$/gm, '')
    : (written.split(/\r?\n/, 1)[0] ?? '');
  const bare = lines
    .trim()
    .replace(/[ \t]{0,20}\|$/, '')
    .replace(/^`(.*)`$/s, '$1');
  const plain = /^'[^']*'$/.test(bare) ? bare.slice(1, -1) : bare;
  const whole = /^"(?:[^"]|"")*"$/.test(plain) ? plain.slice(1, -1).replaceAll('""', '"') : plain;
  return /\\[:=#!]/.test(whole) ? whole.replace(/\\([:=#!\\])/g, '$1') : whole;
}
