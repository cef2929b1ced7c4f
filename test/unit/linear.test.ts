// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of URL templates look like JavaScript's.
import assert from 'node:assert/strict';
import { readSiteAddress } from '../../lib/connection/site-address';
import { DateReader } from '../../lib/dates/read-date';
import { UrlTemplate } from '../../lib/dates/url-template';
import { readZone } from '../../lib/dates/zone';
import { Findings } from '../../lib/openconnectors/findings';
import { hasLowerBound, mendUrl } from '../../lib/openconnectors/mend-url';
import { isPlaceholder } from '../../lib/openconnectors/outside-value';
import { encodeForTemplate, splitQuery } from '../../lib/openconnectors/split-query';
import { translateHubUrl } from '../../lib/openconnectors/translate-url';
import { translateWhere } from '../../lib/openconnectors/where/translate';
import { leftOut } from '../../lib/poll/left-out';
import { ListPath } from '../../lib/poll/list-path';
import { RecordReader } from '../../lib/poll/record';
import { readPollSettings } from '../../lib/poll/settings';
import { templateSource } from '../../lib/poll/template-source';
import { closest } from '../../lib/text/closest';

const dates = { dateFormat: 'milliseconds', dateTimezone: 'UTC' };
const iso = DateReader.compile({ format: "yyyy-MM-dd'T'HH:mm:ssXXX", timezone: 'UTC' });
const nothing = () => undefined;
const site = {
  origin: 'https://acme.example',
  paging: 'token',
  values: () => ({ env: nothing, flow: nothing, global: nothing, msg: nothing }),
} as const;

/** What a long text reaches. Refusing it is right; what counts is how long that takes. */
const places: Record<string, (text: string) => unknown> = {
  'the site address': (text) => readSiteAddress(`https://h/${text}`, 'oauth2'),
  "a hub's address": (text) => readSiteAddress(`https://h/${text}`, 'openConnectors'),
  'a URL template': (text) => UrlTemplate.compile(`/x?a=${text}`, dates),
  'a URL with a where': (text) =>
    templateSource(readPollSettings({ resource: 'x', url: `/hubs/a/b?where=${text}` }), site),
  "a hub's URL": (text) => translateHubUrl(`/hubs/businessspendmanagement/invoices?where=${text}`),
  'a where': translateWhere,
  'a URL that is imported': (text) => mendUrl(`/hubs/a/b?where=${text}`, new Findings()),
  'the date in a URL': hasLowerBound,
  'the query of a URL': (text) => splitQuery(`/x?${text}`),
  'a value of a query': encodeForTemplate,
  'the fields of a URL': (text) => leftOut(`/x?fields=${text}`, ['updated-at']),
  'a rendered URL': (text) => new ListPath(`/x?${text}`).with([['limit', 1]]),
  'what is to be filled in': isPlaceholder,
  'a zone': readZone,
  'a date format': (text) => DateReader.compile({ format: text, timezone: 'UTC' }),
  'a date': (text) => iso.read(text),
  'a name': (text) => closest(text, ['invoices']),
  'a start date': (text) => readPollSettings({ start: 'date', startDate: text }),
  'the path to an id': (text) =>
    new RecordReader({
      idField: text,
      updatedDateField: '',
      createdDateField: '',
      updatedDate: iso,
      createdDate: iso,
    }).read({ id: 1 }),
};

const repeated = [
  'a',
  '/',
  ' ',
  '\t',
  '\n',
  '<',
  '<a',
  '<\t',
  '{',
  '{{',
  '}',
  '}}',
  '${',
  '${date:',
  '${date:unix',
  "'${",
  "'${N",
  '<${<',
  '%',
  '%2',
  "'",
  '"',
  '`',
  '(',
  'not ',
  'a=1 and ',
  'a=1 or ',
  '&',
  '&a=',
  '&page=2',
  ',',
  '.',
  '-',
  'x',
  '•',
  '+',
  '1+',
  'T00:00',
  '\\',
  'é',
  '[',
  '["a",',
  '{"a":[',
];

describe('A long text costs time in proportion to its length', () => {
  for (const [place, read] of Object.entries(places)) {
    it(`as ${place}`, () => {
      for (const part of repeated) {
        const text = (length: number) => part.repeat(length / part.length);
        const [short, long] = [cost(read, text(10_000)), cost(read, text(40_000))];
        // Four times the text: 4 where it is linear, 16 where it is quadratic. Below 100 ms chance decides.
        assert.ok(long < 100 || long < 10 * short, `${JSON.stringify(part)}: ${short} and ${long} ms`);
      }
    });
  }
});

/** Milliseconds of the fastest of several tries. */
function cost(read: (text: string) => unknown, text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let count = 0; count < 4 && least > 1; count += 1) {
    const start = performance.now();
    try {
      read(`${text}!`);
    } catch (error) {
      assert.ok(error instanceof Error && 'code' in error, String(error));
    }
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
