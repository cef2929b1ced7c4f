// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { toFlow } from '../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../lib/migrate/read-instance';

/** What a regular expression may stumble over when it is there again and again. */
const fragments = [
  ' ',
  '\n',
  '/',
  '"',
  '{',
  '}',
  '[',
  ']',
  '<',
  '<a',
  '< ',
  '«',
  '«a',
  '{{',
  '{{ ',
  '{{a',
  '{%',
  '{% if a %}',
  '{#',
  '@{a}',
  '@{',
  '${',
  '${date:',
  '${date:unix',
  '{date:',
  '```\n',
  '//',
  '/*',
  '&amp',
  '=${',
  "='${",
  'import_config:\n  a: [b, {c: ',
  '- - endpoint: "a\n',
  "endpoint: 'a\n",
  'endpoint: |\n',
  '? endpoint: a\n',
  '- endpoint: “a” #\n',
  "/hubs/a/bc?where=(${date:x}' ",
  '"/api/invoices", ["updated-at[gt]", ',
  'coupa.get("/api/invoices", {"a": ',
  '.query(&[("a", ',
  "'  ",
  'x',
  '…',
  ',',
  'a|',
  'invoices,',
  'a ',
  ' {"a": ',
  '{{a}}',
  '{a ',
  '{\\u0022',
  "''a",
  "a='b' and ",
  '(',
  '%2',
  'curl ',
  " -d '",
  ' -d "{',
  "$'{",
  '<<EOF\n{',
  '^"',
  '\\',
  '"a":',
  '{"url":"',
  '["',
  'event.objects=a\n',
  '\nsiteAddress  ',
  '| event.objects | ',
  '=>[',
  '@{a=',
  '=>\\"',
  " <<<'{",
  ' -a ',
  '&a[]=',
  '&a>=',
  '%255B',
  '1.',
  '\u2028',
  '/api/invoices',
  " '/api/invoices?a=",
  "' + a + '",
  '{a.b()}',
  'params=',
  'params=a ',
  'params={a:',
  'a["b"]=',
  'client_id=',
  'scope=core.a.read ',
  '"value":"',
  'coupa_',
  'eyJ',
  '<td>a</td><td>',
  '</td> ',
  'https://',
  '<https://a',
  '[a](https://a',
  'https://a <',
  'https://a.safelinks.protection.outlook.com/?a=b&',
  'https://urldefense.com/v3/__https://a',
  'a: b\n',
  '* ',
];

/** The places of a text that anything is read from. */
const places: [name: string, text: (hostile: string) => string][] = [
  ['the text itself', (hostile) => hostile],
  ['behind a request', (hostile) => `coupa '/api/invoices' ${hostile}`],
  ['behind a document', (hostile) => `{"a": 1} and ${hostile}`],
  [
    'behind the URL of a list',
    (hostile) => JSON.stringify({ configuration: { 'event.poller.urls': `/api/a?b=${hostile}` } }),
  ],
  ['a request of a command', (hostile) => `curl -G 'https://a.coupahost.com/api/invoices?${hostile}`],
  ['a value that is not escaped', (hostile) => `{"url":"${hostile}"}`],
  ['every setting of an instance', (hostile) => JSON.stringify(instance(hostile))],
  ["every setting of Rossum's hook", (hostile) => JSON.stringify(hook(hostile))],
  ["a template of Rossum's", (hostile) => JSON.stringify(template(hostile))],
  ["a text in a template of Rossum's", (hostile) => JSON.stringify(template(`{"a": "${hostile}"}`))],
  ["an export of Rossum's first generation", (hostile) => JSON.stringify(firstExport(hostile))],
];

function instance(hostile: string): object {
  // Ten places share the length.
  const text = hostile.slice(0, hostile.length / 10);
  return {
    name: text,
    tags: [text],
    element: { key: 'coupa' },
    configuration: {
      siteAddress: text,
      'oauth.api.secret': text,
      'event.notification.enabled': true,
      'event.notification.callback.url': text,
      'event.notification.callback.headers': text,
      'event.poller.urls': text,
      'event.poller.configuration': {
        [text]: { url: text, idField: text },
        b: {
          url: `/api/invoices?where=${text}`.slice(0, 9999),
          datesConfiguration: { updatedDateFormat: text },
        },
      },
    },
  };
}

function hook(hostile: string): object {
  const text = hostile.slice(0, hostile.length / 10);
  const short = hostile.slice(0, 9000);
  return {
    name: text,
    config: { schedule: { cron: text } },
    settings: {
      credentials: { base_api_url: text, client_id: text, client_secret: text, client_scope: text },
      import_config: {
        endpoint: short,
        id_keys: [text],
        dataset_name: text,
        records_per_request: text,
        query: { fields: short, 'updated-at[gt]': short, a: text },
      },
    },
  };
}

function template(hostile: string): object {
  return { settings: { export_configs: [{ export_reference_key: 'a', file_content_template: hostile }] } };
}

function firstExport(hostile: string): object {
  const text = hostile.slice(0, hostile.length / 4);
  return { connection_info: {}, payload_template: { [text]: text, a: `@{${text}`, b: `${text}}` } };
}

/** Milliseconds of one reading. */
function time(text: string): number {
  const started = process.cpuUsage();
  const { description, findings } = readInstance(text);
  toFlow(description, findings, { seed: 'x' });
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/** The least of several tries: what else the machine does only adds to them. */
function least(text: string): number {
  return Math.min(time(text), time(text), time(text));
}

/** What a square takes seconds for, at this length. */
const unremarkable = 1500;

describe('a hostile text that is imported', function () {
  this.timeout(900_000);

  for (const [name, make] of places) {
    it(`is read in linear time, where it is ${name}`, () => {
      for (const fragment of fragments) {
        const text = (length: number) => make(fragment.repeat(Math.ceil(length / fragment.length)));
        if (time(text(200_000)) < unremarkable) continue;
        const [short, long] = [least(text(50_000)), least(text(200_000))];
        // Four times the length, where a square would be sixteen times the time.
        assert.ok(
          long < unremarkable + 10 * short,
          `${JSON.stringify(fragment)}: ${short} ms, then ${long} ms`,
        );
      }
    });
  }

  it('with very many resources is cut off in words', () => {
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `r${index}`,
          {
            url: `/api/r${index}`,
            datesConfiguration: { updatedDateField: 'a', updatedDateTimezone: `Europe/Pari${index}` },
          },
        ]),
      );
    const { description, findings } = readInstance(many(1000));
    assert.equal(description.resources.length, 200);
    assert.match(
      String(findings.find(({ code }) => code === 'too-many')?.message),
      /1000 resources; the first 200/,
    );
  });

  it('with a long key in front of very many others fills no memory with their places', () => {
    const below = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 1]));
    const long = 'x'.repeat(200_000);
    const { findings } = readInstance({ [long]: { url: '/api/a', ...below } });
    assert.ok(JSON.stringify(findings).length < 2_000_000);
  });
});
