// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Rossum

/** A hook of an invented company around these settings. */
export function hook(id: number, name: string, settings: object, change: object = {}): object {
  return {
    id,
    type: 'webhook',
    name,
    settings,
    active: true,
    events: ['annotation_content.export'],
    queues: [],
    run_after: [],
    config: { schedule: { cron: '' }, timeout_s: 30 },
    ...change,
  };
}

export const auth = {
  url: 'https://nordwind.coupahost.com/oauth2/token',
  method: 'POST',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  data: {
    client_id: 'nordwind-client',
    client_secret: '{secret.client_secret}',
    grant_type: 'client_credentials',
    scope: 'core.invoice.create core.invoice.read core.invoice.write',
  },
};

/** The settings of the first generation. */
export function first(template: unknown, change: object = {}): object {
  return {
    connection_info: {
      client_id: 'nordwind-client',
      base_api_url: 'https://nordwind.coupahost.com/',
      client_scope: 'core.invoice.create, core.invoice.write',
    },
    payload_template: template,
    return_debug_json: true,
    ...change,
  };
}

export const firstTemplate = {
  status: 'draft',
  currency: { code: '@{currency_code}' },
  supplier: { number: { $DATAPOINT_VALUE$: { schema_id: 'vendor_no', value_type: 'string' } } },
  'invoice-number': '@{document_no}',
  'invoice-date': { $DATAPOINT_VALUE$: { schema_id: 'issued_on', value_type: 'iso_datetime' } },
  'gross-total': { $DATAPOINT_VALUE$: { schema_id: 'total', value_type: 'float' } },
  'payment-term': {
    $DATAPOINT_MAPPING$: {
      schema_id: 'terms',
      mapping: { '30': { code: 'N30' }, '60': { code: 'N60' } },
      fallback_mapping: { code: 'NOW' },
    },
  },
  'requester-email': {
    $IF_SCHEMA_ID$: {
      schema_id: 'requester',
      mapping: '@{requester}',
      fallback_mapping: 'ap@nordwind.example',
    },
  },
  'ship-to-address': {
    $IF_SCHEMA_ID$: { schema_id: 'ship_to', mapping: { 'location-code': '@{ship_to}' } },
  },
  'line-level-taxation': {
    $IF_DATAPOINT_VALUE$: { schema_id: 'tax_by', value: 'line', mapping: true, fallback_mapping: false },
  },
  'invoice-lines': {
    $FOR_EACH_SCHEMA_ID$: {
      schema_id: 'rows',
      mapping: {
        type: 'InvoiceQuantityLine',
        'line-num': '@{schema_loop.index}',
        price: { $DATAPOINT_VALUE$: { schema_id: 'unit_price', value_type: 'float' } },
        quantity: { $DATAPOINT_VALUE$: { schema_id: 'pieces', value_type: 'integer' } },
        currency: { code: '@{currency_code}' },
        description: '@{label} (@{document_no})',
      },
    },
  },
};

/** A template of the second and third generation. */
export const jinjaTemplate = [
  '{',
  '  {# what Coupa calls a draft #}',
  '  "invoice-number": "{{ field.document_no }}",',
  '  "currency": {"code": "{{ field.currency_code }}"},',
  '  "gross-total": {{ field.total | default(0, true) }},',
  '  {% if field.kind == "credit" %}"document-type": "Credit Note",{% else %}"document-type": "Invoice",{% endif %}',
  '  {% if field.terms != "" %}"payment-term": {"code": "{{ field.terms }}"},{% endif %}',
  '  "line-level-taxation": false,',
  '  "invoice-lines": [',
  '    {% for row in field.rows %}{',
  '      "line-num": {{ loop.index }},',
  '      "price": {{ row.unit_price }},',
  '      "description": {{ row.label | tojson }}',
  '    }{% if not loop.last %},{% endif %}',
  '    {% else %}{ "description": "{{ field.label }}" }',
  '    {% endfor %}]',
  '}',
];

export function mapping(key = 'draft', template: string | string[] = jinjaTemplate): object {
  const text = Array.isArray(template)
    ? { file_content_template_multiline: template }
    : { file_content_template: template };
  return { export_configs: [{ export_reference_key: key, content_encoding: 'utf-8', ...text }] };
}

const headers = { Accept: 'application/json' };

