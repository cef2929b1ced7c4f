import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coupaDateFormat } from '../../../lib/dates/coupa-date';
import { JavaDatePattern } from '../../../lib/dates/java-date-pattern';
import { usualDate } from '../../../lib/dates/usual-date';
import { readZone } from '../../../lib/dates/zone';

const zone = readZone('PST');
const coupas = JavaDatePattern.compile(coupaDateFormat);
/** The same pattern, written so that nobody knows it for Coupa's: it is read step by step. */
const stepByStep = JavaDatePattern.compile("yyyy-MM-dd'T'HH':'mm:ssXXX");

/** The instant, or that there is none. */
function read(pattern: JavaDatePattern, text: string): number | 'refused' {
  try {
    return pattern.parse(text, zone);
  } catch {
    return 'refused';
  }
}

const two = (most: number) => fc.nat({ max: most }).map((number) => String(number).padStart(2, '0'));
const year = fc.oneof(
  fc.integer({ min: 0, max: 9999 }),
  fc.constantFrom(0, 4, 99, 100, 999, 1000, 1582, 1900, 1970, 2000, 2024, 2026, 2100, 2400, 9999),
);
const offset = fc.oneof(
  fc.constantFrom(
    'Z',
    'z',
    '',
    '+00:00',
    '-00:00',
    '+23:59',
    '-23:59',
    '+24:00',
    '+00:60',
    '+0100',
    '+01',
    ' Z',
  ),
  fc
    .tuple(fc.constantFrom('+', '-', ' '), two(30), two(70))
    .map(([sign, hours, minutes]) => `${sign}${hours}:${minutes}`),
);
/** Dates of Coupa's form, with numbers that are beyond their limits, too. */
const dates = fc
  .tuple(year, two(14), two(33), two(26), two(63), two(63), offset)
  .map(
    ([years, month, day, hour, minute, second, zoneText]) =>
      `${String(years).padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}${zoneText}`,
  );
/** The same with one character that is another, is missing, or is there twice. */
const spoilt = fc
  .tuple(
    dates,
    fc.nat({ max: 25 }),
    fc.constantFrom('', '0', '9', ':', '/', '-', '+', 'T', 'Z', ' ', '٣', '\u0000'),
    fc.boolean(),
  )
  .map(([text, at, other, isMore]) => text.slice(0, at) + other + text.slice(isMore ? at : at + 1));

describe('A date as Coupa writes it', () => {
  it('is the same instant as read step by step, or refused as that is, whatever is odd in it', () => {
    const check = (text: string) => assert.equal(read(coupas, text), read(stepByStep, text), text);
    fc.assert(fc.property(fc.oneof(dates, spoilt), check), { numRuns: 20_000 });
  });

  it('is the same instant on each day of 400 years, and on none that is not there', () => {
    for (let years = 1900; years < 2300; years += 1)
      for (let month = 0; month <= 13; month += 1)
        for (const day of [0, 1, 27, 28, 29, 30, 31, 32]) {
          const [mm, dd] = [month, day].map((number) => String(number).padStart(2, '0'));
          const text = `${years}-${mm}-${dd}T23:59:59-07:00`;
          const date = new Date(Date.UTC(years, month - 1, day, 23 + 7, 59, 59));
          const isThere = new Date(Date.UTC(years, month - 1, day)).getUTCMonth() === month - 1 && day > 0;
          assert.equal(usualDate(text), isThere ? date.getTime() : Number.NaN, text);
        }
  });

  it('is read at once', () => {
    const texts = ['2026-11-29T04:30:00Z', '2026-11-29T04:30:00-08:00', '2024-02-29T23:59:59+05:30'];
    assert.deepEqual(
      texts.map(usualDate),
      texts.map((text) => Date.parse(text)),
    );
  });
});
