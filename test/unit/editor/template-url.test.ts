import assert from 'node:assert/strict';
import fc from 'fast-check';
import { operators } from '../../../nodes/poll/editor/query/operators';
import {
  fieldsOf,
  filtersOf,
  hasOwnFields,
  putTogether,
  type TemplateParts,
  takeApart,
  withFields,
  withFilters,
} from '../../../nodes/poll/editor/query/template-url';

const dated = "/api/invoices?updated-at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}";

function apart(url: string): TemplateParts {
  const parts = takeApart(url);
  assert.ok(parts);
  return parts;
}

describe('Picking filters and fields', () => {
  it('leaves the date placeholder alone and shows the rest as filters', () => {
    const parts = apart(`${dated}&status=approved&total[gt]=100`);
    assert.deepEqual(filtersOf(parts), [
      { name: 'status', operator: '', value: 'approved' },
      { name: 'total', operator: 'gt', value: '100' },
    ]);
  });

  it('reads a + behind a time of day as the beginning of an offset, and any other as a blank', () => {
    const picked = (value: string) => filtersOf(apart(`/api/x?created-at[gt_or_eq]=${value}`))[0]?.value;
    assert.equal(picked('2026-01-01T00:00:00+01:00'), '2026-01-01T00:00:00+01:00');
    assert.equal(picked('2026-01-01T00%3A00%3A00+0100'), '2026-01-01T00:00:00+0100');
    assert.equal(picked('2026-01-01+00:00'), '2026-01-01 00:00');
    assert.equal(picked('Smith+Co'), 'Smith Co');
    const parts = apart('/api/x?created-at[gt_or_eq]=2026-01-01T00:00:00+01:00');
    assert.equal(putTogether(parts), '/api/x?created-at[gt_or_eq]=2026-01-01T00:00:00%2B01:00');
  });

  it('adds a filter behind what is there', () => {
    const filters = [{ name: 'status', operator: 'in', value: 'approved,paid soon' }];
    assert.equal(putTogether(withFilters(apart(dated), filters)), `${dated}&status[in]=approved,paid%20soon`);
  });

  it('gives back the very template when the last filter is removed', () => {
    assert.equal(putTogether(withFilters(apart(`${dated}&status=approved`), [])), dated);
  });

  it('writes fields as Coupa reads them, and reads them back', () => {
    const url = putTogether(withFields(apart(dated), ['id', 'invoice-number']));
    assert.equal(url, `${dated}&fields=["id","invoice_number"]`);
    assert.deepEqual(fieldsOf(apart(url)), ['id', 'invoice-number']);
    assert.equal(putTogether(withFields(apart(url), [])), dated);
  });

  it('does not touch fields of fields, which it cannot show', () => {
    const url = `${dated}&fields=["id",{"invoice_lines":["id"]}]`;
    assert.ok(hasOwnFields(apart(url)));
    assert.equal(putTogether(withFilters(apart(url), [])), url);
  });

  it('leaves the URLs of hubs alone', () => {
    assert.equal(takeApart("/hubs/businessspendmanagement/invoices?where=a='b'"), undefined);
  });

  it('offers no text comparison for dates, as Coupa has none', () => {
    const forDates = operators.filter(({ kinds }) => kinds.includes('date')).map(({ name }) => name);
    for (const name of ['contains', 'starts_with', 'ends_with', 'blank']) assert.ok(!forDates.includes(name));
  });

  it('keeps every value through writing and reading', () => {
    const filter = fc.record(
      {
        name: fc.constantFrom('status', 'invoice-number', 'total'),
        operator: fc.constantFrom(...operators.map(({ name }) => name)),
        value: fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/\$\{|\{\{/.test(text)),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 4 }), (filters) => {
        const url = putTogether(withFilters(apart(dated), filters));
        assert.deepEqual(filtersOf(apart(url)), filters);
      }),
    );
  });
});
