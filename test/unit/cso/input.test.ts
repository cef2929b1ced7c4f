import assert from 'node:assert/strict';
import { phrase } from '../../../lib/base/text/phrase';
import { readIds, readObjects } from '../../../lib/cso/model/input';
import { csoObject } from '../../../lib/cso/model/objects';

const events = csoObject('events');
const id = '9219595375673293031';

describe('readIds', () => {
  const forms: [string, unknown, string[], boolean][] = [
    ['an id as text', id, [id], true],
    ['an id with spaces around it', ` ${id}\n`, [id], true],
    ['an id as number', 4711, ['4711'], true],
    ['an id as big integer', 9219595375673293031n, [id], true],
    ['an object with an id and more', { id, name: 'x' }, [id], true],
    ['an array of ids', [id, 4711], [id, '4711'], false],
    ['an array of objects', [{ id }, { id: 4711 }], [id, '4711'], false],
    ["the API's envelope", { events: [{ id }] }, [id], false],
    ['an envelope with one object', { events: { id } }, [id], false],
    ['an id twice', [id, { id }], [id], false],
    ['an empty array', [], [], false],
    ['an empty envelope', { events: [] }, [], false],
  ];
  for (const [form, payload, ids, bare] of forms) {
    it(`reads ${form}`, () => {
      assert.deepEqual(readIds(payload, events, 'delete'), { ids, bare });
    });
  }

  const refused: [string, unknown, string][] = [
    ['a number that lost its digits', Number('9219595375673293031'), 'too large for JavaScript'],
    ['such a number inside an object', { id: Number('9219595375673293031') }, 'too large for JavaScript'],
    ['a path', '../markets/1', 'only digits'],
    ['dots', '..', 'only digits'],
    ['an empty text', '', 'is empty'],
    ['a fraction', 1.5, 'not a whole number'],
    ['no payload', undefined, 'is missing'],
    ['an object without id', { name: 'x' }, 'is missing'],
    ['an empty object', {}, 'is missing'],
    ['true', true, 'not of type boolean'],
  ];
  for (const [form, payload, why] of refused) {
    it(`refuses ${form}`, () => {
      assert.throws(
        () => readIds(payload, events, 'delete'),
        (error: Error) => error.message.includes(why),
      );
    });
  }
});

describe('readObjects', () => {
  it('reads an object, an array and the envelope, and says which form it was', () => {
    const object = { 'market-id': '1' };
    assert.deepEqual(readObjects(object, events, 'create'), { objects: [object], bare: true });
    assert.deepEqual(readObjects([object], events, 'create'), { objects: [object], bare: false });
    assert.deepEqual(readObjects({ events: [object] }, events, 'create'), { objects: [object], bare: false });
  });

  it('takes what refers to itself and has a JSON of its own', () => {
    const zone = { of: {}, toJSON: () => 'Europe/Stockholm' };
    zone.of = zone;
    const [read] = readObjects({ 'time-zone': zone }, events, 'create').objects;
    assert.deepEqual(read, { 'time-zone': 'Europe/Stockholm' });
  });

  it('refuses an empty place in a list, of which JSON would make a null', () => {
    const list: unknown[] = [];
    list[1] = { id };
    for (const payload of [list, { events: list }]) {
      assert.throws(() => readObjects(payload, events, 'create'), /\[0\] has to be an object, not nothing/);
      assert.throws(() => readIds(payload, events, 'delete'), /\[0\] id is missing/);
    }
  });

  it('refuses a list whose places are ids, before it goes through them', () => {
    const list: unknown[] = [];
    list[60_000_000] = { id };
    for (const payload of [list, { events: list }]) {
      assert.throws(() => readObjects(payload, events, 'update'), /a list of 60000001 places/);
      assert.throws(() => readIds(payload, events, 'delete'), /a list of 60000001 places/);
    }
  });

  it('refuses what throws when it is read, with the others that are wrong', () => {
    const broken = {
      get name() {
        throw new Error('not ready');
      },
    };
    assert.throws(
      () => readObjects([broken, { name: Number.NaN }], events, 'create'),
      /\[0\] has to be an object, not an object that JSON cannot carry; \[1\] name is NaN/,
    );
  });

  it('makes texts of ids, as the API has them', () => {
    assert.deepEqual(readObjects({ id: 17, name: 'x' }, events, 'update').objects, [{ id: '17', name: 'x' }]);
  });

  it('names every value of which JSON would make an empty one, which would clear what is there', () => {
    const object = {
      id: '1',
      budget: Number.NaN,
      settings: { due: [new Date(Number.NaN)], since: new Date(0) },
    };
    assert.throws(() => readObjects(object, events, 'update'), {
      code: 'COUPA_VALIDATION',
      message:
        /budget is NaN, of which JSON makes null: what the tenant has there would be cleared.*settings\.due is a date that is none/,
    });
  });

  it('names every place where an id was rounded, at any depth', () => {
    const object = {
      'market-id': Number('9219595214580536433'),
      settings: { 'owner-ids': [Number('9219595214580536433')] },
    };
    const message = phrase`is a number too large for JavaScript, its last digits are already lost: give it as a text`;
    assert.throws(() => readObjects([{ 'market-id': '1' }, object], events, 'create'), {
      code: 'COUPA_VALIDATION',
      details: {
        findings: ['market-id', 'settings.owner-ids'].map((field) => ({ index: 1, field, message })),
      },
    });
  });

  it('refuses what is no object, and what JSON cannot carry', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    let deep: object = {};
    for (let level = 0; level < 5000; level++) deep = { deep };
    for (const payload of ['text', 1, null, undefined, [[]], Buffer.from('{}'), circular, deep]) {
      assert.throws(() => readObjects(payload, events, 'create'), /has to be an object/);
    }
  });

  it('leaves the message alone', () => {
    const object = { id: 1, settings: { currency: 'EUR' } };
    const { objects } = readObjects(object, events, 'update');
    objects[0]!['name'] = 'changed';
    assert.deepEqual(object, { id: 1, settings: { currency: 'EUR' } });
  });
});
