import type { Finding } from '../../../lib/base/finding';
import type { ReadOptions } from '../../../lib/migrate/model/read-options';
import { readInstance } from '../../../lib/migrate/read-instance';

/** An import of Rossum with this query. */
export function rossum(query: object, config: object = {}, credentials: object = {}): object {
  return {
    credentials: { client_id: 'a', base_api_url: 'https://acme.coupahost.com', ...credentials },
    import_config: { endpoint: 'api/contracts', id_keys: ['id'], query, ...config },
  };
}

/** What became of one resource's URL, and of what of it something was said. */
export function one(pasted: unknown, options: ReadOptions = {}) {
  const { description, findings } = readInstance(pasted, options);
  const [resource] = description.resources;
  return { resource, findings, url: resource?.url, codes: findings.map(({ code }) => code) };
}

/** The first finding of that code. */
export const found = (findings: readonly Finding[], code: string) =>
  findings.find((finding) => finding.code === code);

/** A poller of Open Connectors with one resource. */
export function poller(
  url: string,
  dates: object = { updatedDateField: 'updated-at', createdDateField: 'created-at' },
) {
  return {
    element: { key: 'coupa' },
    configuration: {
      'event.poller.configuration': { contracts: { url, idField: 'id', datesConfiguration: dates } },
    },
  };
}
