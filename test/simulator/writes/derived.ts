import { type Fields, isObject } from '../json';
import type { Writing } from './context';

/** Changes with what the server works out from them. */
export function derived(before: Fields, changes: Fields, { resource, creating }: Writing): Fields {
  switch (resource) {
    case 'accounts':
      return creating ? { ...changes, code: changes['code'] ?? codeOf(changes) } : changes;
    case 'invoices':
      return invoice(before, changes, creating);
    case 'purchase_orders':
      return creating ? changes : order(before, changes);
    case 'users':
      return 'firstname' in changes || 'lastname' in changes
        ? { ...changes, ...fullName(before, changes) }
        : changes;
    default:
      return changes;
  }
}

/** Coupa: an account's code is derived from its segments. */
function codeOf(account: Fields): string | null {
  const segments = Array.from({ length: 20 }, (_, index) => account[`segment-${index + 1}`]);
  const given = segments.filter((segment) => segment !== undefined && segment !== null);
  return given.length > 0 ? given.join('-') : null;
}

function fullName(before: Fields, changes: Fields): Fields {
  const { firstname, lastname } = { ...before, ...changes };
  return { fullname: [firstname, lastname].filter((name) => typeof name === 'string').join(' ') };
}

/** The lock is counted by the server and of no use to a client: it is read-only. */
function invoice(before: Fields, changes: Fields, creating: boolean): Fields {
  const lock = creating ? {} : { 'lock-version-key': Number(before['lock-version-key'] ?? 0) + 1 };
  const lines = changes['invoice-lines'];
  if (!Array.isArray(lines)) return { ...changes, ...lock };
  const total = lines
    .filter(isObject)
    .reduce((sum, line) => sum + Number(line['total'] ?? 0), 0)
    .toFixed(2);
  return { 'gross-total': total, 'total-with-taxes': total, ...changes, ...lock };
}

/** Coupa: a changed quantity, price or item makes a new version, and a version sent to the supplier is exported anew. */
function order(before: Fields, changes: Fields): Fields {
  const lines = changes['order-lines'];
  if (!Array.isArray(lines) || terms(lines) === terms(before['order-lines'])) return changes;
  const version = Number(before['version'] ?? 1) + 1;
  const anew = before['status'] === 'issued' ? { exported: false, 'last-exported-at': null } : {};
  return { ...changes, version, ...anew };
}

function terms(lines: unknown): string {
  const list = Array.isArray(lines) ? lines.filter(isObject) : [];
  return JSON.stringify(
    list.map(({ id, quantity, price, item }) => [String(id), quantity ?? null, price ?? null, item ?? null]),
  );
}
