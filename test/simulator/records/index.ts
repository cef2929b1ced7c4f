import { Random } from '../random';
import { recordId } from '../shape';
import { invoice } from './invoices';
import { account, currency, item, supplier, user } from './master-data';
import { authors, type Maker, type Size, stamps } from './parts';
import { purchaseOrder } from './purchase-orders';
import { exportable, undated } from './resources';
import { contract, easyFormResponse, inventoryTransaction } from './transactions';

export type { Maker, Size } from './parts';

const makers: Readonly<Record<string, Maker>> = {
  accounts: account,
  contracts: contract,
  currencies: currency,
  easy_form_responses: easyFormResponse,
  inventory_transactions: inventoryTransaction,
  invoices: invoice,
  items: item,
  purchase_orders: purchaseOrder,
  suppliers: supplier,
  users: user,
};

/** What makes records of that resource; those without a maker of their own get what all Coupa objects have. */
export function makerOf(resource: string): Maker {
  return makers[resource] ?? plain(resource);
}

/** Different makes of one resource's records; the record with id n is of make n modulo their number. */
export function variants(resource: string, size: Size, seed: number): ReturnType<Maker>[] {
  const make = makerOf(resource);
  const random = new Random(seed + resource.length * 7_919);
  return Array.from({ length: size === 'small' ? 16 : 6 }, () => make(random, size));
}

function plain(resource: string): Maker {
  return (random) => {
    const { 'updated-at': updatedAt, ...rest } = stamps;
    return {
      ...rest,
      ...(undated.has(resource) ? {} : { 'updated-at': updatedAt }),
      name: `${resource} ${recordId}`,
      ...(exportable.has(resource) ? { exported: false } : {}),
      ...authors(random),
    };
  };
}
