/** What records look like inside: what finding their ends, unpacking and parsing them costs differs by that. */
export type Shape = 'fields' | 'texts' | 'lines';

/** How records of a benchmark are made. */
export interface RecordForm {
  shape: Shape;
  /** Bytes of one record, about. */
  size: number;
}

/**
 * Records that differ from each other: record n is of make n modulo this. So many of 3 kB are more than gzip looks back, and it
 * cannot find a record's twin.
 */
export const makes = 12;

/**
 * What follows a record's id and dates, one for each make. The same with each run.
 *
 * - `fields`: many small fields, nested as an invoice's header is
 * - `texts`: few fields with long texts, some of their letters outside ASCII, line breaks and quotes escaped
 * - `lines`: a header and many lines of about 1.5 kB
 */
export function makeBodies({ shape, size }: RecordForm): Buffer[] {
  return Array.from({ length: makes }, (_, make) => {
    const random = randomOf(make + 1);
    return Buffer.from(bodyOf[shape](random, size));
  });
}

const bodyOf: Readonly<Record<Shape, (random: Random, size: number) => string>> = {
  fields: (random, size) => joined((number) => someField(random, number), size, header(random)),
  texts: (random, size) => {
    const each = Math.floor((size - 400) / 3);
    const texts = ['description', 'internal-note', 'justification'].map(
      (name) => `${JSON.stringify(name)}:${JSON.stringify(longText(random, Math.max(100, each)))}`,
    );
    return `${smallHeader(random)},${texts.join(',')}}`;
  },
  lines: (random, size) => {
    const start = `${header(random)},"invoice-lines":[`;
    const lines: string[] = [];
    for (let length = start.length; length < size - 800; length += (lines.at(-1) ?? '').length)
      lines.push(line(random, lines.length + 1));
    return `${start}${lines.join(',')}]}`;
  },
};

function joined(next: (number: number) => string, size: number, start: string): string {
  const parts = [start];
  for (let length = start.length; length < size - 200; length += 1 + (parts.at(-1) ?? '').length)
    parts.push(next(parts.length));
  return `${parts.join(',')}}`;
}

function smallHeader(random: Random): string {
  return pieces({
    'invoice-number': `INV-${random.digits(6)}`,
    status: random.of(['approved', 'pending_approval', 'draft']),
    total: `${random.digits(4)}.50`,
    currency: { id: 1, code: 'USD' },
  });
}

function header(random: Random): string {
  return pieces({
    'invoice-number': `INV-${random.digits(6)}`,
    'invoice-date': '2026-11-20T00:00:00-08:00',
    status: random.of(['approved', 'pending_approval', 'draft']),
    'gross-total': `${random.digits(4)}.50`,
    exported: false,
    'payment-date': null,
    supplier: {
      id: random.below(9000),
      name: `${random.word()} ${random.word()} GmbH`,
      number: `S-${random.digits(5)}`,
    },
    currency: { id: 1, code: 'USD', decimals: 2 },
    'created-by': {
      id: random.below(900),
      login: `${random.word()}.${random.word()}`,
      email: `${random.word()}@example.com`,
    },
    tags: [],
  });
}

function someField(random: Random, number: number): string {
  const name = `${random.word()}-${random.word()}-${number}`;
  const kind = random.below(6);
  const value = [
    () => null,
    () => random.below(100_000),
    () => random.below(2) === 1,
    () => `${random.word()} ${random.digits(3)}`,
    () => `${random.digits(3)}.${random.digits(2)}`,
    () => ({ id: random.below(9000), name: random.word(), active: true, code: random.digits(4) }),
  ][kind];
  return `${JSON.stringify(name)}:${JSON.stringify(value?.() ?? null)}`;
}

function line(random: Random, number: number): string {
  const id = 70_000_000 + random.below(9_000_000);
  const dates = { 'created-at': '2026-11-20T03:04:05-08:00', 'updated-at': '2026-11-21T06:07:08-08:00' };
  return JSON.stringify({
    id,
    ...dates,
    'line-num': number,
    type: 'InvoiceQuantityLine',
    description: longText(random, 120),
    quantity: `${random.digits(2)}.0`,
    price: `${random.digits(3)}.${random.digits(2)}`,
    total: `${random.digits(5)}.00`,
    'accounting-total': null,
    'net-weight': null,
    uom: { id: random.below(90), code: 'EA', name: 'Each', active: true, ...dates },
    account: {
      id: random.below(90_000),
      name: `${random.word()}, ${random.word()}, ${random.word()}`,
      code: `${random.digits(4)}-${random.digits(3)}-${random.digits(5)}`,
      active: true,
      'segment-1': random.digits(4),
      'segment-2': random.digits(3),
      'segment-3': random.digits(5),
      'segment-4': null,
      'account-type': { id: 7, name: `${random.word()} ledger`, 'currency-code': 'USD', ...dates },
    },
    commodity: { id: random.below(900), name: `${random.word()} ${random.word()}`, 'translated-name': null },
    'order-line-id': random.below(900_000),
    'po-number': random.digits(6),
    'tax-lines': [{ id: id + 1, amount: '0.00', base: null, rate: '19.0', code: 'DE19', ...dates }],
    'custom-fields': {
      [`${random.word()}-code`]: random.digits(4),
      'cost-center': random.word(),
      note: null,
    },
    'account-allocations': [],
  });
}

/** The members of an object without its brackets. */
function pieces(value: object): string {
  return JSON.stringify(value).slice(1, -1);
}

function longText(random: Random, length: number): string {
  let text = '';
  while (text.length < length) {
    const end = random.below(24);
    text +=
      random.word() + (end === 0 ? '.\n' : end === 1 ? ' "to be checked", ' : end === 2 ? ' für ' : ' ');
  }
  return text.slice(0, length);
}

const words =
  'account amount approval asset audit balance bank budget buyer carrier charge clause cost credit delivery department discount entity expense freight goods invoice item ledger market material notice office order payment penalty period policy price process project purchase quality quantity quote rate receipt region request review risk sample service shipment spend standard status stock supplier supply tax term total unit usage vendor volume warehouse year'.split(
    ' ',
  );

interface Random {
  below(limit: number): number;
  digits(count: number): string;
  of(values: readonly string[]): string;
  word(): string;
}

/** The usual small generator (mulberry32): the same numbers for the same seed on every machine. */
function randomOf(seed: number): Random {
  let state = seed * 0x9e3779b9;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  const of = (values: readonly string[]) => values[below(values.length)] ?? '';
  const digits = (count: number) => String(10 ** (count - 1) + below(9 * 10 ** (count - 1)));
  return { below, digits, of, word: () => of(words) };
}
