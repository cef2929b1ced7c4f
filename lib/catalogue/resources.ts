import { closest } from '../base/text/closest';
import { plainName } from '../base/text/plain-name';
import { indexResources, usualFields } from './index-resources';

/** What is known of one kind of record. */
export interface Resource {
  /** The name a flow uses, and `msg.topic`: `invoices`, `inventoryTransactions`, `payment_terms`. */
  name: string;
  /** Core API path of its list: `/api/purchase_orders`. */
  path: string;
  /** The OAuth scope that reads it: `core.invoice.read`. */
  scope: string;
  /** Whether its records carry Coupa's exported flag. */
  exported: boolean;
  /** Path to the id in a record; `""`: records are told apart by their content. */
  idField: string;
  /** Path to the updated date in a record; `""`: it has none. */
  updatedDateField: string;
  /** Path to the created date in a record. */
  createdDateField: string;
  /** Date-templated URL of everything updated since the position; without a filter where there is no updated date. */
  url: string;
  /** The same on an Open Connectors hub, where it is known. */
  hubUrl?: string;
}

/** The hub of Open Connectors that Coupa is reached through, as its URLs and notifications name it. */
export const coupasHub = 'businessspendmanagement';

/** Path of a resource's list on that hub: the poller's name with hyphens. */
export function hubPathOf(name: string): string {
  return `/hubs/${coupasHub}/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The filter of a URL template that takes only what was updated since the position. */
export const updatedSince = `${usualFields.updatedDate}[gt_or_eq]=\${date:yyyy-MM-dd'T'HH:mm:ssXXX}`;

/** Finds a resource by its name; case, hyphens and underscores do not matter. `undefined` if it is not known. */
export function findResource(name: string): Resource | undefined {
  return byName.get(plainName(name));
}

/** The resource that a misspelt name most likely meant: a letter wrong, one instead of many, or only the beginning. */
export function nearestResource(name: string): Resource | undefined {
  const wanted = plainName(name);
  const longer = [...byName.keys()].filter((one) => wanted.length > 2 && one.startsWith(wanted));
  const near = closest(wanted, byName.keys()) ?? longer.sort((a, b) => a.length - b.length)[0];
  return near === undefined ? undefined : byName.get(near);
}

/** Finds a resource by the path of its list (`/api/invoices`). */
export function findResourceByPath(path: string): Resource | undefined {
  return resources.find((resource) => resource.path === path);
}

const pollerNames: readonly (readonly [name: string, path: string])[] = [
  ['accounts', 'accounts'],
  ['users', 'users'],
  ['orders', 'purchase_orders'],
  ['invoices', 'invoices'],
  ['inventoryTransactions', 'inventory_transactions'],
  ['purchaseOrders', 'purchase_orders'],
  ['products', 'items'],
  ['contracts', 'contracts'],
  ['suppliers', 'suppliers'],
  ['forms', 'easy_form_responses'],
];

const facts = new Map(indexResources.map((row) => [row[0], row]));

function describe(name: string, path: string): Resource {
  const [, scope, ...flags] = facts.get(path) ?? [path, ''];
  const dated = !flags.includes('undated');
  return {
    name,
    path: `/api/${path}`,
    scope,
    exported: flags.includes('exported'),
    // Open Connectors polls `forms` without an id; Coupa's own responses have one, but a user's configuration may not.
    idField: name === 'forms' ? '' : usualFields.id,
    updatedDateField: dated ? usualFields.updatedDate : '',
    createdDateField: usualFields.createdDate,
    url: dated ? `/api/${path}?${updatedSince}` : `/api/${path}`,
  };
}

function hubUrl(name: string): string {
  return `${hubPathOf(name)}?where=updated_at>='\${date:yyyy-MM-dd'T'HH:mm:ssXXX}'`;
}

const named = pollerNames.map(
  ([name, path]): Resource => ({ ...describe(name, path), hubUrl: hubUrl(name) }),
);
const others = indexResources
  .filter(([path]) => !pollerNames.some(([name]) => plainName(name) === plainName(path)))
  .map(([path]) => describe(path, path));

/** Every resource that is known: the ten that Open Connectors polls, under its names, then the rest by path. */
export const resources: readonly Resource[] = [...named, ...others];

const byName = new Map(resources.map((resource) => [plainName(resource.name), resource]));
