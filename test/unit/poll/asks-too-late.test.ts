// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { asksOtherwise, asksTooLate } from '../../../lib/poll/compile/asks-too-late';
import { pollParts } from '../../../lib/poll/compile/parts';
import { previewUrl } from '../../../lib/poll/inspect/preview';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { UrlTemplate } from '../../../lib/template/url-template';

const told = (placeholder: string, dateTimezone: string, isHub = false) =>
  asksTooLate(
    UrlTemplate.compile(`/api/invoices?updated-at[gt_or_eq]=${placeholder}`, {
      dateFormat: "yyyy-MM-dd'T'HH:mm:ssXXX",
      dateTimezone,
    }),
    isHub,
  );

describe('A URL that asks for later than it should', () => {
  for (const [placeholder, zone, isHub] of [
    ["${date:yyyy-MM-dd'T'HH:mm:ss'Z'}", 'Europe/Berlin', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ss'Z'}", 'Europe/London', true],
    ["${dateTimeZone:Asia/Tokyo:yyyy-MM-dd'T'HH:mm:ss'Z'}", 'UTC', true],
    ["${date:yyyy-MM-dd'T'HH:mm:ss-08:00}", 'UTC', true],
    ["${date:yyyy-MM-dd'T'HH:mm:ss+0000}", 'Europe/Berlin', false],
    ["${date:yyyy-MM-dd'T'hh:mm:ss'Z'}", 'UTC', true],
    ["${date:yyyy-MM-dd'T'kk:mm:ss'Z'}", 'UTC', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ss}", 'Europe/Berlin', false],
    ['${date:yyyy-MM-dd HH:mm}', 'Asia/Kolkata', false],
    ['${date:yyyy-MM-dd}', 'Asia/Tokyo', false],
    ["${date:YYYY-MM-dd'T'HH:mm:ssXXX}", 'UTC', true],
    ["${date:yyyy-MM-dd'T'HH:MM:ssXXX}", 'UTC', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ss}-05:00", 'UTC', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ss}Z", 'Europe/Berlin', true],
    ["${date:yyyy-MM-dd'T'HH:mm:ss}%2B01:00", 'Europe/Berlin', false],
    ['${date:yyyy-MM-dd}T12:00:00Z', 'UTC', true],
    ['${date:yyyy-MM-dd}%2023%3A59', 'UTC', false],
    ['${date:yyyy-MM-dd}T${date:hh:mm:ss}Z', 'UTC', true],
    ["x&where=updated>${date:yyyy-MM-dd'T'HH:mm:ss'Z'} AND status=1", 'Europe/Berlin', false],
    ["x&where=a=1%20and%20updated>${date:yyyy-MM-dd'T'HH:mm:ss'Z'}%20or%20b=2", 'Asia/Tokyo', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ss'Z'}#x", 'Europe/Berlin', false],
    ["[${date:yyyy-MM-dd'T'HH:mm:ss'Z'}]", 'Europe/Berlin', false],
    ["x&where=created>'2020-01-01T00:00:00Z' AND updated>'${date:yyyy-MM-dd}T12:00:00Z'", 'UTC', true],
  ] as const) {
    it(`is told: ${placeholder} in ${zone}`, () => {
      assert.match(String(told(placeholder, zone, isHub)), /^For .*Z the URL asks for .*, which is later/);
    });
  }

  for (const [placeholder, zone, isHub] of [
    ['${date}', 'Europe/Berlin', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ssXXX}", 'Asia/Tokyo', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ssZ}", 'PST', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ss'Z'}", 'UTC', false],
    ["${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}", 'Europe/Berlin', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ss'Z'}", 'PST', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ss}", 'Europe/Berlin', true],
    ["${date:yyyy-MM-dd'T'hh:mm:ss a}", 'UTC', false],
    ['${date:dd.MM.yyyy}', 'Asia/Tokyo', false],
    ['${epoch:s}', 'Asia/Tokyo', false],
    ['${last_modified_date}', 'Asia/Tokyo', false],
    ["${date:yyyy-MM-dd'T'HH:mm}", 'UTC', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ss}+09:00", 'Asia/Tokyo', false],
    ['${date:yyyy-MM-dd}T00:00:00%2B09:00', 'Asia/Tokyo', false],
    ["${date:yyyy-MM-dd'T'HH:mm:ss}+01:00", 'UTC', false],
    ['${date:yyyy-MM-dd}T${date:HH:mm:ss}Z', 'UTC', true],
    ['${date:yyyy-MM-dd}T00:00:00Z&start-date[lt_or_eq]=${date:yyyy-MM-dd}T23:59:59Z', 'UTC', false],
    [
      "x&where=updated>='${date:yyyy-MM-dd'T'HH:mm:ssXXX}' AND start<='${date:yyyy-MM-dd}T23:59:59Z'",
      'UTC',
      true,
    ],
    ["${date:yyyy-MM-dd'T'HH:mm:ss}Z&created-at[gt]=2020-01-01T12:00:00Z", 'UTC', true],
  ] as const) {
    it(`is not told where it does not: ${placeholder} in ${zone}${isHub ? ' on a hub' : ''}`, () => {
      assert.equal(told(placeholder, zone, isHub), undefined);
    });
  }

  for (const [placeholder, advice] of [
    ["${date:YYYY-MM-dd'T'HH:mm:ssXXX}", /Write the year in .* as yyyy\.$/],
    ["${date:yyyy-MM-dd'T'HH:MM:ssXXX}", /Write the minutes in .* as mm\.$/],
    ["${date:yyyy-MM-dd'T'hh:mm:ssXXX}", /with the hours as HH and the zone as XXX/],
    ["${date:yyyy-MM-dd'T'HH:mm:ss}-05:00", /ss}-05:00 with the hours as HH and the zone as XXX/],
    [
      "${dateTimeZone:Asia/Yekaterinburg:yyyy-MM-dd'T'HH:mm:ss'Z'}",
      /with the hours as HH and the zone as XXX/,
    ],
  ] as const)
    it(`is told what to write for ${placeholder}`, () =>
      assert.match(String(told(placeholder, 'UTC')), advice));

  for (const [placeholder, printed] of [
    ['${date:yyyy-mm-dd}', '2026-30-15'],
    ['${date:yyyy-MM-DD}', '2026-07-196'],
    ["${date:uuuu-MM-dd'T'HH:mm:ssXXX}", '0004-01-15T00:30:00Z'],
    ["${date:yyyy-MM-dd'T'HH:mm:SSXXX}", '2026-01-15T00:30:123Z'],
    ['${date:yyyy\u2013MM\u2013dd}', '2026\u201301\u201315'],
    ['${date:yyyy-MM-dd\u00a0HH:mm}', '2026-01-15\u00a000:30'],
    ["${date:yyyy-MM-dd'T'HH:mm:ss[.SSS]XXX}", '2026-01-15T00:30:00[.123]Z'],
    ['${date:dd.MM.yyyy}', '15.01.2026'],
    ['${epoch:s}', '1768437000'],
  ] as const) {
    it(`is told where Coupa may read no such date: ${placeholder}`, () => {
      const remark = asksOtherwise(
        UrlTemplate.compile(`/api/invoices?updated-at[gt_or_eq]=${placeholder}&status=new`, {
          dateFormat: "yyyy-MM-dd'T'HH:mm:ssXXX",
          dateTimezone: 'UTC',
        }),
      );
      assert.ok(
        String(remark).includes(`asks for ${printed}, which Coupa may not read as that date`),
        String(remark),
      );
    });
  }

  for (const query of [
    'updated-at[gt_or_eq]=${date}',
    "updated_at%5Bgt%5D=${date:yyyy-MM-dd'T'HH:mm:ss.SSSX}",
    "updated-at[gt]=${dateTimeZone:Europe/Berlin:yyyy-MM-dd'T'HH:mm:ssX}",
    'created-at[gt]=${date:yyyy-MM-dd}',
    'updated-at[gt_or_eq]=${date:yyyy-MM-dd HH:mm}',
    'updated-at[gt_or_eq]=${date:yyyy-MM-dd}T${date:HH:mm:ss}Z',
    'updated-at[gt_or_eq]=${dateTimeZone:Pacific/Kiritimati:yyyy-MM-dd}',
    'total[gt]=${epoch:s}',
  ])
    it(`is not told that of a date which Coupa reads: ${query}`, () => {
      const dates = { dateFormat: "yyyy-MM-dd'T'HH:mm:ssXXX", dateTimezone: 'UTC' };
      assert.equal(asksOtherwise(UrlTemplate.compile(`/api/invoices?${query}`, dates)), undefined);
    });

  for (const pattern of ["yyyy-MM-dd'T'HH:mm:ss'Z'", 'yyyy-mm-dd'])
    it(`is told by the node when it is deployed, and by the preview: ${pattern}`, () => {
      const settings = readPollSettings({
        url: `/api/invoices?updated-at[gt_or_eq]=\${date:${pattern}}`,
        updatedDateTimezone: 'Europe/Berlin',
      });
      const none = () => undefined;
      const values = { env: none, flow: none, global: none, msg: none };
      const origin = 'https://acme.coupahost.com';
      const { remarks } = pollParts(settings, { origin, hub: false, values: () => values });
      const preview = previewUrl(settings, { origin, hub: false, values, position: undefined, now: 0 });
      for (const told of [remarks, preview.remarks])
        assert.match(String(told), /which is later|may not read as that date/);
    });

  for (const [query, told] of [
    ['\u200bupdated-at[gt_or_eq]=${date}', /has an invisible character in it, behind ".*\/invoices\?"/],
    ['name=soft\u00adware&updated-at[gt_or_eq]=${date}', /invisible character in it, behind ".*name=soft"/],
  ] as const)
    it(`is deployed as before where an invisible character stands in its query, which is told: ${JSON.stringify(query)}`, () =>
      assert.match(deployed({ url: `/api/invoices?${query}` }), told));
});

