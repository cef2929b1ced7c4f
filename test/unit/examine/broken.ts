import type { AssumptionId } from '../../../lib/examine/assumptions/assumptions';
import { type Bend, type BentAnswer, eachRecord } from './bent-tenant';

/** An assumption that is broken, and how. */
export interface Broken {
  id: AssumptionId;
  how: string;
  bend: Bend;
  /** What the report says of what was seen. */
  seen: RegExp;
}

const query = (url: URL, name: string) => url.searchParams.get(name);

/** The tenant does not hear a parameter. */
function deaf(name: string, when: (value: string) => boolean = () => true): Bend {
  return {
    url: ({ searchParams }) => {
      const value = searchParams.get(name);
      if (value !== null && when(value)) searchParams.delete(name);
    },
  };
}

/** The tenant takes one parameter for another. */
function takenFor(name: string, other: string, when: (url: URL) => boolean = () => true): Bend {
  return {
    url: (url) => {
      const value = query(url, name);
      if (value === null || !when(url)) return;
      url.searchParams.delete(name);
      url.searchParams.set(other, value);
    },
  };
}

function tokenAnswer(change: (token: Record<string, unknown>) => void): Bend {
  return {
    answer: (answer, { pathname }) => {
      if (pathname !== '/oauth2/token') return;
      const token = JSON.parse(answer.body);
      change(token);
      answer.body = JSON.stringify(token);
    },
  };
}

/** Answers something else where a path or query has a text; only once, if wanted. */
function insteadOf(part: string, answer: Partial<BentAnswer>, once = false): Bend {
  let isOver = false;
  return {
    answer: (given, { pathname, search }) => {
      if (isOver || !decodeURIComponent(pathname + search).includes(part)) return;
      isOver = once;
      Object.assign(given, answer, { headers: { ...given.headers, ...answer.headers } });
    },
  };
}

function header(name: string, value: string): Bend {
  return {
    answer: ({ headers }, { pathname }) => {
      if (pathname.startsWith('/api/')) headers[name] = value;
    },
  };
}

function shiftedDate(milliseconds: number, when: (url: URL) => boolean = () => true): Bend {
  return {
    answer: ({ headers }, url) => {
      if (when(url))
        headers['date'] = new Date(Date.parse(headers['date'] ?? '') + milliseconds).toUTCString();
    },
  };
}

const record = (change: (one: Record<string, unknown>) => void): Bend => ({ answer: eachRecord(change) });

const dates = (change: (date: string) => string): Bend =>
  record((one) => {
    for (const name of ['updated-at', 'created-at']) if (name in one) one[name] = change(String(one[name]));
  });

const isEmpty = ({ body }: BentAnswer) => body === '[]';

const withoutHeader = (name: string, part: string): Bend => ({
  answer: ({ headers }, { search }) => {
    if (search.includes(part)) delete headers[name];
  },
});

const hasDate = (value: string) => value.endsWith('Z');
const hasOffset = (value: string) => /[+-]\d\d:\d\d$/.test(value);

const nothingFound = '<errors><error>No results match your search criteria.</error></errors>';

