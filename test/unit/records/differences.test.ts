import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../../lib/base/json';
import { differences } from '../../../lib/records/checking/differences';
import { inZone } from '../../in-zone';

/** What was asked, what Coupa answers, and which members it is said to have ignored. */
type Row = [what: string, asked: JsonObject, answered: JsonObject, ignored: string[]];

const rows: Row[] = [
  ['a number with fewer digits', { 'gross-total': '1.1' }, { 'gross-total': '1.100000' }, []],
  ['a number that is a text', { 'gross-total': 1.1 }, { 'gross-total': '1.10' }, []],
  ['decimals that Coupa does not keep', { 'gross-total': 100 / 3 }, { 'gross-total': '33.333333' }, []],
  ['decimals that it rounded', { 'gross-total': '0.66666667' }, { 'gross-total': '0.6667' }, []],
  ['decimals that it rounded up', { 'gross-total': '-1.99999' }, { 'gross-total': '-2.0000' }, []],
  ['what JavaScript adds to a sum', { 'gross-total': 0.1 + 0.2 }, { 'gross-total': '0.30' }, []],
  ['cents that it left out', { 'gross-total': '10.51' }, { 'gross-total': '10.5' }, ['gross-total']],
  ['a small price', { 'gross-total': '0.00123' }, { 'gross-total': '0.0012' }, ['gross-total']],
  ['a rate of five decimals', { 'gross-total': 1.12345 }, { 'gross-total': '1.1234' }, ['gross-total']],
  [
    'a text of digits',
    { 'custom-fields': { north: '52.52001234' } },
    { 'custom-fields': { north: '52.5200' } },
    ['custom-fields.north'],
  ],
  ['another third', { 'gross-total': 100 / 3 }, { 'gross-total': '33.333433' }, ['gross-total']],
  ['another sign', { 'gross-total': '-0.33333' }, { 'gross-total': '0.3333' }, ['gross-total']],
  [
    'a price of a line that it rounded',
    { 'invoice-lines': [{ price: 100 / 3 }] },
    { 'invoice-lines': [{ id: 1, price: '33.333333' }] },
    [],
  ],
  ['another number', { 'gross-total': '1.1' }, { 'gross-total': '1.11' }, ['gross-total']],
  [
    'more digits than a JavaScript number holds',
    { 'gross-total': '12345678901234567.891' },
    { 'gross-total': '12345678901234567.892' },
    ['gross-total'],
  ],
  ['a date', { 'invoice-date': '2026-11-28' }, { 'invoice-date': '2026-11-28T00:00:00-08:00' }, []],
  [
    'another date',
    { 'invoice-date': '2026-11-28' },
    { 'invoice-date': '2026-11-29T00:00:00Z' },
    ['invoice-date'],
  ],
  ['a flag that is a text', { paid: 'true' }, { paid: true }, []],
  [
    'a reference that is expanded',
    { 'payment-term': { code: 'N30' } },
    { 'payment-term': { id: 3, code: 'N30', description: 'thirty days' } },
    [],
  ],
  [
    'another reference',
    { 'payment-term': { code: 'N30' } },
    { 'payment-term': { id: 4, code: 'N60' } },
    ['payment-term.code'],
  ],
  [
    'a reference that is empty',
    { 'payment-term': { code: 'N30' } },
    { 'payment-term': null },
    ['payment-term'],
  ],
  [
    'an association that holds more',
    { 'content-groups': [{ name: 'B' }] },
    { 'content-groups': [{ name: 'A' }, { name: 'B' }] },
    [],
  ],
  [
    'an association without it',
    { 'content-groups': [{ name: 'B' }] },
    { 'content-groups': [{ name: 'A' }] },
    ['content-groups[0]'],
  ],
  [
    'lines in another order',
    { 'invoice-lines': [{ price: '1' }, { price: '2' }] },
    { 'invoice-lines': [{ price: '2.00' }, { price: '1.00' }] },
    [],
  ],
  [
    'a line by its id',
    { 'invoice-lines': [{ id: 7, price: '3' }] },
    {
      'invoice-lines': [
        { id: 6, price: '3' },
        { id: 7, price: '2' },
      ],
    },
    ['invoice-lines[0].price'],
  ],
  [
    'commands',
    { 'invoice-lines': [{ id: 7, _delete: true }], _cancel: true },
    { 'invoice-lines': [{ id: 6 }] },
    [],
  ],
  [
    'the shape that lists have in XML',
    { payments: { payment: [{ 'amount-paid': '5' }] } },
    { payments: [{ 'amount-paid': '5.00' }] },
    [],
  ],
  ['what was emptied and is not shown', { comments: null }, {}, []],
  ['what a response filter may hide', { comments: 'x' }, { id: 1 }, []],
  ['what release 39 does not know and is not shown', { coments: 'x' }, { id: 1 }, ['coments']],
  ['another spelling of a name', { invoice_number: 'I-1' }, { 'invoice-number': 'I-1' }, []],
];

