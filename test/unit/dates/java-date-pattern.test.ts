import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JavaDatePattern } from '../../../lib/dates/java-date-pattern';
import { readZone } from '../../../lib/dates/zone';

const now = Date.UTC(2026, 10, 22);

describe('A Java date pattern', () => {
  describe('is refused', () => {
    const refused: [pattern: string, position: number, message: RegExp][] = [
      ["yyyy-MM-dd'T", 10, /single quote at character 11 .* never closed/],
      ["'", 0, /never closed/],
      ["yyyy''''' ", 8, /never closed/],
      ['yyyy-MM-ddTHH', 10, /no letter "T" .*'T'/],
      ['yyyy-MM-dd b', 11, /no letter "b"/],
      ['HH:mm A', 6, /Write a for AM and PM/],
      ['ssXXXX', 2, /"XXXX" is longer than Java allows/],
      ['ssxxx', 2, /Write XXX/],
    ];
    for (const [pattern, position, message] of refused) {
      it(`at character ${position + 1} of ${pattern}`, () => {
        assert.throws(() => JavaDatePattern.compile(pattern), {
          code: 'COUPA_CONFIG',
          message,
          details: { position },
        });
      });
    }
  });

  describe('reads', () => {
    const read: [text: string, pattern: string, zone: string, iso: string][] = [
      ['2025-07-30T03:54:59-07:00', "yyyy-MM-dd'T'HH:mm:ssXXX", 'UTC', '2025-07-30T10:54:59.000Z'],
      ['2025-07-30T03:54:59+05:30', "yyyy-MM-dd'T'HH:mm:ssXXX", 'PST', '2025-07-29T22:24:59.000Z'],
      ['2025-07-30T03:54:59Z', "yyyy-MM-dd'T'HH:mm:ssXXX", 'PST', '2025-07-30T03:54:59.000Z'],
      ['2025-07-30T03:54:59+0530', "yyyy-MM-dd'T'HH:mm:ssXXX", 'UTC', '2025-07-29T22:24:59.000Z'],
      ['2025-07-30T03:54:59+05:30', "yyyy-MM-dd'T'HH:mm:ssX", 'UTC', '2025-07-29T22:24:59.000Z'],
      ['2025-07-30T03:54:59.123-07:00', "yyyy-MM-dd'T'HH:mm:ssXXX", 'UTC', '2025-07-30T10:54:59.123Z'],
      ['2025-07-30T03:54:59.5Z', "yyyy-MM-dd'T'HH:mm:ss'Z'", 'UTC', '2025-07-30T03:54:59.500Z'],
      ['2025-07-30 03:54:59.123456', 'yyyy-MM-dd HH:mm:ss', 'UTC', '2025-07-30T03:54:59.123Z'],
      ['2025-07-30T03:54:59.123456Z', "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", 'UTC', '2025-07-30T03:54:59.123Z'],
      ['2025-07-30T03:54:59.5Z', "yyyy-MM-dd'T'HH:mm:ss.SX", 'UTC', '2025-07-30T03:54:59.005Z'],
      ['24-3-1 2:3:0', 'yy-MM-dd HH:mm:ss', 'UTC', '2024-03-01T02:03:00.000Z'],
      ['1999-01-01', 'yy-MM-dd', 'UTC', '1999-01-01T00:00:00.000Z'],
      ['WED 03 JANUARY 2024', 'EEE dd MMM yyyy', 'UTC', '2024-01-03T00:00:00.000Z'],
      ['2024    3', 'yyyy MM', 'UTC', '2024-03-01T00:00:00.000Z'],
      ['2 01 2015', 'W MM yyyy', 'UTC', '2015-01-04T00:00:00.000Z'],
      ['2 Wed 01 2015', 'F E MM yyyy', 'UTC', '2015-01-14T00:00:00.000Z'],
      ['32 2015', 'D yyyy', 'UTC', '2015-02-01T00:00:00.000Z'],
      ['20240102030405006+0100', 'yyyyMMddHHmmssSSSZ', 'PST', '2024-01-02T02:04:05.006Z'],
      ['2024-07-03 01:30:00 PST', 'yyyy-MM-dd HH:mm:ss z', 'Asia/Tokyo', '2024-07-03T09:30:00.000Z'],
      ['2024-07-03 01:30:00 PST', 'yyyy-MM-dd HH:mm:ss z', 'PST', '2024-07-03T09:30:00.000Z'],
      ['2024-01-03 01:30:00 pdt', 'yyyy-MM-dd HH:mm:ss Z', 'UTC', '2024-01-03T08:30:00.000Z'],
      ['2024-01-03 01:30:00 -0800', 'yyyy-MM-dd HH:mm:ss z', 'UTC', '2024-01-03T09:30:00.000Z'],
      ['2024-01-03 01:30:00 GMT+02:00', 'yyyy-MM-dd HH:mm:ss z', 'PST', '2024-01-02T23:30:00.000Z'],
      ['2024-01-03 01:30:00 GMT', 'yyyy-MM-dd HH:mm:ss z', 'PST', '2024-01-03T01:30:00.000Z'],
      [
        '2024-01-03 01:30:00 Central European Standard Time',
        'yyyy-MM-dd HH:mm:ss zzzz',
        'UTC',
        '2024-01-03T00:30:00.000Z',
      ],
      ['BC 0044', 'G yyyy', 'UTC', '-000043-01-01T00:00:00.000Z'],
      ['0050-02-03', 'yyyy-MM-dd', 'UTC', '0050-02-03T00:00:00.000Z'],
    ];
    for (const [text, pattern, zone, iso] of read) {
      it(`${text} by ${pattern} in ${zone} as ${iso}`, () => {
        const instant = JavaDatePattern.compile(pattern, now).parse(text, readZone(zone));
        assert.equal(new Date(instant).toISOString(), iso);
      });
    }
  });

  describe('refuses to read', () => {
    const unreadable: [text: string, pattern: string, why: RegExp][] = [
      ['2024-13-01', 'yyyy-MM-dd', /no such date/],
      ['2023-02-29', 'yyyy-MM-dd', /no such date/],
      ['2024-00-10', 'yyyy-MM-dd', /no such date/],
      ['2024-01-01 24:00', 'yyyy-MM-dd HH:mm', /no such date/],
      ['2024-01-01 10:60', 'yyyy-MM-dd HH:mm', /no such date/],
      ['2024-01-01 0:30 AM', 'yyyy-MM-dd h:mm a', /no such date/],
      ['2024-01-01 15:30 AM', 'yyyy-MM-dd HH:mm a', /no such date/],
      ['Tue 03 Jan 2024', 'EEE dd MMM yyyy', /no such date/],
      ['32 01 2024', 'D MM yyyy', /no such date/],
      ['2024-01-01 and more', 'yyyy-MM-dd', /more text from character 11/],
      ['2024-01-01T10:00:00 ', "yyyy-MM-dd'T'HH:mm:ss", /more text from character 20/],
      ['24-01-01', 'yyyy-MM-dd', /does not fit from character 1/],
      ['2024--1-02', 'yyyy-MM-dd', /does not fit from character 6/],
      ['2024-01-01 XYZ', 'yyyy-MM-dd z', /does not fit from character 12/],
      ['2024-01-01 IST', 'yyyy-MM-dd z', /does not fit from character 12/],
      ['2024-01-01 +25:00', 'yyyy-MM-dd XXX', /does not fit from character 12/],
      ['2024-01-01T00:00:00.', "yyyy-MM-dd'T'HH:mm:ss", /does not fit/],
      ['', 'yyyy', /does not fit from character 1/],
    ];
    for (const [text, pattern, why] of unreadable) {
      it(`"${text}" by ${pattern}`, () => {
        assert.throws(
          () => JavaDatePattern.compile(pattern, now).parse(text, readZone('UTC')),
          (error: Error & { code: string }) => {
            assert.equal(error.code, 'COUPA_RESPONSE');
            assert.match(error.message, why);
            assert.ok(
              error.message.includes(`"${text}"`) && error.message.includes(`"${pattern}"`),
              error.message,
            );
            return true;
          },
        );
      });
    }

    it('a text of any length without showing all of it', () => {
      assert.throws(
        () => JavaDatePattern.compile('yyyy').parse('x'.repeat(10_000), readZone('UTC')),
        (error: Error) => {
          return error.message.length < 300;
        },
      );
    });
  });

  it('takes the second of two equal wall-clock times, and counts a skipped one from before the change', () => {
    const pattern = JavaDatePattern.compile('yyyy-MM-dd HH:mm');
    const at = (text: string, zone: string) => new Date(pattern.parse(text, readZone(zone))).toISOString();
    assert.equal(at('2024-11-03 01:30', 'America/Los_Angeles'), '2024-11-03T09:30:00.000Z');
    assert.equal(at('2024-03-10 02:30', 'America/Los_Angeles'), '2024-03-10T10:30:00.000Z');
    assert.equal(at('2024-04-07 01:45', 'Australia/Lord_Howe'), '2024-04-06T15:15:00.000Z');
    assert.equal(at('2024-10-27 02:30', 'Europe/Stockholm'), '2024-10-27T01:30:00.000Z');
  });

  it('reads two digits of a year within the 100 years that began 80 years ago', () => {
    const pattern = JavaDatePattern.compile('yy-MM-dd', Date.UTC(2026, 10, 22));
    const year = (text: string) => new Date(pattern.parse(text, readZone('UTC'))).getUTCFullYear();
    assert.deepEqual(
      ['45-01-01', '46-11-21', '46-11-22', '47-01-01', '99-01-01'].map(year),
      [2045, 2046, 1946, 1947, 1999],
    );
  });

  it('keeps nothing of the text before', () => {
    const pattern = JavaDatePattern.compile('yyyy-MM-dd z');
    pattern.parse('2024-05-06 PDT', readZone('UTC'));
    assert.throws(() => pattern.parse('2024-05-06 nowhere', readZone('UTC')));
    assert.equal(pattern.parse('2024-05-06 UTC', readZone('PST')), Date.UTC(2024, 4, 6));
  });

  it('reads back the very instant it printed, whatever the zone, when it prints an offset', () => {
    const instants = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2090, 0, 1) });
    const zones = fc.constantFrom(
      'UTC',
      'PST',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Europe/Stockholm',
      'GMT-03:30',
      'Africa/Casablanca',
    );
    const patterns = fc.constantFrom<[pattern: string, precision: number]>(
      ["yyyy-MM-dd'T'HH:mm:ssXXX", 1000],
      ["yyyy-MM-dd'T'HH:mm:ss.SSSXX", 1],
      ['EEE, dd MMM yyyy HH:mm:ss Z', 1000],
      ["YYYY-'W'ww-u k:m:s.S XXX", 1],
      ['yyyyMMddHHmmssSSSZ', 1],
      ['hh:mm a, EEEE d MMMM yyyy z', 60_000],
      ['D yyyy K:mm:ss a zzzz', 1000],
    );
    fc.assert(
      fc.property(instants, zones, patterns, (instant, zoneName, [text, precision]) => {
        const zone = readZone(zoneName);
        const pattern = JavaDatePattern.compile(text);
        assert.equal(
          pattern.parse(pattern.format(instant, zone), zone),
          Math.floor(instant / precision) * precision,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a pattern that is longer than anybody would write one', () => {
    assert.equal(JavaDatePattern.compile(`'${'x'.repeat(498)}'`).format(0, readZone('UTC')).length, 498);
    assert.throws(() => JavaDatePattern.compile('y'.repeat(501)), {
      code: 'COUPA_CONFIG',
      message: /not longer than 500 characters/,
    });
  });

  it('reads any text or refuses it with its own error', () => {
    const patterns = fc.constantFrom(
      "yyyy-MM-dd'T'HH:mm:ssXXX",
      'EEE, dd MMM yyyy HH:mm:ss z',
      'yyMMddHHmm',
      'G Y w u a h',
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789:-+TZ ,.AMPJanWed') }),
        patterns,
        (text, pattern) => {
          try {
            assert.ok(Number.isFinite(JavaDatePattern.compile(pattern).parse(text, readZone('PST'))));
          } catch (error) {
            assert.equal((error as { code?: string }).code, 'COUPA_RESPONSE');
          }
        },
      ),
    );
  });
});
