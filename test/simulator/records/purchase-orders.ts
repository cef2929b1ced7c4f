import type { Fields } from '../json';
import type { Random } from '../random';
import { created, numbered, recordId, updated } from '../shape';
import {
  accountOfLine,
  address,
  authors,
  commodity,
  currency,
  customFields,
  lines,
  type Maker,
  paymentTerm,
  shippingTerm,
  stamps,
  supplierOf,
  unit,
  user,
} from './parts';

/** A purchase order (OrderHeader); the hub calls it `orders` or `purchase-orders`. */
export const purchaseOrder: Maker = (random, size) => ({
  ...stamps,
  'po-number': recordId,
  'acknowledged-flag': false,
  'acknowledged-at': null,
  status: random.pick(['issued', 'draft', 'closed', 'buyer_hold']),
  'transmission-status': 'sent_via_email',
  exported: false,
  'last-exported-at': null,
  'internal-revision': 1,
  'invoice-stop': false,
  'price-hidden': false,
  type: 'ExternalOrderHeader',
  version: 1,
  currency: currency(random),
  supplier: supplierOf(random),
  'payment-term': paymentTerm(random),
  'shipping-term': shippingTerm(random),
  'ship-to-attention': random.words(20),
  'ship-to-user': user(random),
  'ship-to-address': address(random),
  ...authors(random),
  'order-lines': lines(size === 'small' ? 1 : random.integer(20, 40), (suffix, number) =>
    orderLine(random, suffix, number),
  ),
  ...customFields(random, size === 'small' ? 2 : 12),
});

function orderLine(random: Random, suffix: string, number: number): Fields {
  return {
    id: numbered(suffix),
    'created-at': created,
    'updated-at': updated,
    'line-num': String(number),
    'order-header-id': numbered(),
    description: random.words(40),
    price: random.amount(1, 900),
    quantity: `${random.integer(1, 40)}.0`,
    total: random.amount(50, 9_000),
    'accounting-total': random.amount(50, 9_000),
    invoiced: '0.0',
    received: '0.0',
    'need-by-date': null,
    'source-part-num': null,
    status: 'created',
    type: 'OrderQuantityLine',
    version: 1,
    account: accountOfLine(random),
    commodity: commodity(random),
    currency: currency(random),
    uom: unit(random),
  };
}
