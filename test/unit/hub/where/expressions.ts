import fc from 'fast-check';

/** What records of the property tests hold; `undefined`: the record has no such field. */
export interface SampleRecord {
  status?: string;
  'invoice-number'?: string;
  'line-count'?: number;
  'gross-total'?: string;
  paid?: boolean;
  'due-at'?: string;
  supplier?: { name?: string };
}

const texts = [
  'new',
  'NEW',
  'new york',
  "it's",
  'a,b',
  'a&b',
  '100%',
  'x+y',
  'naïve',
  '#1',
  'a=b',
  'newest',
  '(x)',
  'x"y',
  'a\\b',
];
const numbers = [-1, 0, 1, 2, 10, 100];
const decimals = ['0.50', '1.00', '1.5', '99.99', '1000.00'];
const dates = [
  '2026-01-01T00:00:00Z',
  '2026-01-01T01:00:00+01:00',
  '2026-06-30T12:30:00-07:00',
  '2026-12-31T23:59:59Z',
];

/** Records whose fields may be missing. */
export const records: fc.Arbitrary<SampleRecord[]> = fc.array(
  fc.record(
    {
      status: fc.constantFrom(...texts),
      'invoice-number': fc.constantFrom(...texts),
      'line-count': fc.constantFrom(...numbers),
      'gross-total': fc.constantFrom(...decimals),
      paid: fc.boolean(),
      'due-at': fc.constantFrom(...dates),
      supplier: fc.record({ name: fc.constantFrom(...texts) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  ),
  { minLength: 1, maxLength: 12 },
);

const textField = fc.constantFrom('status', 'invoice_number', '`invoice-number`', 'supplier.name');
const fields: readonly [field: fc.Arbitrary<string>, values: readonly string[]][] = [
  [textField, texts],
  [fc.constant('line_count'), numbers.map(String)],
  [fc.constant('gross_total'), decimals],
  [fc.constant('paid'), ['true', 'false']],
  [fc.constant('due_at'), dates],
];

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** Dates and plain words may stand without quotes. */
function literal(value: string): fc.Arbitrary<string> {
  return fc.constantFrom(quote(value), ...(/^[\w.:+-]+$/.test(value) ? [value] : []));
}

const comparator = fc.constantFrom('=', '!=', '<>', '<', '>', '<=', '>=', ' >= ', ' = ');

const conditions = fc.oneof(
  ...fields.flatMap(([field, values]) => {
    const value = fc.constantFrom(...values).chain(literal);
    return [
      fc.tuple(field, comparator, value).map((parts) => parts.join('')),
      fc
        .tuple(field, fc.constantFrom(' IN ', ' not in '), fc.array(value, { minLength: 1, maxLength: 3 }))
        .map(([name, operator, list]) => `${name}${operator}(${list.join(', ')})`),
      fc.tuple(field, fc.constantFrom(' IS NULL', ' is not null')).map((parts) => parts.join('')),
    ];
  }),
  fc
    .tuple(
      textField,
      fc.constantFrom('', '%'),
      fc.constantFrom('new', "it's", 'a', '&', 'x+', 'ï'),
      fc.constantFrom('', '%'),
    )
    .map(([name, open, text, close]) => `${name} LIKE ${quote(open + text + close)}`),
);

/** Expressions of the language; some of them Coupa cannot express. */
export const expressions: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: conditions, weight: 4 },
    {
      arbitrary: fc.tuple(tie('any'), tie('any')).map(([left, right]) => `(${left}) AND (${right})`),
      weight: 4,
    },
    {
      arbitrary: fc.tuple(tie('any'), tie('any')).map(([left, right]) => `(${left} or ${right})`),
      weight: 1,
    },
    { arbitrary: tie('any').map((one) => `NOT (${one})`), weight: 2 },
  ),
})).any;
