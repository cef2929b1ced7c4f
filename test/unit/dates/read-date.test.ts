import assert from 'node:assert/strict';
import { DateReader } from '../../../lib/dates/read-date';

const iso = "yyyy-MM-dd'T'HH:mm:ssXXX";

describe('A date reader', () => {
  const read: [value: unknown, format: string, timezone: string, instant: number][] = [
    ['2025-07-30T03:54:59-07:00', iso, 'UTC', Date.UTC(2025, 6, 30, 10, 54, 59)],
    ['2025-07-30T03:54:59+13:00', iso, 'PST', Date.UTC(2025, 6, 29, 14, 54, 59)],
    ['2025-07-30T03:54:59Z', ` ${iso} `, 'PST', Date.UTC(2025, 6, 30, 3, 54, 59)],
    ['2025-07-30 03:54:59', 'yyyy-MM-dd HH:mm:ss', 'PST', Date.UTC(2025, 6, 30, 10, 54, 59)],
    [1407330424054, 'milliseconds', 'UTC', 1407330424054],
    ['1407330424054', 'milliseconds', 'UTC', 1407330424054],
    ['-1', 'milliseconds', 'UTC', -1],
    ['1407330424054', 'Milliseconds', 'UTC', 1407330424054],
    ['2025-211', 'yyyy-DDD', 'UTC', Date.UTC(2025, 6, 30)],
    ['2025-W31-3', "YYYY-'W'ww-u", 'UTC', Date.UTC(2025, 6, 30)],
    ['[2025-07-30]', "'['yyyy-MM-dd']'", 'UTC', Date.UTC(2025, 6, 30)],
  ];
  for (const [value, format, timezone, instant] of read) {
    it(`reads ${JSON.stringify(value)} as ${format} in ${timezone}`, () => {
      assert.equal(DateReader.compile({ format, timezone }).read(value), instant);
    });
  }

  const refused: [value: unknown, format: string, message: RegExp][] = [
    [1407330424054, iso, /got 1407330424054\. .*"milliseconds"/],
    [null, iso, /got null/],
    [undefined, iso, /got nothing/],
    [['2025'], iso, /got an array/],
    ['yesterday', iso, /"yesterday" cannot be read with the format "yyyy/],
    ['', iso, /"" cannot be read/],
    ['2025-07-30T03:54:59Z', 'milliseconds', /"milliseconds".*got "2025-07-30T03:54:59Z"/],
    ['', 'milliseconds', /got ""/],
    [1.5, 'milliseconds', /got 1.5/],
    [Number.NaN, 'milliseconds', /got NaN/],
    [1e17, 'milliseconds', /got 1/],
    [{}, 'milliseconds', /got an object/],
  ];
  for (const [value, format, message] of refused) {
    it(`refuses ${value === undefined ? 'nothing' : JSON.stringify(value)} as ${format}, naming both`, () => {
      const reader = DateReader.compile({ format, timezone: 'UTC' });
      assert.throws(() => reader.read(value), { code: 'COUPA_RESPONSE', message });
    });
  }

  const impossible: [format: string, timezone: string, message: RegExp][] = [
    ['YYYY-MM-dd', 'UTC', /no year\. YYYY is the year of the week number; write yyyy/],
    ['HH:mm:ss', 'UTC', /no year/],
    ["yyyy-MM-dd'T'hh:mm:ss", 'UTC', /no AM or PM\. Write HH/],
    ['yyyy-MM-ddTHH', 'UTC', /no letter "T"/],
    [iso, 'Nowhere', /no time zone "Nowhere"/],
    ["uuuu-MM-dd'T'HH:mm:ss", 'UTC', /no year/],
    ['ISO_INSTANT', 'UTC', /"ISO_INSTANT" is no date pattern\. Write one such as yyyy-MM-dd'T'HH:mm:ssXXX/],
    ['iso8601', 'UTC', /is no date pattern/],
    ['unix', 'UTC', /is no date pattern/],
    ['ms', 'UTC', /is no date pattern/],
    ['10 digit integer Unix time', 'UTC', /no letter "i"/],
  ];
  for (const [format, timezone, message] of impossible) {
    it(`is refused when it is deployed with ${format} in ${timezone}`, () => {
      assert.throws(() => DateReader.compile({ format, timezone }), { code: 'COUPA_CONFIG', message });
    });
  }
});
