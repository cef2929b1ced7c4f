import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const pasted = join(__dirname, '..', 'unit', 'migrate', 'pasted');

/** Configurations as people paste them. */
export const configurations: readonly string[] = [
  ...readdirSync(pasted).map((file) => readFileSync(join(pasted, file), 'utf8')),
  JSON.stringify({
    type: 'webhook',
    active: true,
    config: { schedule: { cron: '20 */4 * * *' } },
    settings: {
      credentials: {
        client_id: 'a',
        base_api_url: 'https://acme.coupahost.com/',
        client_scope: 'core.supplier.read',
      },
      import_config: {
        endpoint: 'api/suppliers',
        method: 'update',
        id_keys: ['id'],
        records_per_request: 50,
        query: { fields: ['id', { addresses: ['id'] }], 'updated-at[gt_or_eq]': '${last_modified_date}' },
      },
    },
  }),
  `curl -X POST 'https://api.example/instances' -H 'content-type: application/json' -d '${JSON.stringify({
    element: { key: 'coupa' },
    configuration: { 'event.poller.configuration': '{"invoices":{"url":"/hubs/x/invoices?where=a>1"}}' },
  })}'`,
  `Hello,\n\n\`\`\`yaml
configuration:
  base.url: "https://acme.coupahost.com/"
  event.poller.configuration: |
    {"invoices": {"url": "/hubs/x/invoices?where=a>1"}}
  event.poller.refresh_interval: 15
import_config:
  - {endpoint: api/suppliers, query: {updated-at[gt_or_eq]: \${date}, fields: ["id", {"addresses": ["id"]}]}}
\`\`\``,
  `Object;URL;Interval
invoices;/api/invoices?updated-at[gt_or_eq]=\${date:yyyy-MM-dd'T'HH:mm:ssXXX}&status=approved;15
suppliers;"https://acme.coupahost.com/api/suppliers?exported=false";60`,
  `client.get("https://acme.coupahost.com/api/invoices")
    .query(&[("updated-at[gt_or_eq]", "2026-11-22T00:00:00Z"), ("status", "approved"), ("limit", "50")])`,
];

/** URLs with everything that a template may hold. */
export const urls: readonly string[] = [
  "/api/invoices?updated-at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}&status=approved",
  '/api/contracts?fields=["id","updated_at",{"supplier":["id","name"]}]&updated_at[gt]=${date}',
  "/hubs/businessspendmanagement/invoices?where=updatedDate>='${gmtDate:yyyy-MM-dd}' and status in ('a','b')",
  '/api/{{env.LIST}}?supplier[name]={{msg.name}}&limit=20&offset=0',
  'https://acme.example/api/suppliers?exported=false&order_by=created_at&dir=desc',
  '/api/invoices?a=${now}&b=${milliseconds}&c={{flow.a.b}}&d={{global.x}}',
];

/** Answers as tenants, gateways and firewalls give them. */
export const answers: readonly string[] = [
  '[{"id":1,"updated-at":"2026-11-22T08:00:00Z","total":"1.10","big":12345678901234567890}]',
  '{"access_token":"abc","expires_in":86400,"token_type":"bearer"}',
  '{"errors":{"base":["is invalid"],"lines":[{"price":["is missing"]}]}}',
  '<?xml version="1.0"?><errors><error>No results match your search criteria</error></errors>',
  '<!DOCTYPE html><html><head><title>Blocked</title></head><body>Contact your administrator</body></html>',
  '{"events":[{"id":1,"name":"a"}],"total_count":1}',
];
