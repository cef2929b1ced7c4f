import assert from 'node:assert/strict';
import { csoObject } from '../../../lib/cso/model/objects';
import { checkObjects } from '../../../lib/cso/model/validate';
import { startSite } from './site';

const events = csoObject('events');

describe('checkObjects', () => {
  const valid = {
    'market-id': '1',
    state: 'Setup',
    'time-zone': 'Europe/Stockholm',
    settings: { currency: 'EUR' },
  };
  const refused: [string, 'create' | 'update', object, string, RegExp][] = [
    ['no market-id on create', 'create', { ...valid, 'market-id': undefined }, 'market-id', /is required/],
    ['an empty market-id', 'create', { ...valid, 'market-id': '' }, 'market-id', /is required/],
    ['a market-id that is no id', 'create', { ...valid, 'market-id': 'a b' }, 'market-id', /only digits/],
    [
      'the wrong case of a state',
      'create',
      { ...valid, state: 'active' },
      'state',
      /did you mean "Active"\?/,
    ],
    ['an unknown state', 'create', { ...valid, state: 'Open' }, 'state', /one of Setup, Active, Terminated/],
    ['a state that has no text', 'update', { id: '1', state: { toString: 1 } }, 'state', /is not a state/],
    ['a null state', 'update', { id: '1', state: null }, 'state', /is not a state/],
    ['a zone that is none', 'create', { ...valid, 'time-zone': 'Stockholm' }, 'time-zone', /is not an IANA/],
    [
      'a zone in lower case',
      'create',
      { ...valid, 'time-zone': 'europe/stockholm' },
      'time-zone',
      /mean "Europe/,
    ],
    ['an offset', 'create', { ...valid, 'time-zone': '+01:00' }, 'time-zone', /is not an IANA/],
    ['settings as text', 'create', { ...valid, settings: 'EUR' }, 'settings', /has to be an object/],
    ['settings as array', 'create', { ...valid, settings: [] }, 'settings', /has to be an object/],
    ['market-id on update', 'update', { id: '1', 'market-id': '2' }, 'market-id', /cannot be changed/],
    ['event-number on update', 'update', { id: '1', 'event-number': 2 }, 'event-number', /cannot be changed/],
    ['an update of nothing', 'update', { id: '1' }, '', /nothing to change/],
  ];
  for (const [what, operation, object, field, message] of refused) {
    it(`refuses ${what}`, () => {
      const { errors } = checkObjects(events, operation, [object as Record<string, unknown>]);
      assert.equal(errors.length, 1);
      assert.equal(errors[0]?.field, field);
      assert.match(String(errors[0]?.message), message);
    });
  }

  it('accepts what is published, aliases of zones and nulls that clear a field', () => {
    const zones = ['UTC', 'Asia/Kolkata', 'Asia/Calcutta', 'America/Argentina/Buenos_Aires'];
    for (const zone of zones) {
      assert.deepEqual(checkObjects(events, 'create', [{ ...valid, 'time-zone': zone }]), {
        errors: [],
        warnings: [],
      });
    }
    const cleared = { id: '1', 'time-zone': null, settings: null, description: null };
    assert.deepEqual(checkObjects(events, 'update', [cleared]), { errors: [], warnings: [] });
  });

  it('warns about unknown fields and about what only the server sets', () => {
    const { errors, warnings } = checkObjects(events, 'create', [{ ...valid, id: '1', colour: 'red' }]);
    assert.deepEqual(errors, []);
    assert.deepEqual(
      warnings.map(({ field }) => field),
      ['id', 'colour'],
    );
  });

  it('refuses two updates of one object, whose order would be chance', () => {
    const twice = [
      { id: '1', name: 'a' },
      { id: '2', name: 'a' },
      { id: '1', name: 'b' },
    ];
    const { errors } = checkObjects(events, 'update', twice);
    assert.deepEqual(
      errors.map(({ index, message }) => [index, String(message)]),
      [[2, 'is also the id of [0]: put both changes into one']],
    );
  });

  it('lets only name, formula-name and description of a fact sheet change', () => {
    const sheets = csoObject('fact-sheets');
    const change = { id: '1', name: 'n', 'formula-name': 'f', description: 'd', type: 'Ordinary' };
    const { errors } = checkObjects(sheets, 'update', [change]);
    assert.deepEqual(
      errors.map(({ field }) => field),
      ['type'],
    );
  });
});

describe('a message with faulty objects', () => {
  it('is refused with every finding in one error, and nothing is sent', async () => {
    const site = await startSite();
    const payload = [{ 'market-id': '1', state: 'active' }, { 'market-id': '1' }, { 'time-zone': 'Mars' }];
    await assert.rejects(
      site.run({ operation: 'create' }, { payload }),
      (error: Error & { details?: unknown }) => {
        assert.match(
          error.message,
          /^Creating events: nothing was sent\. \[0\] state "active".*\[2\] market-id.*\[2\] time-zone/,
        );
        assert.equal((error.details as { findings: unknown[] }).findings.length, 3);
        return true;
      },
    );
    assert.deepEqual(site.requests, []);
    await site.close();
  });

  it('is sent as it is when checks are switched off', async () => {
    const site = await startSite();
    const payload = [{ 'market-id': '1', state: 'active' }];
    await assert.rejects(site.run({ operation: 'create', validate: false }, { payload }), {
      code: 'COUPA_VALIDATION',
      statusCode: 400,
    });
    assert.equal(site.requests.length, 1);
    await site.close();
  });

  it('is sent with a warning when it has fields that are not published', async () => {
    const site = await startSite();
    await site.run({ operation: 'create' }, { payload: { 'market-id': '1', colour: 'red' } });
    assert.deepEqual(site.warnings, ['Creating events: [0] colour is no published field; sent as it is.']);
    assert.equal(site.requests[0]?.body, '{"market-id":"1","colour":"red"}');
    await site.close();
  });
});
