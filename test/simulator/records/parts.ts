import type { Fields } from '../json';
import type { Random } from '../random';
import { created, numbered, updated } from '../shape';

/** How big a record is: `small` about 3 kB (an invoice), `large` 20 kB and more. */
export type Size = 'small' | 'large';

/** Makes one record with blanks for its id and dates; field names and nesting are those of Coupa's release 39. */
export type Maker = (random: Random, size: Size) => Fields;

/** The first three fields of every Coupa object. */
export const stamps: Fields = { id: numbered(), 'created-at': created, 'updated-at': updated };

const longAgo = { 'created-at': '2019-04-01T09:00:00-07:00', 'updated-at': '2019-04-02T10:30:00-07:00' };

/** Stamps of an object that exists for itself: it keeps its dates whatever happens to the record that shows it. */
export function settled(random: Random): Fields {
  return { id: random.integer(1, 9_999), ...longAgo };
}

export function user(random: Random): Fields {
  const firstname = random.pick(['Ada', 'Bruno', 'Chiara', 'Dmitri', 'Eléonore', 'Fumiko']);
  const lastname = random.pick(['Almeida', 'Brandt', 'Castellanos', 'Dubois', 'Ellingsen', '山田']);
  const login = `${firstname}.${random.integer(1, 500)}`.toLowerCase();
  return {
    id: random.integer(1, 500),
    login,
    email: `${login}@acme.example`,
    'employee-number': String(random.integer(10_000, 99_999)),
    firstname,
    lastname,
    fullname: `${firstname} ${lastname}`,
    'salesforce-id': null,
    'avatar-thumb-url': null,
  };
}

export function currency(random: Random): Fields {
  return { id: random.integer(1, 3), code: random.pick(['USD', 'EUR', 'JPY']), decimals: 2 };
}

export function country(random: Random): Fields {
  const [code, name] = random.pick([
    ['US', 'United States'],
    ['DE', 'Germany'],
    ['JP', 'Japan'],
  ]);
  return { id: random.integer(1, 240), code, name };
}

export function address(random: Random): Fields {
  return {
    ...settled(random),
    name: random.words(14),
    'location-code': `LOC-${random.integer(1, 99)}`,
    street1: `${random.integer(1, 999)} ${random.words(10)}`,
    street2: null,
    city: random.words(9),
    state: null,
    'postal-code': String(random.integer(10_000, 99_999)),
    active: true,
    country: country(random),
  };
}

/** Where a supplier is paid; its own dates can be filtered by (`remit-to-addresses[updated-at][gt_or_eq]=`). */
export function remitTo(random: Random): Fields {
  const { 'location-code': _code, ...rest } = address(random);
  return { ...rest, 'remit-to-code': `RT-${random.integer(1, 99)}`, 'local-tax-number': null };
}

export function accountType(random: Random): Fields {
  return {
    ...settled(random),
    name: random.pick(['Acme Corporate', 'Acme Europe', 'Acme 日本']),
    active: true,
    'legal-entity-name': null,
    'dynamic-flag': false,
    currency: currency(random),
  };
}

export function account(random: Random): Fields {
  const [cost, natural] = [random.integer(100, 999), random.integer(5_000, 7_999)];
  return {
    ...settled(random),
    name: random.words(18),
    code: `SF-${cost}-${natural}`,
    active: true,
    'account-type-id': 1,
    'segment-1': 'SF',
    'segment-2': String(cost),
    'segment-3': String(natural),
    'account-type': accountType(random),
  };
}

/** An account as lines show it: without its nesting. */
export function accountOfLine(random: Random): Fields {
  const { 'account-type': _type, ...rest } = account(random);
  return rest;
}

export function supplierOf(random: Random): Fields {
  return {
    ...settled(random),
    name: random.pick(['Northwind Paper', 'Halden Maschinenbau', 'Kitano Logistics', 'Orchard & Sons']),
    'display-name': null,
    number: `SUP-${random.integer(1_000, 9_999)}`,
    status: 'active',
    'on-hold': false,
  };
}

export function unit(random: Random): Fields {
  return { id: random.integer(1, 20), code: 'EA', name: 'Each', 'allowable-precision': 0, active: true };
}

export function commodity(random: Random): Fields {
  return { ...settled(random), name: random.words(12), active: true, category: 'goods', deductibility: null };
}

export function paymentTerm(random: Random): Fields {
  return { ...settled(random), code: 'Net 30', 'days-for-net-payment': 30, active: true };
}

export function shippingTerm(random: Random): Fields {
  return { ...settled(random), code: 'Delivered', active: true };
}

/** Fields that a customer has added; the schema cannot know them. */
export function customFields(random: Random, count: number): Fields {
  const fields: Fields = { 'approved-by-plant': random.integer(0, 1) === 1 };
  for (let index = 1; index < count; index += 1) fields[`field-${index}`] = random.words(24);
  return { 'custom-fields': fields };
}

/** `count` children of one record. */
export function lines(count: number, make: (suffix: string, number: number) => Fields): Fields[] {
  return Array.from({ length: count }, (_, index) => make(String(index + 1).padStart(2, '0'), index + 1));
}

/** Who created and last changed a record. */
export function authors(random: Random): Fields {
  return { 'created-by': user(random), 'updated-by': user(random) };
}
