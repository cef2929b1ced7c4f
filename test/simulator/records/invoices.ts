import type { Fields } from '../json';
import type { Random } from '../random';
import { created, numbered, recordId, updated } from '../shape';
import {
  accountOfLine,
  accountType,
  address,
  authors,
  commodity,
  currency,
  customFields,
  lines,
  type Maker,
  paymentTerm,
  remitTo,
  shippingTerm,
  stamps,
  supplierOf,
  unit,
  user,
} from './parts';

/** An invoice (InvoiceHeader): about 3 kB, or 25 to 60 kB with all its lines. */
export const invoice: Maker = (random, size) => ({
  ...stamps,
  ...amounts(random),
  ...parties(random, size),
  'invoice-number': `INV-${recordId}`,
  'internal-note': null,
  comments: null,
  'document-type': 'Invoice',
  'invoice-date': created,
  'date-received': created,
  'delivery-date': null,
  'line-level-taxation': false,
  'image-scan': null,
  channel: 'Manual Entry',
  status: random.pick(['approved', 'pending_approval', 'pending_receipt', 'draft', 'on_hold']),
  canceled: false,
  compliant: false,
  paid: false,
  'payment-date': null,
  exported: false,
  'last-exported-at': null,
  'lock-version-key': 1,
  'supplier-created': 'false',
  payments: [],
  'invoice-lines': lines(size === 'small' ? 1 : random.integer(18, 34), (suffix, number) =>
    invoiceLine(random, suffix, number, size),
  ),
  ...customFields(random, size === 'small' ? 2 : 12),
});

function amounts(random: Random): Fields {
  const total = random.amount(50, 90_000);
  return {
    'gross-total': total,
    'total-with-taxes': total,
    'tax-amount': '0.00',
    'tax-rate': null,
    'shipping-amount': '0.00',
    'handling-amount': '0.00',
    'misc-amount': '0.00',
    'discount-amount': null,
    'discount-percent': null,
    'exchange-rate': null,
    'margin-scheme': null,
  };
}

function parties(random: Random, size: 'small' | 'large'): Fields {
  const always = {
    currency: currency(random),
    supplier: supplierOf(random),
    'requested-by': user(random),
    'payment-term': paymentTerm(random),
    'ship-to-address': address(random),
    ...authors(random),
  };
  if (size === 'small') return always;
  return {
    ...always,
    'account-type': accountType(random),
    'shipping-term': shippingTerm(random),
    'bill-to-address': address(random),
    'remit-to-address': remitTo(random),
    'supplier-note': random.words(600),
  };
}

function invoiceLine(random: Random, suffix: string, number: number, size: 'small' | 'large'): Fields {
  const line = {
    id: numbered(suffix),
    'created-at': created,
    'updated-at': updated,
    'line-num': number,
    type: 'InvoiceQuantityLine',
    description: random.words(40),
    price: random.amount(1, 900),
    quantity: `${random.integer(1, 40)}.0`,
    total: random.amount(50, 9_000),
    'accounting-total': random.amount(50, 9_000),
    'order-header-num': String(random.integer(1_000, 9_999)),
    'po-number': String(random.integer(1_000, 9_999)),
    status: 'new',
    account: accountOfLine(random),
    uom: unit(random),
  };
  if (size === 'small') return line;
  return {
    ...line,
    ...authors(random),
    commodity: commodity(random),
    'billing-note': random.words(90),
    currency: currency(random),
    'tax-lines': [],
    'failed-tolerances': [],
  };
}
