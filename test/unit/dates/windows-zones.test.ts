import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { meantZone } from '../../../lib/dates/meant-zone';
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

describe('a time zone that is named as nobody names it here', () => {
  for (const [name, zone] of [
    ['Z', 'UTC'],
    ['UTC+0', 'UTC'],
    ['(UTC) Coordinated Universal Time', 'UTC'],
    ['UTC+2', 'GMT+02:00'],
    ['-0500', 'GMT-05:00'],
    ['UTC\u22125', 'GMT-05:00'],
    ['Eastern Time (US & Canada)', 'America/New_York'],
    ['(GMT+05:30) Chennai, Kolkata, Mumbai, New Delhi', 'Asia/Kolkata'],
    ['Berlin', 'Europe/Berlin'],
    ['Europe / Berlin', 'Europe/Berlin'],
    ['\uff25urope/Berlin', 'Europe/Berlin'],
    ['BST', undefined],
    ['San Juan', undefined],
    ['UTC+25', undefined],
    ['local', undefined],
    ['constructor', undefined],
  ] as const) {
    it(`is ${zone ?? 'not guessed at'}: ${name}`, () => assert.equal(meantZone(name), zone));
  }

  for (const [was, now] of [
    ['UTC+5', 'GMT+05:00'],
    ['+05:30', 'GMT+05:30'],
    ['Eastern Time (US & Canada)', 'America/New_York'],
  ]) {
    it(`is read in a configuration, in its dates and its URL: ${was}`, () => {
      const { description, findings } = readInstance({
        invoices: {
          url: `/api/invoices?updated-at[gt]=$${`{dateTimeZone:${was}:yyyy-MM-dd'T'HH:mm:ss}`}`,
          datesConfiguration: { updatedDateField: 'updated-at', updatedDateTimezone: was },
        },
      });
      assert.equal(description.resources[0]?.updatedDateTimezone, now);
      assert.ok(description.resources[0]?.url.includes(`{dateTimeZone:${now}:yyyy-MM-dd'T'HH:mm:ss}`));
      assert.equal(findings.filter(({ code }) => code === 'zone-name').length, 2);
    });
  }

  it('is read behind its pattern as well', () => {
    const { description } = readInstance({
      invoices: {
        url: `/api/invoices?updated-at[gt]=$${'{dateTimeZone:yyyy-MM-dd HH:mm:America/New_York}'}`,
      },
    });
    assert.ok(description.resources[0]?.url.includes('{dateTimeZone:America/New_York:yyyy-MM-dd HH:mm}'));
  });
});
