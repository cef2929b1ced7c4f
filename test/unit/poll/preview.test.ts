import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { mistakeOf, type PreviewCircumstances, previewUrl } from '../../../lib/poll/inspect/preview';
import { readPollSettings } from '../../../lib/poll/model/settings';

const now = Date.parse('2026-11-22T08:00:00Z');

function preview(properties: Record<string, unknown>, circumstances: Partial<PreviewCircumstances> = {}) {
  const values = { env: () => 'E', flow: () => 'F', global: () => 'G', msg: () => 'M' };
  const origin = 'https://acme.coupahost.com';
  return previewUrl(readPollSettings(properties), {
    origin,
    hub: false,
    values,
    position: undefined,
    now,
    ...circumstances,
  });
}

function mistake(act: () => unknown) {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof CoupaError);
    return mistakeOf(error);
  }
  return assert.fail('nothing was wrong');
}

describe('The preview of a poll', () => {
  it('marks what comes from placeholders and what the node adds', () => {
    assert.deepEqual(preview({ url: '/api/invoices?a={{flow.x}}&updated-at[gt]=${date:yyyy-MM-dd}' }).parts, [
      { kind: 'literal', text: '/api/invoices?a=' },
      { kind: 'value', text: 'F' },
      { kind: 'literal', text: '&updated-at[gt]=' },
      { kind: 'date', text: '2026-11-22' },
      { kind: 'paging', text: '&order_by=id&dir=asc&limit=50' },
    ]);
  });

  it('reaches back behind the position, as the poll does', () => {
    const { parts, from, basis, reachBack } = preview({ overlap: 60 }, { position: now - 3_600_000 });
    assert.equal(from, now - 3_600_000 - 60_000);
    assert.deepEqual([basis, reachBack], ['position', 60]);
    assert.ok(
      parts.some(({ kind, text }) => kind === 'date' && decodeURIComponent(text) === '2026-11-22T06:58:59Z'),
    );
  });

  it('begins where the node is told to start before its first poll', () => {
    assert.equal(preview({ start: 'beginning' }).from, undefined);
    const { from, basis, reachBack, parts } = preview({ start: 'date', startDate: '2026-01-01' });
    assert.deepEqual([from, basis, reachBack], [Date.parse('2026-01-01'), 'date', 0]);
    // A second less in the URL: "after" leaves out what lies on the edge.
    assert.ok(parts.some(({ text }) => decodeURIComponent(text) === '2025-12-31T23:59:59Z'));
    assert.deepEqual([preview({ overlap: 0 }).from, preview({}).basis], [now, 'now']);
  });

  it("shows a value by its name, also where a hub's where takes numbers and dates only", () => {
    const url = '/hubs/businessspendmanagement/invoices?where=total>{{msg.total}}';
    const { parts } = preview({ url, interval: 0 }, { hub: true });
    assert.deepEqual(parts.at(-1), { kind: 'value', text: 'M' });
  });

  it('warns of fields that keep the dates out of the records', () => {
    const url = (fields: string) => `/api/invoices?fields=${fields}&updated-at[gt]=\${date:yyyy-MM-dd}`;
    const remarks = (fields: string) =>
      preview({ url: url(fields) })
        .remarks.map(String)
        .join();
    assert.match(remarks('["id","name"]'), /leave out "updated_at", "created_at"/);
    assert.match(remarks('["id","updated_at"]'), /leave out "created_at"/);
    assert.equal(remarks('["id","updated_at","created_at"]'), '');
  });

  it("shows a hub's URL translated for a direct connection", () => {
    const url = "/hubs/businessspendmanagement/invoices?where=status='approved'";
    assert.match(
      preview({ url })
        .parts.map(({ text }) => text)
        .join(''),
      /^\/api\/invoices\?status=approved&/,
    );
  });

  it('puts paging of the template aside, as the poll does', () => {
    const text = preview({ url: '/api/invoices?limit=7&status=new' })
      .parts.map((part) => part.text)
      .join('');
    assert.equal(text, '/api/invoices?status=new&order_by=id&dir=asc&limit=50');
  });

  it('takes what no percent-encoding stands for in a URL as it is', () => {
    const url = '/api/invoices?id[gt]=%FF&status=%FF&updated-at[gt]=${date}';
    const text = preview({ url })
      .parts.map((part) => part.text)
      .join('');
    assert.match(text, /status=%(?:25)?FF&/);
  });

  it('says when a URL without a date that moves reads the same each time, and how it would not', () => {
    const url = '/api/invoices?status=approved';
    const { from, remarks } = preview({ url }, { position: now });
    assert.equal(from, undefined);
    assert.match(String(remarks), /No date in this URL moves on.*updated-at\[gt_or_eq\]=\$\{date:/);
    // A date that stays the same reads everything since then at each poll, and is there all the same.
    const fixed = preview({ url: `${url}&updated-at[gt_or_eq]=2026-03-01T10:00:00Z` }, { position: now });
    assert.deepEqual([fixed.from, fixed.remarks], [undefined, remarks]);
    assert.doesNotMatch(String(remarks), /has no date|whole list/);
    assert.deepEqual(preview({ url, filterByUpdatedDate: true }).remarks, []);
    assert.deepEqual(preview({ resource: 'currencies' }).remarks, []);
  });

  it('says when the URL reads another list than the resource', () => {
    assert.match(
      String(preview({ resource: 'suppliers', url: '/api/invoices?updated-at[gt]=${date}' }).remarks),
      /^The resource is "suppliers", but this URL reads \/api\/invoices\.$/,
    );
    assert.deepEqual(preview({ resource: 'orders', url: '/api/purchase_orders?a=${date}' }).remarks, []);
    assert.deepEqual(preview({ resource: 'of my own', url: '/api/invoices?a=${date}' }).remarks, []);
  });

  it('warns of a day of the year and the year of a week', () => {
    const remarksOn = (pattern: string) =>
      preview({ url: `/api/invoices?updated-at[gt]=\${date:${pattern}}` }).remarks.map(String);
    assert.match(remarksOn('YYYY-MM-DD').join(), /DD is the day of the year/);
    assert.match(remarksOn('YYYY-MM-dd').join(), /dd and yyyy/);
    assert.deepEqual(remarksOn('yyyy-MM-dd'), []);
    assert.deepEqual(remarksOn('yyyy-DDD'), []);
  });

  it('tells where in the text a mistake is', () => {
    const url = '/api/invoices?updated-at[gt]=${dat:yyyy}';
    const { position = 0, length = 0 } = mistake(() => preview({ url }));
    assert.equal(url.slice(position, position + length), 'dat:yyyy');
  });

  it('tells which other property is wrong', () => {
    assert.equal(mistake(() => preview({ interval: 'often' })).property, 'interval');
  });
});
