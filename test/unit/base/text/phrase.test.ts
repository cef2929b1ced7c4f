import assert from 'node:assert/strict';
import { CoupaError } from '../../../../lib/base/errors';
import { type Catalogue, inSeries, Phrase, phrase, translate } from '../../../../lib/base/text/phrase';
import { sayAll } from '../../../../lib/base/text/say-all';

const german: Catalogue = {
  'reading {0}': 'Lesen von {0}',
  reading: 'lesen',
  '{0}: {1}': '{0}: {1}',
  'Cannot read the date in field "{0}" of record {1}: {2}':
    'Datensatz {1}, Feld „{0}“: Datum nicht lesbar: {2}',
  'Try again.': 'Versuchen Sie es noch einmal.',
  'It is full.': 'Es ist voll。',
  '{0} {1}': '{0}{1}',
  '{0}; {1}': '{0}/{1}',
};

const field = 'updated-at';

const table: [what: string, phrase: Phrase, english: string, german: string][] = [
  ['a plain text', phrase`Try again.`, 'Try again.', 'Versuchen Sie es noch einmal.'],
  ['a value', phrase`reading ${'invoices'}`, 'reading invoices', 'Lesen von invoices'],
  [
    'values in another order, one of them a number',
    phrase`Cannot read the date in field "${field}" of record ${4711}: ${'no such date'}`,
    'Cannot read the date in field "updated-at" of record 4711: no such date',
    'Datensatz 4711, Feld „updated-at“: Datum nicht lesbar: no such date',
  ],
  [
    'phrases in a phrase',
    phrase`${phrase`reading ${'invoices'}`}: ${phrase`Try again.`}`,
    'reading invoices: Try again.',
    'Lesen von invoices: Versuchen Sie es noch einmal.',
  ],
  ['what no catalogue has', phrase`It is ${'late'}.`, 'It is late.', 'It is late.'],
  [
    'braces and dollar signs of a value, which stand for themselves',
    phrase`reading ${'{0} {1} $& $1'}`,
    'reading {0} {1} $& $1',
    'Lesen von {0} {1} $& $1',
  ],
  [
    'on one line, whatever characters nobody sees there are in a value',
    phrase`reading ${'5\r\n12:00 [error] forged \u001b[2J\u202eegral\u2028x'}`,
    'reading 5 12:00 [error] forged  [2J egral x',
    'Lesen von 5 12:00 [error] forged  [2J egral x',
  ],
  ['an empty value', phrase`reading ${''}`, 'reading ', 'Lesen von '],
  ['a phrase that begins a sentence', phrase`reading`.atStart(), 'Reading', 'Lesen'],
  [
    'a phrase that begins a sentence with a value, which is a name',
    phrase`${'invoices'} ${phrase`reading`}`.atStart(),
    'invoices reading',
    'invoiceslesen',
  ],
  ['a phrase within a sentence', phrase`Try again.`.inMiddle(), 'Try again', 'Versuchen Sie es noch einmal'],
  ['one that ends as Japanese does', phrase`It is full.`.inMiddle(), 'It is full', 'Es ist voll'],
  [
    'a series',
    inSeries([phrase`reading`, phrase`Try again.`, phrase`reading`]),
    'reading; Try again.; reading',
    'lesen/Versuchen Sie es noch einmal./lesen',
  ],
  ['an empty series', inSeries([]), '', ''],
];

describe('A phrase', () => {
  for (const [what, one, english, translated] of table) {
    it(`is ${what}`, () => {
      assert.equal(String(one), english);
      assert.equal(translate(one, {}), english);
      assert.equal(translate(one, german), translated);
    });
  }

  it('goes into JSON in English', () => {
    assert.equal(JSON.stringify({ text: phrase`reading ${'x'}` }), '{"text":"reading x"}');
  });

  it('is not changed by being put into a sentence', () => {
    const one = phrase`reading ${'x'}`;
    one.atStart();
    assert.equal(String(one), 'reading x');
  });
});

describe('An error', () => {
  it('has its message in English and its phrase for everybody else', () => {
    const error = new CoupaError('COUPA_NETWORK', phrase`Try again.`, { statusCode: 502 });
    assert.equal(error.message, 'Try again.');
    assert.equal(translate(error.phrase, german), 'Versuchen Sie es noch einmal.');
    assert.equal(Object.keys(error).includes('phrase'), false, 'and does not print it twice');
  });
});

describe('Saying all phrases in a value', () => {
  const say = (text: Parameters<typeof translate>[0]) => translate(text, german);

  it('finds them at any depth', () => {
    const value = { a: [{ b: phrase`Try again.` }], c: phrase`reading`, d: 1 };
    assert.deepEqual(sayAll(value, say), {
      a: [{ b: 'Versuchen Sie es noch einmal.' }],
      c: 'lesen',
      d: 1,
    });
  });

  it('leaves everything else as it is', () => {
    const date = new Date(0);
    const bytes = Buffer.from('x');
    const value = { date, bytes, none: null, missing: undefined, text: 'reading' };
    const said = sayAll(value, say) as typeof value;
    assert.deepEqual(said, value);
    assert.equal(said.date, date);
    assert.equal(said.bytes, bytes);
  });

  it('changes nothing in the value itself', () => {
    const value = { a: phrase`reading` };
    sayAll(value, say);
    assert.equal(value.a.template, 'reading');
  });

  it('keeps a field named __proto__ a field', () => {
    const value: unknown = JSON.parse('{"__proto__":{"a":1}}');
    assert.equal(JSON.stringify(sayAll(value, say)), '{"__proto__":{"a":1}}');
  });

  it('is said in its own words where a catalogue only inherits its name', () => {
    for (const name of ['constructor', '__proto__', 'toString'])
      assert.equal(translate(new Phrase(name, []), german), name);
  });
});
