import assert from 'node:assert/strict';
import { httpDate, serverTime } from '../../../lib/connection/retry/http-date';
import { readRetryAfter } from '../../../lib/connection/retry/retry-policy';
import { inZone } from '../../in-zone';

const instant = Date.UTC(2026, 10, 29, 5, 24, 56);

describe('the Date of an answer', () => {
  inZone('America/New_York');

  for (const text of [
    'Sun, 29 Nov 2026 05:24:56 GMT',
    'Sunday, 29-Nov-26 05:24:56 GMT',
    'Sun Nov 29 05:24:56 2026',
    'Sun Nov 29 05:24:56 UTC 2026',
    'Sun Nov 29 2026 05:24:56 GMT+0000 (Coordinated Universal Time)',
    'Sun, 29 Nov 2026 05:24:56',
    ' sun, 29 nov 2026 05:24:56 gmt ',
    'Sun, 29 Nov 2026 14:24:56 +0900',
    'Sun, 29 Nov 2026 00:24:56 EST',
    '2026-11-29 05:24:56',
    '2026-11-29T05:24:56',
    '2026-11-29T05:24:56Z',
    '11/29/2026 05:24:56 AM',
  ])
    it(`is the same wherever this computer stands: ${text}`, () => {
      assert.equal(serverTime(text), instant);
    });

  for (const text of [
    '',
    '0',
    '12',
    '-1',
    'garbage 2026 5',
    'Sun, 29 Nov 2026 06:24:56 XYZ',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    'Sat, 13 Sep 275760 00:00:00 GMT',
    'Fri, 31 Dec 9999 23:59:59 GMT',
  ])
    it(`is not there where it cannot be the time: "${text}"`, () => {
      assert.equal(serverTime(text), undefined);
    });

  it('is the earlier one where a proxy has put another beside it', () => {
    const dates = ['Sun, 29 Nov 2026 06:24:56 GMT', 'Sun, 29 Nov 2026 05:24:56 GMT', 'garbage'];
    assert.equal(serverTime(dates), instant);
    assert.equal(serverTime(['garbage', '']), undefined);
  });

  it('is read in linear time', () => {
    for (const scrap of ['1:00 (', ' ', '+00', 'GMT'])
      assert.equal(httpDate(scrap.repeat(1_000_000)), undefined);
  });

  it('counts as far as it is understood where it says when to come again', () => {
    assert.equal(readRetryAfter('Sun, 29 Nov 2026 05:25:06', instant), 10);
    assert.equal(readRetryAfter('Fri, 31 Dec 9999 23:59:59 GMT', instant), 300);
    assert.equal(readRetryAfter('-1', instant), undefined);
  });
});
