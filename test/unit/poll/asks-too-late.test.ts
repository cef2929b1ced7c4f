// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { asksTooLate } from '../../../lib/poll/compile/asks-too-late';
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
  ] as const) {
    it(`is not told where it does not: ${placeholder} in ${zone}${isHub ? ' on a hub' : ''}`, () => {
      assert.equal(told(placeholder, zone, isHub), undefined);
    });
  }

  it('is told by the node when it is deployed, and by the preview', () => {
    const settings = readPollSettings({
      url: "/api/invoices?updated-at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ss'Z'}",
      updatedDateTimezone: 'Europe/Berlin',
    });
    const none = () => undefined;
    const values = { env: none, flow: none, global: none, msg: none };
    const origin = 'https://acme.coupahost.com';
    const { remarks } = pollParts(settings, { origin, hub: false, values: () => values });
    const preview = previewUrl(settings, { origin, hub: false, values, position: undefined, now: 0 });
    for (const told of [remarks, preview.remarks]) assert.match(String(told), /which is later/);
  });
});