describe('A format of records’ dates whose letters mean something else', () => {
  for (const [format, told] of [
    ["yyyy-mm-dd'T'HH:mm:ss", /days and no month: mm are minutes\. Write MM/],
    ['dd.mm.yyyy', /days and no month/],
    ['yyyy-MM-DD', /DD is the day of the year\. Write dd/],
    ["yyyy-MM-dd'T'HH:MM:ss", /MM behind the hours is the month\. Write mm/],
    ["yyyy-MM-dd'T'HH:mm:SSXXX", /SS are milliseconds\. Write ss/],
    ["yyyy-MM-dd'T'HH:mm:ss[.SSS]XXX", /square brackets/],
  ] as const) {
    it(`is deployed as before, with a warning: ${format}`, () => {
      assert.match(deployed({ updatedDateFormat: format }), told);
      assert.match(deployed({ createdDateFormat: format }), told);
    });
  }

  it('leaves it to the deploy to refuse what is no format: the preview shows the URL', () => {
    const settings = readPollSettings({ url: '/api/invoices', createdDateFormat: 'unix' });
    const none = () => undefined;
    const values = { env: none, flow: none, global: none, msg: none };
    const origin = 'https://acme.coupahost.com';
    assert.doesNotThrow(() =>
      previewUrl(settings, { origin, hub: false, values, position: undefined, now: 0 }),
    );
    assert.throws(
      () => pollParts(settings, { origin, hub: false, values: () => values }),
      /is no date pattern/,
    );
  });

  it('is not told of where no date is read', () =>
    assert.equal(deployed({ createdDateField: '', createdDateFormat: 'dd.mm.yyyy' }), ''));
});

/** What the node says when it is deployed, which the preview says, too. */
function deployed(given: Record<string, unknown>): string {
  const settings = readPollSettings({
    url: '/api/invoices?updated-at[gt_or_eq]=${date:yyyy-MM-dd}',
    ...given,
  });
  const none = () => undefined;
  const values = { env: none, flow: none, global: none, msg: none };
  const [origin, hub] = ['https://acme.coupahost.com', false];
  const { remarks } = pollParts(settings, { origin, hub, values: () => values });
  const preview = previewUrl(settings, { origin, hub, values, position: undefined, now: 0 });
  for (const remark of remarks) assert.ok(preview.remarks.map(String).includes(String(remark)));
  return remarks.join(' ');
}
