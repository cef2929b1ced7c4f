import assert from 'node:assert/strict';
import { CoupaError } from '../../lib/base/errors';
import { Findings } from '../../lib/base/findings';
import { Scrubber } from '../../lib/base/secrets/scrub';
import { closest } from '../../lib/base/text/closest';
import { translate } from '../../lib/base/text/phrase';
import { fromParts } from '../../lib/base/text/stored-phrase';
import { corePathOf, listOf } from '../../lib/catalogue/lists';
import { validateRecord } from '../../lib/catalogue/members/validate-record';
import { misspeltScopes } from '../../lib/catalogue/scopes';
import { readCsoAddress, readSiteAddress } from '../../lib/connection/address/site-address';
import { type Connection, Connection as TenantConnection } from '../../lib/connection/connection';
import { readErrorMessages } from '../../lib/connection/failures/error-messages';
import { parseJson } from '../../lib/connection/json/parse-json';
import { parseList } from '../../lib/connection/json/parse-list';
import { readRetryAfter } from '../../lib/connection/retry/retry-policy';
import { readIds, readObjects } from '../../lib/cso/model/input';
import { csoObject } from '../../lib/cso/model/objects';
import { readRequest } from '../../lib/cso/model/request';
import { readSettings } from '../../lib/cso/model/settings';
import { checkObjects } from '../../lib/cso/model/validate';
import { DateReader } from '../../lib/dates/read-date';
import { readZone } from '../../lib/dates/zone';
import { readFleetSettings } from '../../lib/fleet/settings';
import { translateHubUrl } from '../../lib/hub/translate-url';
import { translateWhere } from '../../lib/hub/where/translate';
import { unseal } from '../../lib/local/seal';
import { run } from '../../lib/migrate/command';
import { hasLowerBound, mendUrl } from '../../lib/migrate/fields/mend-url';
import { toFlow } from '../../lib/migrate/flow/to-flow';
import { isPlaceholder } from '../../lib/migrate/pasted/outside-value';
import { readInstance } from '../../lib/migrate/read-instance';
import { misplacedCommand, readCommand } from '../../lib/poll/command';
import { pollParts, type Surroundings } from '../../lib/poll/compile/parts';
import { previewUrl } from '../../lib/poll/inspect/preview';
import { loadState } from '../../lib/poll/ledger/load-state';
import { leftOut } from '../../lib/poll/model/left-out';
import { RecordReader } from '../../lib/poll/model/record';
import { readPollSettings } from '../../lib/poll/model/settings';
import { PollHistory } from '../../lib/poll/tell/history';
import { DamagedState, type StateStore } from '../../lib/ports/state-store';
import { differences } from '../../lib/records/checking/differences';
import { toldBy } from '../../lib/records/checking/refused';
import { endFor, mediaTypeFor } from '../../lib/records/files/media-types';
import { identityOf, keysFor } from '../../lib/records/model/key';
import { readRequest as readRecordRequest } from '../../lib/records/model/request';
import { readRecordSettings } from '../../lib/records/model/settings';
import { targetOf as recordTargetOf } from '../../lib/records/model/target';
import { splitQuery } from '../../lib/template/split-query';

/** One place where something from outside comes in: a pasted text, a property, an answer, a message, a stored document. */
export interface Entry {
  name: string;
  /**
   * Takes what came from outside, whatever it is.
   *
   * @throws {CoupaError} in words. Anything else that is thrown is a fault of ours.
   */
  take(text: string): unknown;
}