/** The calls of a chain of the second generation. */
export const chain = {
  map: hook(11, 'Map the invoice', mapping()),
  create: hook(
    12,
    'Create the draft',
    {
      auth,
      request: {
        url: 'https://nordwind.coupahost.com/api/invoices',
        method: 'POST',
        headers,
        data: '#{file_content}',
      },
      export_reference_key: 'draft',
      response_payload_reference_key: 'draft_answer',
    },
    { run_after: ['https://nordwind.rossum.example/api/v1/hooks/11'] },
  ),
  extract: hook(
    13,
    'Read the draft',
    {
      extract: [
        {
          format: 'json',
          source_reference_key: 'draft_answer',
          extract_rules: [
            { value_path: 'id', target_schema_id: 'coupa_id' },
            { value_path: 'status', target_schema_id: 'coupa_status' },
          ],
        },
      ],
    },
    { run_after: ['https://nordwind.rossum.example/api/v1/hooks/12'] },
  ),
  scan: hook(
    14,
    'Attach the scan',
    {
      auth,
      request: {
        url: 'https://nordwind.coupahost.com/api/invoices/@{coupa_id}/image_scan',
        method: 'PUT',
        headers,
        file_key: 'file',
        file_name: '@{original_file_name}',
        file_content: '#{original_file}',
      },
      condition: '@{coupa_status}',
    },
    { run_after: ['https://nordwind.rossum.example/api/v1/hooks/13'] },
  ),
  submit: hook(
    15,
    'Submit the invoice',
    {
      auth,
      request: {
        url: 'https://nordwind.coupahost.com/api/invoices/@{coupa_id}/submit',
        method: 'PUT',
        headers,
      },
      condition: '@{may_submit}',
    },
    { run_after: ['https://nordwind.rossum.example/api/v1/hooks/14'] },
  ),
};

function stage(name: string, request: object, more: object = {}): object {
  const { data, ...token } = auth;
  return {
    call_api: [
      {
        name,
        auth: { ...token, content: data, content_type: 'form', credential_key: 'access_token' },
        request: { headers: { Authorization: 'Bearer {token}' }, ...request },
        response_handlers: [
          {
            value: { response: { $jmespath: 'status_code' } },
            target_key: `${name}_status`,
            target_type: 'schema_id',
          },
          ...(name === 'draft'
            ? [
                {
                  value: { response: { $jmespath: 'body.id' } },
                  target_key: 'coupa_id',
                  target_type: 'schema_id',
                },
                {
                  value: { response: { $jmespath: '{all: headers}' } },
                  target_key: 'all',
                  target_type: 'schema_id',
                },
              ]
            : []),
        ],
      },
    ],
    ...more,
  };
}

const base = '{field.coupa_base}api/invoices/{field.coupa_id}';
const ifCreated = {
  evaluate: [
    { name: 'created', condition: { 'field.draft_status': { $in: ['200', '201'] } } },
    { name: 'has an id', condition: { 'field.coupa_id': { $ne: '', $exists: true } } },
  ],
};

/** The settings of the third generation. */
export const stages = {
  stages: [
    stage(
      'draft',
      {
        url: 'https://nordwind.coupahost.com/api/invoices',
        method: 'POST',
        content: '{property.draft.content.@}',
        content_type: 'json',
      },
      {
        get_content: [
          { name: 'draft', query: { key: { $eq: 'draft' } }, source: 'document_relation_content' },
        ],
      },
    ),
    stage(
      'scan',
      {
        url: `${base}/image_scan`,
        method: 'PUT',
        content: { file: ['{payload.document.original_file_name}', '{payload.document.content.@}'] },
        content_type: 'files',
      },
      ifCreated,
    ),
    stage(
      'link',
      {
        url: `${base}/attachments`,
        method: 'POST',
        content: { 'attachment[url]': '{field.link}' },
        content_type: 'form',
      },
      ifCreated,
    ),
    stage(
      'others',
      {
        url: `${base}/attachments`,
        method: 'POST',
        content: {
          'attachment[file]': ['{doc.original_file_name}', '{doc.content.@}'],
          'attachment[intent]': 'Supplier',
        },
        iterate_over: 'property.mail_attachments',
        iteration_item_name: 'doc',
        content_type: 'multipart',
      },
      ifCreated,
    ),
    stage('submit', { url: `${base}/submit`, method: 'PUT' }, ifCreated),
  ],
};

function datapoint(id: string, value: string): object {
  return { category: 'datapoint', schema_id: id, content: { value, normalized_value: null } };
}

/** The annotation that Rossum's webhook brings for a document with these fields and rows. */
export function annotation(
  fields: Readonly<Record<string, string>>,
  rows: readonly Readonly<Record<string, string>>[] = [],
): object {
  const children = Object.entries(fields).map(([id, value]) => datapoint(id, value));
  const tuples = rows.map((row) => ({
    category: 'tuple',
    schema_id: 'row',
    children: Object.entries(row).map(([id, value]) => datapoint(id, value)),
  }));
  return {
    action: 'export',
    annotation: {
      id: 7,
      content: [
        { category: 'section', schema_id: 'header', children },
        {
          category: 'section',
          schema_id: 'lines',
          children: [{ category: 'multivalue', schema_id: 'rows', children: tuples }],
        },
      ],
    },
    document: { original_file_name: 'invoice 17.pdf', content: 'https://rossum.example/documents/1/content' },
  };
}
