import assert from 'node:assert/strict';
import { type EventEmitter, once } from 'node:events';
import helper from 'node-red-node-test-helper';
import { everyScope, Tenant, type WeatherRule } from '../simulator';
import { freshNodeRedForEachTest } from './fresh-node-red';
import { loadRecordFlow } from './record-flow';

interface Entry {
  index: number;
  outcome: string;
  reason: string;
  statusCode?: number;
}

interface Row {
  what: string;
  message: object;
  /** Properties of the node. */
  node?: object;
  weather?: WeatherRule;
  /** What is told of each object that was not applied; empty: all were. */
  left: [index: number, outcome: string, reason: RegExp][];
  /** How many were applied. */
  applied?: number;
  /** What is warned of: index, path, message. */
  warned?: [index: number, path: string, message: RegExp];
}

const upsert = { resource: 'suppliers', operation: 'upsert' };
const update = { resource: 'suppliers', operation: 'update' };
const good = { id: 1, website: 'https://a.example' };

const rows: Row[] = [
  {
    what: 'no member of a key',
    message: { ...upsert, payload: [{ number: 'S-9', name: 'New' }, { website: 'x' }] },
    left: [[1, 'not sent', /neither an id nor all fields of a key to be found by: number; name/]],
    applied: 1,
  },
  {
    what: 'a key that two records have',
    message: { ...upsert, payload: [{ number: 'S-2', website: 'x' }] },
    left: [[0, 'not sent', /With number S-2 there are 2: 2, 3\. Nothing was written/]],
  },
  {
    what: 'an id that is a fraction',
    message: { ...update, payload: [{ id: 1.5, website: 'x' }, good] },
    left: [[0, 'not sent', /is 1\.5, not a whole number/]],
    applied: 1,
  },
  {
    what: 'one broken object in an array',
    message: { ...update, payload: [good, null, { id: 1, website: 'https://b.example' }] },
    left: [[1, 'not sent', /has to be an object, not null/]],
    applied: 2,
  },
  {
    what: 'a member of the wrong kind, of which it is only to warn',
    message: { resource: 'invoices', operation: 'create', payload: [{ currency: 'EUR' }] },
    left: [[0, 'refused', /currency/]],
    warned: [0, 'currency', /currency.*(code|object|record)/],
  },
  {
    what: 'a member of the wrong kind',
    message: { resource: 'invoices', operation: 'create', payload: [{}, { currency: 'EUR' }] },
    node: { validate: 'error' },
    left: [[1, 'not sent', /currency/]],
    applied: 1,
  },
  {
    what: 'a misspelt member',
    message: { ...update, payload: [good, { id: 1, webiste: 'x' }] },
    left: [],
    applied: 2,
    warned: [1, 'webiste', /Did you mean website\?/],
  },
  {
    what: 'null',
    message: { ...update, payload: null },
    left: [[0, 'not sent', /has to be an object, not null/]],
  },
  {
    what: 'nothing',
    message: update,
    left: [[0, 'not sent', /not nothing \(the message has no payload\)/]],
  },
  {
    what: 'an empty list for an association',
    message: { resource: 'users', operation: 'update', payload: { id: 1, roles: [] } },
    left: [],
    applied: 1,
    warned: [0, 'roles', /empty list: Coupa then takes out everything/],
  },
  {
    what: 'a text where JSON is due',
    message: { ...update, payload: '{"id":1' },
    left: [[0, 'not sent', /not a text: put a json node in front/]],
  },
  {
    what: 'an action that the state of the record does not allow',
    message: { resource: 'invoices', operation: 'action', action: 'void', payload: [1, 2] },
    left: [[1, 'refused', /void.*Correct the request|void/s]],
    applied: 1,
  },
  {
    what: 'a web page behind a create',
    message: { resource: 'departments', operation: 'create', payload: [{ name: 'IT' }] },
    weather: { kind: 'login-page', method: 'POST', path: '/api/' },
    left: [[0, 'unknown', /web page|HTML/]],
  },
];

describe('coupa-record, given what it should not be given', () => {
  let tenant: Tenant;
  let came: EventEmitter;
  freshNodeRedForEachTest();
  afterEach(() => tenant.close());

  async function load(properties: object): Promise<void> {
    tenant = await Tenant.start({ rateLimit: false, scopes: everyScope() });
    tenant.resource('suppliers').create({ number: 'S-1', name: 'A' });
    tenant.resource('suppliers').createMany(2, { number: 'S-2' });
    tenant.resource('users').create({ login: 'me' });
    tenant.resource('invoices').create({ status: 'approved' });
    tenant.resource('invoices').create({ status: 'disputed' });
    came = await loadRecordFlow(properties, { siteAddress: tenant.url });
  }

  for (const { what, message, node = {}, weather, left, applied = 0, warned } of rows) {
    it(`(${what}) says which object, what was wrong and what became of the others`, async () => {
      await load(node);
      if (weather) tenant.weather(weather);
      let entries: Entry[] = [];
      let record:
        | { applied: number; warnings?: { index: number; path: string; message: string }[] }
        | undefined;
      came.on('out', ({ coupa }) => {
        record = coupa.record;
      });
      came.on('rest', ({ payload }) => {
        entries = payload;
      });
      came.on('caught', ({ error }) => {
        entries = error.cause.details.notApplied;
        record = { applied: 0, warnings: error.cause.details.warnings };
        assert.ok(error.message.includes(entries[0]?.reason.slice(0, 40) ?? '?'), error.message);
      });
      const settled = once(came, 'settled');
      helper.getNode('record').receive(message as never);
      await settled;
      assert.deepEqual(
        entries.map(({ index, outcome }) => [index, outcome]),
        left.map(([index, outcome]) => [index, outcome]),
      );
      for (const [at, [, , why]] of left.entries()) assert.match(entries[at]?.reason ?? '', why);
      assert.equal(record?.applied ?? 0, applied);
      if (warned === undefined) return;
      const warning = record?.warnings?.find(({ path }) => path === warned[1]);
      assert.equal(warning?.index, warned[0]);
      assert.match(warning?.message ?? '', warned[2]);
    });
  }
});