/** Every assumption, each broken alone. */
export const broken: readonly Broken[] = [
  {
    id: 'token-lifetime',
    how: 'tokens live ten minutes',
    bend: tokenAnswer((token) => void Object.assign(token, { expires_in: 600 })),
    seen: /600 s/,
  },
  {
    id: 'token-fresh',
    how: 'a new token is refused',
    bend: insteadOf('/api/invoices', { status: 401, body: '{"error":"invalid_token"}' }, true),
    seen: /401/,
  },
  {
    id: 'token-scopes',
    how: 'the token names no scopes',
    bend: tokenAnswer((token) => delete token['scope']),
    seen: /none/,
  },
  {
    id: 'scopes-granted',
    how: 'one of two scopes is granted',
    bend: tokenAnswer((token) => void Object.assign(token, { scope: 'core.invoice.read' })),
    seen: /1 of 2/,
  },
  {
    id: 'api-answers',
    how: 'one request is redirected',
    bend: insteadOf('/api/coupa_examination?', {
      status: 302,
      headers: { location: 'https://login.example/sso' },
    }),
    seen: /Redirects: 1; web pages: 0/,
  },
  {
    id: 'api-answers',
    how: 'one answer is a web page',
    bend: insteadOf('return_object', { body: '<!DOCTYPE html><html></html>' }),
    seen: /Redirects: 0; web pages: 1/,
  },
  {
    id: 'json',
    how: 'XML comes once',
    bend: insteadOf('return_object', { body: '<invoices></invoices>' }),
    seen: /XML: 1/,
  },
  {
    id: 'content-type',
    how: 'JSON is called a text',
    bend: header('content-type', 'text/plain'),
    seen: /answers say something else/,
  },
  { id: 'compression', how: 'nothing is compressed', bend: { plain: true }, seen: /were not/ },
  { id: 'not-cached', how: 'a cache answers', bend: header('age', '30'), seen: /came from one/ },
  {
    id: 'date-header',
    how: 'one answer says no time',
    bend: withoutHeader('date', 'return_object'),
    seen: /1 of \d+ answers/,
  },
  {
    id: 'clock-steady',
    how: 'one machine is an hour ahead',
    bend: shiftedDate(3_600_000, ({ search }) => search.includes('return_object')),
    seen: /3[56]\d\d s apart/,
  },
  {
    id: 'clock-distance',
    how: 'the clock is an hour behind',
    bend: shiftedDate(-3_600_000),
    seen: /-3[56]\d\d s/,
  },
  {
    id: 'rate-limit',
    how: 'five requests a second are allowed',
    bend: header('ratelimit-policy', '10;w=2'),
    seen: /allows 5 /,
  },
  {
    id: 'no-throttling',
    how: 'one request is refused for its rate',
    bend: insteadOf('return_object', { status: 429, body: '' }, true),
    seen: /429: 1/,
  },
  {
    id: 'list',
    how: 'a list comes in an object',
    bend: insteadOf('return_object', { body: '{"records":[]}' }),
    seen: /Other answers: 1/,
  },
  {
    id: 'ids',
    how: 'a record has no id',
    bend: { answer: eachRecord((one) => void (one['invoice-number'] === 'INV-10' && delete one['id'])) },
    seen: /1 of 10 records/,
  },
  {
    id: 'id-numbers',
    how: 'ids are texts',
    bend: record((one) => void ('id' in one && Object.assign(one, { id: String(one['id']) }))),
    seen: /10 of 10/,
  },
  {
    id: 'ascending',
    how: 'lists are ordered by date',
    bend: {
      url: ({ searchParams }) => {
        if (searchParams.get('dir') === 'asc') searchParams.set('order_by', 'updated-at');
      },
    },
    seen: /did not/,
  },
  {
    id: 'descending',
    how: 'dir=desc is not heard',
    bend: deaf('dir', (value) => value === 'desc'),
    seen: /lower/,
  },
  {
    id: 'limit',
    how: 'pages are longer than asked for',
    bend: {
      url: ({ searchParams }) => {
        if (searchParams.get('limit') === '10') searchParams.set('limit', '12');
      },
    },
    seen: /12 records came where 10/,
  },
  { id: 'page-limit', how: 'a page has 51 records', bend: { cap: 100 }, seen: /51 records came where 51/ },
  { id: 'page-limit', how: 'a page has five records', bend: { cap: 5 }, seen: /5 records came where 51/ },
  { id: 'id-gt', how: 'id[gt] is not heard', bend: deaf('id[gt]'), seen: /were not above/ },
  {
    id: 'id-gt',
    how: 'id[gt] gives the bound, too',
    bend: takenFor('id[gt]', 'id[gt_or_eq]', (url) => query(url, 'limit') !== '1'),
    seen: /1 of 10/,
  },
  {
    id: 'id-gt-whole',
    how: 'the first record behind a bound is left out',
    bend: {
      url: (url) => {
        if (query(url, 'id[gt]') !== null) url.searchParams.set('offset', '1');
      },
    },
    seen: /1 of 5 records/,
  },
  { id: 'id-lt-or-eq', how: 'id[lt_or_eq] is not heard', bend: deaf('id[lt_or_eq]'), seen: /5 of 10 ids/ },
  {
    id: 'id-lt-or-eq',
    how: 'the upper bound is left out',
    bend: takenFor('id[lt_or_eq]', 'id[lt]'),
    seen: /bound itself/,
  },
  {
    id: 'after-last',
    how: 'the last page comes again and again',
    bend: takenFor('id[gt]', 'id[gt_or_eq]', (url) => query(url, 'limit') === '1'),
    seen: /not behind/,
  },
  {
    id: 'empty-list',
    how: 'nothing is found with 404',
    bend: {
      answer: (answer) => {
        if (isEmpty(answer)) Object.assign(answer, { status: 404, body: nothingFound });
      },
    },
    seen: /404/,
  },
  {
    id: 'empty-list',
    how: 'nothing is found with 204',
    bend: {
      answer: (answer) => {
        if (isEmpty(answer)) Object.assign(answer, { status: 204, body: '' });
      },
    },
    seen: /204/,
  },
  { id: 'offset', how: 'offset is not heard', bend: deaf('offset'), seen: /same first/ },
  {
    id: 'no-duplicates',
    how: 'pages overlap by one',
    bend: {
      url: (url) => {
        if (query(url, 'offset') === '5') url.searchParams.set('offset', '4');
      },
    },
    seen: /1 of 5 records/,
  },
  {
    id: 'beyond-end',
    how: 'a page beyond the end is refused',
    bend: insteadOf('offset=100000000', { status: 400, body: '{"errors":{"offset":["too far"]}}' }),
    seen: /HTTP 400/,
  },
  { id: 'equality', how: 'id=… is not heard', bend: deaf('id'), seen: /came: 2/ },
  {
    id: 'record-by-id',
    how: 'records have no path of their own',
    bend: insteadOf('/api/invoices/1', { status: 404, body: '{"errors":["x"]}' }),
    seen: /HTTP 404/,
  },
  {
    id: 'not-found',
    how: 'what is not there is forbidden',
    bend: insteadOf('/api/invoices/10000', { status: 403, body: '{"errors":["x"]}' }),
    seen: /HTTP 403/,
  },
  {
    id: 'no-such-list',
    how: 'a list that does not exist is empty',
    bend: insteadOf('/api/coupa_examination?', { status: 200, body: '[]' }),
    seen: /HTTP 200/,
  },
  {
    id: 'forbidden',
    how: 'a list without its scope is empty',
    bend: {
      answer: (answer) => {
        if (answer.status === 403) Object.assign(answer, { status: 200, body: '[]' });
      },
    },
    seen: /HTTP 200/,
  },
  {
    id: 'unknown-filter',
    how: 'an unknown filter is not heard',
    bend: deaf('coupa_examination'),
    seen: /HTTP 200/,
  },
  {
    id: 'wrong-date',
    how: 'a wrong date is not heard',
    bend: deaf('updated-at[gt_or_eq]', (value) => !hasDate(value) && !hasOffset(value)),
    seen: /HTTP 200/,
  },
  {
    id: 'error-words',
    how: 'refusals say nothing',
    bend: {
      answer: (answer) => {
        if (answer.status === 400) answer.body = '';
      },
    },
    seen: /without words/,
  },
  {
    id: 'names',
    how: 'members have underscores',
    bend: {
      answer: (answer, { pathname }) => {
        if (pathname.startsWith('/api/'))
          answer.body = answer.body.replace(/"[a-z-]+":/g, (name) => name.replaceAll('-', '_'));
      },
    },
    seen: /of \d+ names/,
  },
  {
    id: 'updated-at',
    how: 'the date of the last change is hidden',
    bend: record((one) => void delete one['updated-at']),
    seen: /10 of 10/,
  },
  {
    id: 'created-at',
    how: 'the date of creation is hidden',
    bend: record((one) => void delete one['created-at']),
    seen: /10 of 10/,
  },
  {
    id: 'date-form',
    how: 'dates are in the American form',
    bend: dates((date) => `${date.slice(5, 7)}/${date.slice(8, 10)}/${date.slice(0, 4)}`),
    seen: /20 of 20 dates, such as 00\/00\/0000\./,
  },
  { id: 'date-zone', how: 'dates say no offset', bend: dates((date) => date.slice(0, 19)), seen: /20 of 20/ },
  {
    id: 'date-seconds',
    how: 'dates have fractions',
    bend: dates((date) => `${date.slice(0, 19)}.123${date.slice(19)}`),
    seen: /20 of 20/,
  },
  {
    id: 'updated-filter',
    how: 'the filter on the updated date is not heard',
    bend: deaf('updated-at[gt_or_eq]', (value) => hasDate(value) || hasOffset(value)),
    seen: /does not belong/,
  },
  {
    id: 'updated-filter',
    how: 'dates in filters are read in the tenant’s own zone',
    bend: {
      url: ({ searchParams }) => {
        const value = searchParams.get('updated-at[gt_or_eq]');
        if (value?.endsWith('Z')) searchParams.set('updated-at[gt_or_eq]', value.replace('Z', '-08:00'));
      },
    },
    seen: /left out/,
  },
  {
    id: 'updated-inclusive',
    how: 'what has exactly the date is left out',
    bend: takenFor('updated-at[gt_or_eq]', 'updated-at[gt]', (url) =>
      hasDate(query(url, 'updated-at[gt_or_eq]') ?? ''),
    ),
    seen: /left out/,
  },
  {
    id: 'updated-gt',
    how: 'what has exactly the date comes',
    bend: takenFor('updated-at[gt]', 'updated-at[gt_or_eq]'),
    seen: /does not belong/,
  },
  {
    id: 'updated-lt',
    how: 'the upper bound is not heard',
    bend: deaf('updated-at[lt_or_eq]'),
    seen: /does not belong/,
  },
  {
    id: 'spelling',
    how: 'underscores are not heard',
    bend: deaf('updated_at[gt_or_eq]'),
    seen: /does not belong/,
  },
  {
    id: 'query-zone',
    how: 'offsets in filters are ignored',
    bend: {
      url: ({ searchParams }) => {
        const value = searchParams.get('updated-at[gt_or_eq]');
        if (value && hasOffset(value)) searchParams.set('updated-at[gt_or_eq]', `${value.slice(0, 19)}Z`);
      },
    },
    seen: /left out/,
  },
  {
    id: 'no-future',
    how: 'a record is dated tomorrow',
    bend: {
      answer: (answer, url) => {
        if (query(url, 'limit') === '5' && query(url, 'updated-at[gt_or_eq]'))
          answer.body = JSON.stringify([{ id: 3, 'updated-at': '2226-11-23T08:00:00-08:00' }]);
      },
    },
    seen: /more: 1/,
  },
  { id: 'fields', how: 'fields is not heard', bend: deaf('fields'), seen: /fields came where two/ },
  {
    id: 'return-object',
    how: 'return_object is not heard',
    bend: deaf('return_object'),
    seen: /of \d+ fields/,
  },
  {
    id: 'response-filter',
    how: 'a filter hides the status',
    bend: {
      answer: (answer, url) => {
        if (query(url, 'fields') === null) eachRecord((one) => void delete one['status'])(answer, url);
      },
    },
    seen: /asked for: 1/,
  },
  {
    id: 'decimals',
    how: 'an amount is a number',
    bend: record((one) => void ('status' in one && Object.assign(one, { 'gross-total': 12.5 }))),
    seen: /fractions: 10/,
  },
  {
    id: 'exported-shown',
    how: 'the exported flag is hidden',
    bend: record((one) => void delete one['exported']),
    seen: /10 of 10/,
  },
  { id: 'exported-filter', how: 'exported=… is not heard', bend: deaf('exported'), seen: /of 10 records/ },
];
