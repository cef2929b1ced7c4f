import type { JsonObject } from '../../base/json';
import { findResource, type Resource, resources } from '../../catalogue/resources';
import { byId } from '../../scan/paging-parameters';
import type { Inquiry, Reply } from './inquiry';

/** The first records of a list, by ascending id. */
export interface Sample {
  resource: Resource;
  records: readonly JsonObject[];
}

/** What there is to ask about. */
export interface Survey {
  /** The list with the most records among those that were looked at; `undefined`: none can be read. */
  main: Sample | undefined;
  /** One whose records have the exported flag, and that has records. */
  exported: Sample | undefined;
  /** What became of each list that was looked at. */
  replies: readonly { resource: Resource; reply: Reply }[];
}

/** Records of a sample. */
export const sampleSize = 10;

/** Lists that are looked at. */
const mostLists = 6;

/** Lists that most tenants have records in, the likeliest first. */
const usual = ['invoices', 'purchaseOrders', 'suppliers', 'users', 'items', 'accounts', 'contracts'];

/**
 * Looks for lists with records.
 *
 * @param scopes those of the token; `undefined` where nobody knows.
 */
export async function survey(inquiry: Inquiry, scopes: readonly string[] | undefined): Promise<Survey> {
  const replies: { resource: Resource; reply: Reply }[] = [];
  const samples: Sample[] = [];
  for (const resource of candidates(scopes)) {
    const reply = await inquiry.list(resource.path, [...byId, ['limit', sampleSize]]);
    replies.push({ resource, reply });
    if (reply.kind === 'list') samples.push({ resource, records: reply.records });
    if (samples.some(isLong) && samples.some(isExported)) break;
  }
  const main = samples.reduce<Sample | undefined>(
    (best, one) => (best === undefined || one.records.length > best.records.length ? one : best),
    undefined,
  );
  return { main, exported: samples.find(isExported), replies };
}

function isLong({ records }: Sample): boolean {
  return records.length >= sampleSize;
}

function isExported({ resource, records }: Sample): boolean {
  return resource.exported && records.length > 0;
}

function candidates(scopes: readonly string[] | undefined): Resource[] {
  const first = usual.map(findResource).filter((one) => one !== undefined);
  if (scopes === undefined || scopes.length === 0) return first.slice(0, mostLists);
  const dated = resources.filter(({ updatedDateField }) => updatedDateField !== '');
  const known = [...first, ...dated.filter(({ path }) => !first.some((one) => one.path === path))];
  const allowed = known.filter(({ scope }) => scopes.includes(scope));
  return (allowed.length > 0 ? allowed : first).slice(0, mostLists);
}
