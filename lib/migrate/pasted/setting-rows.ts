import type { OutsideObject } from './outside-value';

/** A setting's name without quotes, as the first cell of a row or the beginning of a line, and what ends it. */
const rowBegins =
  /^[ \t]{0,20}(?:\|[ \t]{0,20}|[-*][ \t]{1,9})?`?(event\.(?:poller|notification|vendor)\.[\w.]{1,60}|event\.objects|siteAddress|oauth\.api\.(?:key|secret)|api\.key|filter\.response\.nulls|element\.key)`?(?:[ \t]{0,20}[=:|,;\t][ \t]{0,20}|[ \t]{2,20})/gm;

/** What names resources to poll: without it, lines like these are something else. */
const polled = ['event.poller.configuration', 'event.poller.urls', 'event.objects'];

/**
 * The settings of an instance that stand in rows, as a file of properties, a table or a spreadsheet has them: a name and a value each, the value
 * perhaps over several lines. `undefined` where there are no such rows.
 */
export function settingRows(text: string): OutsideObject | undefined {
  // JSON has quotes around its names, and a page that shows some may have a table that explains them.
  if (/"event\.(?:poller\.|objects)/.test(text)) return undefined;
  const rows = [...text.matchAll(rowBegins)];
  if (!rows.some(([, name = '']) => polled.includes(name))) return undefined;
  const found = new Map<string, string>();
  for (const [index, row] of rows.entries()) {
    const [whole, name = ''] = row;
    const value = text.slice(row.index + whole.length, rows[index + 1]?.index ?? text.length);
    if (!found.has(name)) found.set(name, cellOf(value, name));
  }
  const element = found.get('element.key');
  found.delete('element.key');
  return {
    ...(element !== undefined && { element: { key: element } }),
    configuration: Object.fromEntries(found),
  };
}

/** A value without what a table, a spreadsheet or a file of properties puts around it or into it. */
function cellOf(written: string, name: string): string {
  // Only resources take more than their line.
  const lines = polled.includes(name) ? written : (written.split(/\r?\n/, 1)[0] ?? '');
  const bare = lines
    .trim()
    .replace(/[ \t]{0,20}\|$/, '')
    .replace(/^`(.*)`$/s, '$1');
  const whole = /^"(?:[^"]|"")*"$/.test(bare) ? bare.slice(1, -1).replaceAll('""', '"') : bare;
  return /\\[:=#!]/.test(whole) ? whole.replace(/\\([:=#!\\])/g, '$1') : whole;
}
