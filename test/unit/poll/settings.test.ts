import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { CoupaError } from '../../../lib/base/errors';
import { storedDefaults } from '../../../lib/base/options/read-options';
import { pollOptions } from '../../../lib/poll/model/options';
import { readInstant, readPollSettings } from '../../../lib/poll/model/settings';

describe('the properties of a poll', () => {
  // The numbers themselves are those of docs/nodes.md, which another test holds.
  const defaults = storedDefaults(pollOptions);

  it('have the contract’s defaults', () => {
    const { url, givenUrl: _, filterByUpdatedDate: __, ...settings } = readPollSettings({});
    assert.match(url, /^\/api\/invoices\?.*\$\{date:/);
    assert.deepEqual(settings, {
      resource: 'invoices',
      idField: 'id',
      integration: '',
      updatedDateField: 'updated-at',
      updatedDateFormat: "yyyy-MM-dd'T'HH:mm:ssXXX",
      updatedDateTimezone: 'UTC',
      createdDateField: 'created-at',
      createdDateFormat: "yyyy-MM-dd'T'HH:mm:ssXXX",
      createdDateTimezone: 'UTC',
      createdCheckTolerance: 1000 * defaults.createdCheckTolerance,
      interval: 60_000 * defaults.interval,
      start: 'now',
      startDate: undefined,
      overlap: 1000 * defaults.overlap,
      pageSize: defaults.pageSize,
      delivery: 'send',
      maxInFlight: defaults.maxInFlight,
      acknowledgeTimeout: 1000 * defaults.acknowledgeTimeout,
      maxAttempts: defaults.maxAttempts,
      markExported: false,
      output: 'record',
      removals: 0,
      removeNulls: false,
    });
  });

  it('take the created date’s format and zone from the updated one’s', () => {
    const settings = readPollSettings({ updatedDateFormat: 'milliseconds', updatedDateTimezone: 'PST' });
    assert.equal(settings.createdDateFormat, 'milliseconds');
    assert.equal(settings.createdDateTimezone, 'PST');
  });

  it('may be texts, as an environment variable gives them', () => {
    const settings = readPollSettings({
      interval: ' 0.5 ',
      overlap: '0',
      pageSize: '20',
      removeNulls: 'true',
    });
    assert.deepEqual(
      [settings.interval, settings.overlap, settings.pageSize, settings.removeNulls],
      [30_000, 0, 20, true],
    );
  });

  it('take an empty idField for records without an id', () => {
    assert.equal(readPollSettings({ idField: '' }).idField, '');
  });

  it('take an interval of 0, and one longer than a timer can be', () => {
    assert.equal(readPollSettings({ interval: 0 }).interval, 0);
    assert.equal(readPollSettings({ interval: 0.005 }).interval, 300);
    assert.ok(readPollSettings({ interval: 1e9 }).interval < 2 ** 31);
  });

  for (const [name, value] of [
    ['interval', 0.0001],
    ['interval', -1],
    ['interval', 'abc'],
    ['interval', '15 minutes'],
    ['interval', Number.NaN],
    ['interval', Number.POSITIVE_INFINITY],
    ['interval', '${NOT_SET}'],
    ['interval', true],
    ['interval', {}],
    ['interval', ' '],
    ['overlap', -1],
    ['overlap', 'long'],
    ['createdCheckTolerance', -0.1],
    ['pageSize', 0],
    ['pageSize', 1.5],
    ['pageSize', '50 records'],
    ['maxInFlight', 0],
    ['maxInFlight', 2.5],
    ['acknowledgeTimeout', 0],
    ['acknowledgeTimeout', 2_147_484],
    ['maxAttempts', 0],
    ['maxAttempts', '3.5'],
    ['start', 'yesterday'],
    ['delivery', 'mail'],
    ['output', 'xml'],
    ['resource', {}],
    ['url', {}],
    ['idField', []],
    ['updatedDateField', {}],
  ] as const) {
    it(`refuse the ${name} ${JSON.stringify(value)}, naming it and what it may be`, () => {
      assert.throws(
        () => readPollSettings({ [name]: value }),
        (error) =>
          error instanceof CoupaError &&
          error.code === 'COUPA_CONFIG' &&
          error.message.includes(`"${name}"`) &&
          (error.details as { property: string }).property === name,
      );
    });
  }

  it('ask whether the variable is set when one was not filled in', () => {
    assert.throws(() => readPollSettings({ overlap: '${OVERLAP}' }), /environment variable/);
  });

  it('refuse a resource that nobody knows without a URL', () => {
    assert.throws(() => readPollSettings({ resource: 'unicorns' }), /"unicorns".*URL/s);
    assert.doesNotThrow(() => readPollSettings({ resource: 'unicorns', url: '/api/unicorns' }));
  });

  for (const startDate of ['', 'tomorrow', '22.11.2026', '2026-13-01', '2026-02-31', '2026-11-22T25:00Z']) {
    it(`refuse the startDate ${JSON.stringify(startDate)}`, () => {
      assert.throws(() => readPollSettings({ start: 'date', startDate }), { code: 'COUPA_CONFIG' });
    });
  }

  it('do not look at the startDate unless it is wanted', () => {
    assert.equal(readPollSettings({ startDate: 'never' }).startDate, undefined);
  });
});

describe('a moment', () => {
  const eight = Date.UTC(2026, 10, 22, 8);
  for (const [value, instant] of [
    ['2026-11-22', Date.UTC(2026, 10, 22)],
    ['2026-11-22T08:00', eight],
    ['2026-11-22 08:00:00', eight],
    ['2026-11-22T08:00:00.000Z', eight],
    [' 2026-11-22T00:00:00-08:00 ', eight],
    ['2026-11-22T09:00:00+0100', eight],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    [eight, eight],
    [new Date(eight), eight],
    // Of another context's class, which `instanceof` does not know.
    [runInNewContext(`new Date(${eight})`), eight],
  ] as const) {
    it(`is read from ${JSON.stringify(value)}`, () => assert.equal(readInstant(value, 'msg.from'), instant));
  }

  for (const seconds of [1_795_305_610, 946_684_800.5])
    it(`is not read from seconds, which would be long ago as milliseconds: ${seconds}`, () => {
      assert.throws(() => readInstant(seconds, 'msg.from'), /"msg.from" is [\d.]+: .* probably seconds/);
    });

  it('is read from 0, which is the beginning of all', () => assert.equal(readInstant(0, 'msg.from'), 0));

  for (const value of [
    undefined,
    null,
    '',
    '2025-02-29',
    '2026-11-22T08',
    Number.NaN,
    1e20,
    new Date(Number.NaN),
    {},
    [],
  ]) {
    it(`is not read from ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`, () => {
      assert.throws(() => readInstant(value, 'msg.from'), /"msg.from" (is empty|.*ISO 8601)/s);
    });
  }
});
