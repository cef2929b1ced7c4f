import assert from 'node:assert/strict';
import { pollParts } from '../../../lib/poll/compile/parts';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { learnFromFirstPage } from '../../../lib/poll/run/first-page';
import { Scan } from '../../../lib/poll/scan/scan';
import { plainSource, readerOf } from './rig';

const answer = { body: [], statusCode: 200, headers: {}, elapsed: 0, requests: 1, date: 0 };

const site = { origin: 'https://acme.example', hub: false };

const noValues = {
  env: () => undefined,
  flow: () => undefined,
  global: () => undefined,
  msg: () => undefined,
};

/** What is told of the dates of records. */
function told(records: readonly object[], config: object = {}, parameters = ''): string[] {
  const settings = readPollSettings({ resource: 'invoices', ...config });
  const reader = readerOf(settings);
  const notices: string[] = [];
  learnFromFirstPage(
    {
      source: { ...plainSource(parameters), dateParameter: undefined },
      settings,
      notice: (_key, text) => notices.push(text.toString()),
    },
    {} as Scan,
    records.map((record) => reader.read(record)),
    answer,
  );
  return notices;
}

describe('The first page of a poll', () => {
  for (const [updated, created] of [
    ['updated_at', 'created_at'],
    ['updatedAt', 'createdAt'],
    ['Updated-At', 'Created-At'],
    ['updated at', 'created at'],
  ] as const) {
    it(`tells that the dates are called ${updated}, not that a response filter hides them`, () => {
      const both = told([{ id: 1, [updated]: '2026-01-01T00:00:00Z', [created]: '2026-01-01T00:00:00Z' }]);
      assert.match(both.join(), new RegExp(`come without "updated-at", but with "${updated}"`));
      assert.doesNotMatch(both.join(), /response filter/);
      const one = told([{ id: 1, 'updated-at': '2026-01-01T00:00:00Z', [created]: '2026-01-01T00:00:00Z' }]);
      assert.match(one.join(), new RegExp(`come without "created-at", but with "${created}"`));
    });
  }

  for (const filterByUpdatedDate of [false, true])
    it(`knows a filter that the tenant ignored from one by the day${filterByUpdatedDate ? ', of which the node leaves out what is older' : ''}`, () => {
      const url = `/api/invoices?updated-at[gt_or_eq]=\${date:yyyy-MM-dd}`;
      const settings = readPollSettings({ url, filterByUpdatedDate });
      const { source, reader } = pollParts(settings, { ...site, values: () => noValues });
      const scan = Scan.begin({ poll: 'p', lower: Date.UTC(2026, 10, 22, 15) });
      const learn = (date: string) => {
        const records = [1, 2].map((id) => reader.read({ id, 'updated-at': date, 'created-at': date }));
        learnFromFirstPage({ source, settings, notice: () => {} }, scan, records, answer);
      };
      learn('2026-11-22T08:00:00Z');
      assert.throws(() => learn('2026-11-20T08:00:00Z'), /ignored the filter on "updated-at"/);
    });

  it('blames a response filter where there is nothing like a date', () => {
    assert.match(told([{ id: 1, name: 'a' }]).join(), /come without "updated-at"\. A response filter/);
  });

  it('finds the "fields" behind an & that was copied from the source of a page', () => {
    assert.match(told([{ id: 1 }], {}, '?a=1&amp;fields=["id"]').join(), /"fields" of the URL leave out/);
  });

  it('says nothing of dates that are there, or of those that nobody asked for', () => {
    const dates = { 'updated-at': '2026-01-01T00:00:00Z', 'created-at': '2026-01-01T00:00:00Z' };
    assert.deepEqual(told([{ id: 1, ...dates }]), []);
    assert.deepEqual(told([{ id: 1, updated_at: 'x' }], { updatedDateField: '', createdDateField: '' }), []);
    assert.deepEqual(told([]), []);
  });
});
