import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { zoneOfWindows } from '../../../lib/dates/windows-zones';
import { readZone } from '../../../lib/dates/zone';
import { readInstance } from '../../../lib/migrate/read-instance';

describe("Windows' names of time zones", () => {
  for (const [name, zone] of [
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['w. europe standard time', 'Europe/Berlin'],
    ['Pacific Standard Time', 'America/Los_Angeles'],
    ['Mountain Standard Time (Mexico)', 'America/Mazatlan'],
    ['India Standard Time', 'Asia/Calcutta'],
    ['UTC-02', 'Etc/GMT+2'],
    ['W. Europe', undefined],
    ['Europe/Berlin', undefined],
    ['constructor', undefined],
  ] as const) {
    it(`are IANA's: ${name}`, () => {
      assert.equal(zoneOfWindows(name), zone);
      if (zone !== undefined) assert.equal(readZone(zone).name, zone);
    });
  }

  it('are told where they are typed in', () => {
    assert.throws(
      () => readZone('Romance Standard Time'),
      (error) => error instanceof CoupaError && /Did you mean "Europe\/Paris"/.test(error.message),
    );
  });

  it('are read in a configuration, in its dates and its URL', () => {
    const url = `/api/invoices?updated-at[gt]=$${'{dateTimeZone:Tokyo Standard Time:yyyy-MM-dd}'}`;
    const datesConfiguration = {
      updatedDateField: 'updated-at',
      updatedDateFormat: 'yyyy-MM-dd HH:mm',
      updatedDateTimezone: 'W. Europe Standard Time',
      createdDateTimezone: 'UTC',
    };
    const { description, findings } = readInstance({ invoices: { url, idField: 'id', datesConfiguration } });
    const [invoices] = description.resources;
    assert.equal(invoices?.updatedDateTimezone, 'Europe/Berlin');
    assert.equal(invoices?.createdDateTimezone, 'UTC');
    assert.ok(invoices?.url.includes('{dateTimeZone:Asia/Tokyo:yyyy-MM-dd}'));
    const told = findings.filter(({ code }) => code === 'zone-name').map(({ severity }) => severity);
    assert.deepEqual(told, ['mended', 'mended']);
  });
});
