// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../lib/migrate/read-instance';

const iso = "yyyy-MM-dd'T'HH:mm:ssXXX";
const date = `\${date:${iso}}`;
const bound = `updated-at[gt_or_eq]=${date}`;
const hub = '/hubs/businessspendmanagement/invoices';

/** What becomes of a resource's URL, and the codes of what is said of it. */
function read(url: string, dates: object = {}) {
  const { description, findings } = readInstance({
    element: { key: 'coupa' },
    configuration: {
      siteAddress: 'https://acme.coupahost.com',
      'event.poller.configuration': {
        invoices: { url, idField: 'id', datesConfiguration: { updatedDateField: 'updated-at', ...dates } },
      },
    },
  });
  const [resource] = description.resources;
  return { resource, url: resource?.url, findings, codes: findings.map(({ code }) => code) };
}

function endpoint(text: string, query: object = { 'updated-at[gt_or_eq]': '${last_modified_date}' }) {
  const { description, findings } = readInstance({
    credentials: { client_id: 'a', base_api_url: 'https://acme.coupahost.com' },
    import_config: { endpoint: text, id_keys: ['id'], query },
  });
  return { url: description.resources[0]?.url, codes: findings.map(({ code }) => code) };
}

describe('What stands around a pasted URL', () => {
  for (const front of [
    '{{base_url}}',
    '{{ _.base_url }}/',
    '$BASE_URL/',
    '${BASE_URL}/',
    '${base_url}',
    '%BASE_URL%/',
    ':baseUrl/',
    '#{base}/',
    '@{base}/',
    '@base@/',
    '<base url>/',
    '«base»/',
    '" + baseUrl + "/',
    "' . $base . '/".replace('$', ''),
    'GET /',
    'GET {{url}}/',
    './',
    'acme.coupahost.com/',
    'ACME.coupahost.com:443/',
    'HTTPS://ACME.COUPAHOST.COM/',
  ]) {
    it(`is no part of it: ${front}`, () => {
      assert.equal(read(`${front}api/invoices?${bound}`).url, `/api/invoices?${bound}`);
      assert.equal(
        endpoint(`${front}api/contracts`).url,
        '/api/contracts?updated-at[gt_or_eq]=${last_modified_date}',
      );
    });
  }

  it('is no part of it at its end', () => {
    assert.equal(read(`GET /api/invoices?${bound} HTTP/1.1`).url, `/api/invoices?${bound}`);
  });

  it('names no variable of this computer that would be sent', () => {
    assert.ok(!read(`\${BASE_URL}/api/invoices?${bound}`).codes.includes('sends-variable'));
    const { findings } = read(`\${A}/x?${bound}`);
    const names = findings
      .filter(({ code }) => code === 'sends-variable')
      .map(({ message }) => String(message));
    assert.ok(
      names.every((text) => !text.includes('}/')),
      names.join('\n'),
    );
  });

  for (const [was, now] of [
    ['/API/Invoices', '/api/invoices'],
    ['api\\invoices', '/api/invoices'],
    ['/api/purchaseOrders', '/api/purchase_orders'],
    ['/api/purchase-orders', '/api/purchase_orders'],
  ] as const) {
    it(`is spelled as Coupa spells it: ${was}`, () => {
      assert.equal(read(`${was}?${bound}`).url, `${now}?${bound}`);
      assert.equal(
        endpoint(was.replace(/^\//, '')).url,
        `${now}?updated-at[gt_or_eq]=\${last_modified_date}`,
      );
    });
  }

  for (const variable of [':id', '$ID', '{id}', '%ID%']) {
    it(`has to be filled in where it is a part of the path: ${variable}`, () => {
      assert.ok(read(`/api/suppliers/${variable}/addresses?${bound}`).codes.includes('placeholder'));
      const { url, codes } = endpoint(`api/suppliers/${variable}/addresses`);
      assert.ok(url !== undefined && codes.includes('placeholder') && !codes.includes('no-url'));
    });
  }

  for (const secret of ['api_key=abcdef0123', 'access_token=abcdef0123', 'X-COUPA-API-KEY=abcdef0123']) {
    it(`is never a secret: ${secret.split('=', 1).join()}`, () => {
      const { url, findings } = read(` /api/invoices?${secret}&${bound}`);
      assert.equal(url, `/api/invoices?${bound}`);
      assert.equal(findings.find(({ code }) => code === 'secret-in-url')?.severity, 'manual');
      assert.ok(!JSON.stringify(findings).includes('abcdef0123'));
    });
  }

  it('is never a password in front of its host', () => {
    const { url, findings } = read(` https://u:abcdef0123@acme.coupahost.com/API/invoices?${bound}`);
    assert.equal(url, `/api/invoices?${bound}`);
    assert.ok(!JSON.stringify(findings).includes('abcdef0123'));
  });
});

describe('The query of a pasted URL', () => {
  for (const [title, was, now] of [
    [
      'a name that was encoded twice',
      `updated-at%255Bgt_or_eq%255D=${date}`,
      `updated-at%5Bgt_or_eq%5D=${date}`,
    ],
    [
      'a placeholder that was encoded twice',
      'updated-at[gt]=%2524%257Bdate%253Ayyyy-MM-dd%257D',
      'updated-at[gt]=${date:yyyy-MM-dd}',
    ],
    ['an & as a program escapes it', `${bound}\\u0026status=x`, `${bound}&status=x`],
    ['a second ?', `${bound}?status=x`, `${bound}&status=x`],
    ["Rails' lists", `status[]=a&status[]=b&${bound}`, `status[in]=a,b&${bound}`],
    ["Rails' lists behind an operator", `status[in][]=a&status[in][]=b&${bound}`, `status[in]=a,b&${bound}`],
    ['a list as JSON', `status[in]=["a","b"]&${bound}`, `status[in]=a,b&${bound}`],
    ["Ransack's names", `q[updated_at_gteq]=${date}`, `updated_at[gt_or_eq]=${date}`],
    ["Ransack's names without q", `updated_at_gt=${date}`, `updated_at[gt]=${date}`],
    ['a sign in brackets', `updated-at[>=]=${date}`, bound],
    ['a sign alone', `status=x&updated-at>=${date}`, `status=x&${bound}`],
    ['a greater-than alone', `updated-at>${date}`, `updated-at[gt]=${date}`],
    ['another spelling of the date', `updatedAt[gt]=${date}`, `updated-at[gt]=${date}`],
  ] as const) {
    it(`is read with ${title}`, () => {
      const { url, findings } = read(`/api/invoices?${was}`);
      assert.equal(url, `/api/invoices?${now}`);
      assert.ok(findings.some(({ severity, now: told }) => severity === 'mended' && told === url));
    });
  }

  it('begins with a question mark', () => {
    assert.equal(read(`/api/invoices&${bound}`).url, `/api/invoices?${bound}`);
  });

  for (const was of [
    `updated-at[after]=${date}`,
    'updated-at[between]=2026-03-01,2026-03-05',
    `changed_since=${date}`,
    `where=updated_at>='${date}'`,
  ]) {
    it(`is said to ask for something that Coupa does not know: ${was}`, () => {
      assert.ok(read(`/api/invoices?${was}`).codes.includes('unknown-filter'));
    });
  }

  for (const was of [
    `${bound}&status[in]=a,b&supplier[name]=x`,
    `${bound}&updated-at[blank]=false`,
    `${bound}&total[gt]=5&note=a>b`,
    'filter[updated]=${date}',
    `${bound}&note=50%25`,
  ]) {
    it(`is left as it is: ${was}`, () => {
      const { url, codes } = read(`/api/invoices?${was}`);
      assert.equal(url, `/api/invoices?${was}`);
      assert.ok(!codes.includes('unknown-filter'));
    });
  }
});

describe('The where of a pasted URL', () => {
  const whole = `updated_at>='${date}'`;
  for (const [title, was, now] of [
    ['blanks encoded', `updated_at%20>=%20'${date}'`, `updated_at >= '${date}'`],
    [
      'blanks as +',
      `${whole}+and+(status='a+b'+or+status='c%20d')`,
      `${whole} and (status='a+b' or status='c%20d')`,
    ],
    ['signs encoded beside plain quotes', `updated_at%3E%3D'${date}'`, whole],
    ['its own = encoded', '', ''],
    ['&&', `${whole} && status='x'`, `${whole} and status='x'`],
    ['||', `${whole} and (status='x' || status='y')`, `${whole} and (status='x' or status='y')`],
    [
      'signs within a literal as they are',
      `${whole} && name='safe || sure => y ≥ z'`,
      `${whole} and name='safe || sure => y ≥ z'`,
    ],
    ['a blank within >=', `updated_at > = '${date}'`, `updated_at >= '${date}'`],
    ['a semicolon at its end', `${whole};`, whole],
    ['quotes around the whole', `"${whole}"`, whole],
    ['single quotes around the whole', `'${whole}'`, whole],
  ] as const) {
    it(`is read with ${title}`, () => {
      const { url, codes } = was === '' ? read(`${hub}?where%3D${whole}`) : read(`${hub}?where=${was}`);
      assert.equal(url, `${hub}?where=${now === '' ? whole : now}`);
      assert.ok(!codes.includes('not-direct'));
    });
  }
});

describe('The date of the last run in a pasted URL', () => {
  for (const value of [
    '${lastRun}',
    '${LAST_RUN_DATE}',
    '{{ $json.lastRun }}',
    '{{$isoTimestamp}}',
    '$(date -u +%Y-%m-%dT%H:%M:%SZ)',
    '@{addDays(utcNow(),-1)}',
    '#[vars.lastRun]',
    '%(last_run)s',
    '%s',
    '{0}',
    '{}',
    '$lastRun',
  ]) {
    it(`is this package's placeholder, whatever stands for it: ${value}`, () => {
      assert.equal(read(`/api/invoices?updated-at[gt_or_eq]=${value}`).url, `/api/invoices?${bound}`);
      assert.equal(
        endpoint('api/contracts', { 'updated-at[gt_or_eq]': value }).url,
        '/api/contracts?updated-at[gt_or_eq]=${last_modified_date}',
      );
    });
  }

  for (const value of ['today', 'now-7d', '-1d', "' + x"]) {
    it(`is said to be no date that is read: ${value}`, () => {
      const { url, codes } = read(`/api/invoices?updated-at[gt_or_eq]=${value}`);
      assert.equal(url, `/api/invoices?updated-at[gt_or_eq]=${value}`);
      assert.ok(codes.includes('fixed-date'));
      assert.ok(read(`${hub}?where=updated_at>='${value.replaceAll("'", '')}'`).codes.includes('fixed-date'));
    });
  }

  for (const value of ['{{msg.since}}', '{{env.SINCE}}', '{{flow.since}}']) {
    it(`is left to the flow: ${value}`, () => {
      const { url, codes } = read(`/api/invoices?updated-at[gt_or_eq]=${value}`);
      assert.equal(url, `/api/invoices?updated-at[gt_or_eq]=${value}`);
      assert.ok(!codes.includes('fixed-date'));
    });
  }

  for (const [written, start] of [
    ['1.3.2026', '2026-03-01T00:00:00Z'],
    ['01.03.2026 10:30', '2026-03-01T10:30:00Z'],
    ['2026年3月1日', '2026-03-01T00:00:00Z'],
    ['01-Mar-2026', '2026-03-01T00:00:00Z'],
    ['2026-03-01t10:00:00z', '2026-03-01T10:00:00Z'],
    ['2026-03-01T10:00:00-08:00[America/Los_Angeles]', '2026-03-01T10:00:00-08:00'],
  ] as const) {
    it(`is where the first poll begins, as people write it: ${written}`, () => {
      assert.equal(read(`/api/invoices?updated-at[gt]=${written}`).resource?.startDate, start);
    });
  }

  it('has no fixed end that is not told', () => {
    for (const url of [
      `/api/invoices?${bound}&updated-at[lt]=2026-04-01T00:00:00Z`,
      '/api/invoices?updated-at[gt]=2026-03-01&updated_at[lt_or_eq]=2026-04-01',
      `${hub}?where=updated_at>='${date}' and updated_at<'2026-04-01'`,
      '/api/invoices?updated-at=2026-04-01',
      '/api/invoices?updated_at[in]=2026-03-01,2026-04-01',
      `${hub}?where=updated_at = '2026-04-01T10:00:00Z' and status='x'`,
      `${hub}?where=updated_at in ('2026-03-01','2026-04-01')`,
      `${hub}?where=updated_at between '2026-03-01' and '2026-04-01T10:00:00Z' and status='x'`,
      `${hub}?where=updated_at%20BETWEEN%20%272026-03-01%27%20AND%20%272026-04-01%27`,
    ])
      assert.equal(read(url).findings.find(({ code }) => code === 'fixed-end')?.severity, 'check', url);
    for (const open of [
      `/api/invoices?${bound}&updated-at[lt]=\${now:${iso}}&created-at[lt]=2026-04-01&created-at=2026-04-01`,
      `${hub}?where=updated_at>='${date}' and created_at between '2026-03-01' and '2026-04-01'`,
    ])
      assert.ok(!read(open).codes.includes('fixed-end'), open);
  });
});

describe('A placeholder with another name', () => {
  for (const [was, now] of [
    ['${utcDate:yyyy-MM-dd}', '${gmtDate:yyyy-MM-dd}'],
    ['${lastPollDate:yyyy-MM-dd}', '${date:yyyy-MM-dd}'],
    ['${last_run_timestamp:yyyy-MM-dd}', '${date:yyyy-MM-dd}'],
    ['${since:yyyy-MM-dd}', '${date:yyyy-MM-dd}'],
    ['${epoch:seconds}', '${epoch:s}'],
    ['${epoch_ms}', '${epoch:ms}'],
    ['${epochSeconds}', '${epoch:s}'],
    ['${epoch:micros}', '${epoch:us}'],
  ] as const) {
    it(`is read: ${was}`, () =>
      assert.equal(read(`${hub}?where=updated_at>'${was}'`).url, `${hub}?where=updated_at>'${now}'`));
  }
});

describe('A date pattern of another language', () => {
  for (const [was, now] of [
    ['%Y-%m-%dT%H:%M:%SZ', "yyyy-MM-dd'T'HH:mm:ss'Z'"],
    ['%Y-%m-%dT%H:%M:%S.%f%z', "yyyy-MM-dd'T'HH:mm:ss.SSSXX"],
    ['%d.%m.%Y', 'dd.MM.yyyy'],
    ['YYYY-MM-DD[T]HH:mm:ssZ', "yyyy-MM-dd'T'HH:mm:ssZ"],
    ["yyyy-MM-dd'T'HH:mm:ssK", iso],
    ["yyyy-MM-dd'T'HH:mm:sszzz", iso],
    ['yyyy-MM-ddTHH:mm:ss.fffffffK', "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"],
    ["yyyy-MM-dd'T'HH:mm:ss'Z", "yyyy-MM-dd'T'HH:mm:ss'Z'"],
    ["yyyy-MM-dd'T'hh:mm:ssXXX", iso],
    ['ISO_OFFSET_DATE_TIME', iso],
    ['iso8601', iso],
  ] as const) {
    it(`is read as Java writes it: ${was}`, () => {
      const placeholder = `\${dateTimeZone:UTC:${was}}`;
      assert.equal(
        read(`${hub}?where=updated_at>'${placeholder}'`).url,
        `${hub}?where=updated_at>'\${dateTimeZone:UTC:${now}}'`,
      );
      assert.equal(
        read(`${hub}?where=updated_at>'\${date}'`, { updatedDateFormat: was }).resource?.updatedDateFormat,
        now,
      );
    });
  }

  for (const pattern of [
    "hh:mm a 'on' dd.MM.yyyy",
    '%q',
    "yyyy-MM-dd HH:mm:ss 'K'",
    'EEE, dd MMM yyyy HH:mm:ss zzz',
  ]) {
    it(`is left as it is: ${pattern}`, () => {
      const url = `${hub}?where=updated_at>'\${date:${pattern}}'`;
      assert.equal(read(url).url, url);
    });
  }

  for (const pattern of [
    'yyyy-MM-dd-1d',
    'yyyy-MM-dd+1',
    'yyyy-MM-dd:-1',
    `${iso}-24h`,
    `${iso} - 5 minutes`,
  ]) {
    it(`has no arithmetic, which is said: ${pattern}`, () => {
      assert.ok(read(`${hub}?where=updated_at>'\${date:${pattern}}'`).codes.includes('date-arithmetic'));
    });
  }

  for (const pattern of [
    "yyyy-MM-dd'T'HH:mm:ss-08:00",
    "yyyy-MM-dd'T'HH:mm:ss+00",
    "yyyy-MM-dd'T'HH:mm:ss+0000",
    iso,
  ]) {
    it(`may end with an offset: ${pattern}`, () => {
      assert.ok(!read(`${hub}?where=updated_at>'\${date:${pattern}}'`).codes.includes('date-arithmetic'));
    });
  }

  it('that says UTC of the time of another zone is told', () => {
    const utc = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    const berlin = { updatedDateTimezone: 'Europe/Berlin' };
    for (const [pattern, dates] of [
      [`\${date:${utc}}`, berlin],
      [`\${dateTimeZone:Europe/Berlin:${utc}}`, {}],
      [`\${date:${iso}}`, { ...berlin, updatedDateFormat: utc }],
    ] as const)
      assert.ok(read(`${hub}?where=updated_at>'${pattern}'`, dates).codes.includes('literal-zone'), pattern);
    assert.ok(
      !read(`${hub}?where=updated_at>'\${date:${utc}}'`, { updatedDateFormat: utc }).codes.includes(
        'literal-zone',
      ),
    );
    const always = { updatedDateFormat: utc, updatedDateTimezone: 'Atlantic/Reykjavik' };
    assert.ok(!read(`${hub}?where=updated_at>'\${date:${utc}}'`, always).codes.includes('literal-zone'));
    assert.ok(!read(`${hub}?where=updated_at>'\${gmtDate:${utc}}'`, berlin).codes.includes('literal-zone'));
  });
});