describe('What Coupa took of an object, by its answer', () => {
  for (const [what, asked, answered, ignored] of rows)
    it(`is ${ignored.length === 0 ? 'all of it' : `not ${ignored}`}: ${what}`, () => {
      assert.deepEqual(differences('invoices', asked, answered, { absent: 'unknown only' }), ignored);
    });

  describe('on a computer far west of the tenant', () => {
    inZone('Pacific/Honolulu');

    it('is all of it where one of two dates says no zone, which is UTC', () => {
      const [asked, answered] = ['2026-11-28T10:00:00', '2026-11-28T10:00:00Z'].map((date) => ({
        'delivery-date': date,
      }));
      assert.deepEqual(differences('invoices', asked ?? {}, answered ?? {}, { absent: 'none' }), []);
    });
  });

  it('is not looked for in members that were not asked for', () => {
    assert.deepEqual(differences('invoices', { coments: 'x' }, { id: 1 }, { absent: 'none' }), []);
  });

  it('is only what is shown, where the whole record is at hand', () => {
    assert.deepEqual(differences('invoices', { comments: 'x' }, { id: 1 }, { absent: 'all' }), ['comments']);
  });

  it('is found among thousands of lines without comparing each with each', () => {
    let looks = 0;
    const line = (price: number) => ({
      get price() {
        looks += 1;
        return `${price}.00`;
      },
    });
    const lines = 3000;
    const asked = Array.from({ length: lines }, (_, index) => ({ price: index }));
    const answered = Array.from({ length: lines }, (_, index) => line(lines - index));
    const found = differences(
      'invoices',
      { 'invoice-lines': asked },
      { 'invoice-lines': answered },
      { absent: 'all' },
    );
    assert.deepEqual(found, ['invoice-lines[0]']);
    assert.ok(looks < 10 * lines, `${looks} looks`);
  });

  it('is found among thousands of lines that only their accounts tell apart, too', () => {
    let looks = 0;
    const line = (code: number) => ({
      price: '10.00',
      account: {
        get code() {
          looks += 1;
          return `A-${code}`;
        },
      },
    });
    const lines = 2000;
    const asked = Array.from({ length: lines }, (_, index) => ({
      price: 10,
      account: { code: `A-${index}` },
    }));
    const answered = Array.from({ length: lines }, (_, index) => line(lines - index));
    const found = differences(
      'invoices',
      { 'invoice-lines': asked },
      { 'invoice-lines': answered },
      { absent: 'all' },
    );
    assert.deepEqual(found, ['invoice-lines[0]']);
    assert.ok(looks < 10 * lines, `${looks} looks`);
  });

  it('is what comparing each with each finds', () => {
    const value = fc.constantFrom(
      1,
      '1.0',
      '2',
      'x',
      'X',
      null,
      '',
      true,
      'true',
      '2026-11-28',
      '2026-11-28T00:00:00Z',
      { c: 1 },
    );
    const item = fc.oneof(
      value,
      fc.dictionary(fc.constantFrom('a-b', 'a_b', 'd', '_e', 'id'), value, { maxKeys: 3 }),
    );
    const lists = fc.array(item, { maxLength: 6 });
    fc.assert(
      fc.property(lists, lists, (asked, held) => {
        const own = asked.filter((one) => !Object.hasOwn(Object(one), 'id'));
        // An empty list may ask for one.
        fc.pre(own.length > 0);
        const isSame = (one: unknown, other: unknown) =>
          differences('x', { m: one }, { m: other }, { absent: 'all' }).length === 0;
        const left = [...held.keys()];
        const expected = own.flatMap((one, index) => {
          const at = left.findIndex((place) => isSame(one, held[place]));
          if (at !== -1) left.splice(at, 1);
          return at === -1 ? [`list[${index}]`] : [];
        });
        assert.deepEqual(differences('x', { list: own }, { list: held }, { absent: 'all' }), expected);
      }),
    );
  });
});