/** Every entry that takes a text. What takes a value gets the text in each place where a value may have one. */
export const entries: readonly Entry[] = [
  { name: 'a pasted configuration', take: (text) => asFlow(text) },
  { name: 'a pasted configuration that is a URL', take: (text) => asFlow(instance({ url: text })) },
  { name: 'a pasted configuration whose every value it is', take: (text) => asFlow(everywhere(text)) },
  { name: 'a pasted hook of Rossum', take: (text) => asFlow(hook(text)) },
  { name: 'a pasted export of Rossum', take: (text) => asFlow(exporting(text)) },
  { name: 'a template of Rossum', take: (text) => asFlow(templateOf(text)) },
  { name: 'a value in a template of Rossum', take: (text) => asFlow(templateOf(`{"a": {{ ${text} }}}`)) },
  { name: 'a text in a template of Rossum', take: (text) => asFlow(templateOf(`{"a": "${text}"}`)) },
  { name: 'the command for a file', take: (text) => commandFor(text) },
  { name: 'a site address', take: (text) => readSiteAddress(text, 'oauth2') },
  { name: 'a site address with https', take: (text) => readSiteAddress(`https://h/${text}`, 'oauth2') },
  { name: 'the address of a hub', take: (text) => readSiteAddress(`https://h/${text}`, 'openConnectors') },
  { name: 'the address of CSO', take: (text) => readCsoAddress(text, new URL('https://acme.coupahost.com')) },
  { name: 'scopes', take: (text) => misspeltScopes(text) },
  { name: 'the secrets of a connection', take: (text) => connection({ clientSecret: text, clientId: text }) },
  {
    name: 'the proxy of the environment',
    take: (text) => connection({}, { HTTPS_PROXY: text, NO_PROXY: text }),
  },
  { name: 'a URL', take: (text) => rendered(text, false) },
  { name: 'a query', take: (text) => rendered(`/api/invoices?${text}`, false) },
  { name: 'a path', take: (text) => rendered(`/api/${text}`, false) },
  { name: 'the URL of a hub', take: (text) => rendered(`/hubs/businessspendmanagement/${text}`, true) },
  { name: 'a date in a URL', take: (text) => rendered(`/api/invoices?a=\${date:${text}}`, false) },
  {
    name: 'the URL of a hub, translated',
    take: (text) => translateHubUrl(`/hubs/businessspendmanagement/${text}`),
  },
  { name: 'a where', take: (text) => translateWhere(text) },
  { name: 'the text in a where', take: (text) => translateWhere(`status = '${text}'`) },
  { name: 'a value in a URL', take: (text) => rendered('/api/invoices?a={{msg.x}}', false, text) },
  {
    name: 'a value in a where',
    take: (text) => rendered("/hubs/businessspendmanagement/invoices?where=a='{{msg.x}}'", true, text),
  },
  { name: 'the preview of a URL', take: (text) => preview(text) },
  { name: 'a date format', take: (text) => DateReader.compile({ format: text, timezone: 'UTC' }).read(text) },
  { name: 'a date', take: (text) => reader.updatedDate.read(text) },
  { name: 'a time zone', take: (text) => readZone(text) },
  ...['resource', 'idField', 'updatedDateField', 'startDate', 'interval', 'start', 'pageSize'].map(
    (name) => ({
      name: `the property ${name}`,
      take: (text: string) => parts({ start: 'date', startDate: '2026-01-01', [name]: text }, false),
    }),
  ),
  { name: 'a URL that is mended', take: (text) => mendUrl(`/hubs/a/b?where=${text}`, new Findings()) },
  { name: 'the bound in a URL', take: (text) => hasLowerBound(text) },
  { name: 'the query of a pasted URL', take: (text) => splitQuery(`/x?${text}`) },
  { name: 'the fields of a URL', take: (text) => leftOut(`/x?fields=${text}`, ['updated-at']) },
  { name: 'what is to be filled in', take: (text) => isPlaceholder(text) },
  { name: 'a misspelt name', take: (text) => closest(text, ['invoices']) },
  { name: 'an answer', take: (text) => json(() => parseJson(text)) },
  { name: 'a list', take: (text) => json(() => parseList(Buffer.from(text))) },
  {
    name: 'a record of a list',
    take: (text) => json(() => parseList(Buffer.from(`[{"id":1,"a":"${text}"}]`))),
  },
  { name: 'what an error says', take: (text) => readErrorMessages(text) },
  {
    name: 'what an error says in JSON',
    take: (text) => readErrorMessages(JSON.stringify({ errors: [text] })),
  },
  {
    name: 'what an error says in XML',
    take: (text) => readErrorMessages(`<?xml version="1.0"?><e>${text}</e>`),
  },
  {
    name: 'what an error says in HTML',
    take: (text) => readErrorMessages(`<html><title>${text}</title></html>`),
  },
  { name: 'what is quoted of an answer', take: (text) => scrubber.text(text) },
  { name: 'the pause that is asked for', take: (text) => readRetryAfter(text, 0) },
  { name: 'the fields of a record', take: (text) => version(text) },
  { name: 'a stored document', take: (text) => loadState(storeOf(text), identity) },
  { name: 'a stored history', take: (text) => new PollHistory(storeOf(text)).polls() },
  { name: 'a stored phrase', take: (text) => translate(storedPhrase(text), { a: text }) },
  { name: 'a message for a poll', take: (text) => commandOf(text) },
  { name: 'a message for CSO', take: (text) => csoRequest(text) },
  { name: 'objects for CSO', take: (text) => csoObjects(text) },
  { name: 'the kind of a record', take: (text) => [corePathOf(text), listOf(text), recordPathOf(text)] },
  { name: 'the kind of a record below another', take: (text) => recordPathOf(`invoices/17/${text}`) },
  {
    name: 'an action on a record',
    take: (text) =>
      readRecordRequest({ ...recordSettings, operation: 'action' }, 'invoices', { action: `a${text}` }),
  },
  { name: 'the values of a record', take: (text) => recordValues(text) },
  {
    name: 'why a record was refused',
    take: (text) => toldBy({ messages: [text, `possible keys are [a${text}]`] }),
  },
  { name: 'the type of a file', take: (text) => [endFor(`a/b${text}`), mediaTypeFor(text)] },
  {
    name: 'what is excluded from the proxy',
    take: (text) => connection({}, { HTTPS_PROXY: 'http://proxy.example:8080', NO_PROXY: text }),
  },
  {
    name: 'the URL of a fleet',
    take: (text) => readFleetSettings({ url: `redis://${text}`, sentinel: text }),
  },
];

const identity = { tenant: 'https://acme.example', path: '/api/invoices', filter: '' };
const dates = DateReader.compile({ format: "yyyy-MM-dd'T'HH:mm:ssXXX", timezone: 'UTC' });
const fields = { idField: 'id', updatedDateField: 'updated-at', createdDateField: 'created-at' };
const reader = { ...fields, updatedDate: dates, createdDate: dates };
const scrubber = new Scrubber(['fuzz-secret-Zq7', 'token-Xk39']);

/** What takes a text in hand: nothing is missed that only happens to the result. */
export async function takeIn(entry: Entry, text: string): Promise<'taken' | 'refused'> {
  try {
    const result = await entry.take(text);
    // Whatever comes of it may be said, stored or shown.
    JSON.stringify(result, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    return 'taken';
  } catch (error) {
    if (error instanceof CoupaError) return 'refused';
    throw error;
  }
}

/** What is no JSON is said by who asked for it. */
function json(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

function asFlow(text: string): unknown {
  const { description, findings } = readInstance(text);
  return [toFlow(description, findings, { seed: 'a' }), findings];
}

async function commandFor(text: string): Promise<string> {
  const output: string[] = [];
  const sink = { write: (said: string) => output.push(said) };
  const stdin = (async function* () {
    yield text;
  })();
  await run(['import', '-'], { stdin, stdout: sink, stderr: sink });
  return output.join('');
}

function instance(entry: object): string {
  return JSON.stringify({
    element: { key: 'coupa' },
    configuration: { 'event.poller.configuration': { invoices: entry } },
  });
}

function everywhere(text: string): string {
  const entry = {
    url: `/hubs/businessspendmanagement/invoices?where=a>'\${date:${text}}'`,
    idField: text,
    datesConfiguration: {
      updatedDateField: text,
      updatedDateFormat: text,
      updatedDateTimezone: text,
      createdDateField: text,
    },
  };
  return JSON.stringify({
    element: { key: text },
    name: text,
    tags: [text],
    configuration: {
      'coupa.base.url': text,
      'oauth.api.key': text,
      'oauth.api.secret': text,
      'oauth.scope': text,
      'event.poller.refresh_interval': text,
      'event.notification.callback.url': text,
      'event.notification.callback.headers': text,
      'event.poller.urls': text,
      'event.objects': text,
      'event.poller.configuration': { [text]: entry },
    },
  });
}

/** A hook of each kind that exports, with the text wherever one may stand. */
function exporting(text: string): string {
  const auth = { url: text, data: { client_id: text, client_secret: text, scope: text } };
  const request = { url: text, method: text, data: { [text]: text }, file_name: text };
  return JSON.stringify([
    { connection_info: { base_api_url: text }, payload_template: { [text]: text, a: `@{${text}}` } },
    {
      name: text,
      id: text,
      run_after: [text],
      settings: {
        auth,
        request,
        condition: text,
        export_reference_key: text,
        extract: [{ extract_rules: [] }],
      },
    },
    { name: text, settings: { auth, request: { ...request, url: `https://h/api/invoices/${text}` } } },
    {
      settings: {
        stages: [
          {
            evaluate: [{ condition: { [text]: { $in: [text] } } }],
            get_content: [{ name: text, query: { key: { $eq: text } } }],
            call_api: [
              {
                name: text,
                request: {
                  ...request,
                  content: { file: [text, text] },
                  iterate_over: text,
                  iteration_item_name: 'x',
                },
                response_handlers: [{ value: { response: { $jmespath: text } }, target_key: text }],
              },
            ],
          },
        ],
      },
    },
  ]);
}

function templateOf(text: string): string {
  return JSON.stringify({
    settings: { export_configs: [{ export_reference_key: 'a', file_content_template: text }] },
  });
}

function hook(text: string): string {
  return JSON.stringify({
    name: text,
    active: text,
    config: { schedule: { cron: text } },
    settings: {
      credentials: {
        client_id: text,
        base_api_url: `https://acme.coupahost.com/${text}`,
        client_scope: text,
      },
      import_config: {
        endpoint: text,
        method: text,
        id_keys: [text],
        dataset_name: text,
        records_per_request: text,
        query: { 'updated-at[gt_or_eq]': text, fields: [text], order_by: text, [text]: text },
      },
    },
  });
}

function parts(config: Record<string, unknown>, hub: boolean, value?: string): unknown {
  const surroundings: Surroundings = {
    origin: 'https://acme.example',
    hub,
    values: () => ({
      env: () => value,
      flow: () => value,
      global: () => value,
      msg: () => value,
    }),
  };
  const { source, remarks } = pollParts(readPollSettings({ interval: 0, ...config }), surroundings);
  const path = source.render({ lower: Date.UTC(2026, 10, 22), now: Date.UTC(2026, 10, 23) }, {});
  // None of these values comes later.
  assert.ok(!(path instanceof Promise));
  return [path.whole, path.with([['limit', 1]]), remarks];
}

export function rendered(url: string, hub: boolean, value = 'x'): unknown {
  return parts({ url }, hub, value);
}

function preview(url: string): unknown {
  // As often as a URL names it, a long value would be as long again.
  const value = () => url.slice(0, 100);
  return previewUrl(readPollSettings({ url }), {
    origin: 'https://acme.example',
    hub: false,
    values: { env: value, flow: value, global: value, msg: value },
    position: undefined,
    now: Date.UTC(2026, 10, 22),
  });
}

const recordSettings = readRecordSettings({});

function recordPathOf(resource: string): string {
  return recordTargetOf(resource).path;
}

/** Checked before they are sent, compared with the answer, looked for by a key. */
function recordValues(text: string): unknown {
  const record = { 'invoice-date': text, 'line-count': text, 'gross-total': `1.${text}`, [text]: text };
  const answered = { ...record, 'gross-total': `1.${text}1`, 'invoice-date': `${text}1` };
  return [
    validateRecord('invoices', 'create', { ...record, 'invoice-lines': [{ 'line-num': text, price: text }] }),
    differences('invoices', record, answered, { absent: 'all' }),
    identityOf(keysFor('gross-total, invoice-date', 'invoices'), record),
  ];
}

/** It is never used, so nothing has to be closed. */
function connection(
  credentials: Record<string, string>,
  environment: Record<string, string> = {},
): Connection {
  const made = new TenantConnection({
    authentication: 'oauth2',
    siteAddress: 'https://acme.example',
    credentials: { clientId: 'id', clientSecret: 'secret', ...credentials },
    environment,
  });
  void made.close();
  return made;
}

function version(text: string): unknown {
  const {
    identity: id,
    digest,
    updatedAt,
  } = new RecordReader(reader).read({
    id: text,
    'updated-at': text === '' ? undefined : '2026-11-22T08:00:00Z',
    [text]: text,
  });
  return [id, digest, updatedAt];
}

function storeOf(text: string): StateStore {
  return {
    load: async () => {
      const read = unseal(Buffer.from(text));
      if (read.kind === 'whole') return read.document;
      throw new DamagedState(text, 'aside', read.why, read.head);
    },
    save: async () => undefined,
  };
}

function storedPhrase(text: string): never {
  return fromParts({ template: text, values: [text, 1], place: 'first' }) as never;
}

function commandOf(text: string): unknown {
  const message = { command: text, from: text, to: text, payload: text, topic: text, error: undefined };
  misplacedCommand(message);
  const backfill = { command: 'backfill', from: text, to: text };
  return [message, backfill, { coupa: { delivery: text }, error: text }].map((one) => {
    try {
      return readCommand(one);
    } catch (error) {
      if (error instanceof CoupaError) return error.message;
      throw error;
    }
  });
}

function csoRequest(text: string): unknown {
  const settings = { ...readSettings({}), operation: undefined, object: undefined };
  const parents = { eventId: text, factSheetId: text };
  const message = { operation: 'list', object: 'fields', query: { [`name[${text}]`]: text }, eventId: text };
  return [
    readRequest(settings, parents, message),
    readRequest(settings, parents, { ...message, operation: text, object: text }),
  ];
}

function csoObjects(text: string): unknown {
  const events = csoObject('events');
  const object = { [text]: text, name: text, id: text, start: text };
  const { objects } = readObjects([object, object], events, 'create');
  return [checkObjects(events, 'create', objects), readIds([text, { id: text }], events, 'delete')];
}
