import assert from 'node:assert/strict';
import { CoupaError } from '../../lib/base/errors';
import { Phrase, translate } from '../../lib/base/text/phrase';
import { readIds } from '../../lib/cso/model/input';
import { csoObject } from '../../lib/cso/model/objects';
import { readSettings } from '../../lib/cso/model/settings';
import { readCommand } from '../../lib/poll/command';
import { entries, takeIn } from '../fuzz/entries';

/** What the fuzzer found, shrunk; each ended in an error of JavaScript's own, or in one that said nothing. */
describe('odd input that once got past every check', () => {
  it('is refused in words when a refusal carries a number that JSON cannot write', () => {
    const command = readCommand({ coupa: { delivery: 'a.1' }, error: [0n] });
    assert.deepEqual(command, { kind: 'refuse', delivery: 'a.1', reason: '[ 0n ]' });
  });

  it('is refused in words when a moment is an object without a prototype', () => {
    const message = { command: 'backfill', from: Object.create(null) as object };
    assert.throws(
      () => readCommand(message),
      (error) => error instanceof CoupaError && /"msg.from" is .*not a date/.test(error.message),
    );
  });

  it('is named when a property of a CSO node holds a list', () => {
    assert.throws(() => readSettings({ output: [{}] }), /"output" is "\[\{\}\]"\. Use array, each\./);
  });

  it('is said to be computed wrongly when an id is NaN', () => {
    assert.throws(
      () => readIds(Number.NaN, csoObject('events'), 'delete'),
      (error) => error instanceof CoupaError && /id is NaN: it was computed from/.test(error.message),
    );
  });

  for (const name of ['__proto__', 'constructor', 'valueOf', 'toString', 'hasOwnProperty']) {
    it(`is said as it is when a stored sentence is called ${name}`, async () => {
      assert.equal(translate(new Phrase(name, ['a']), {}), name);
      for (const entry of entries) await takeIn(entry, name);
    });
  }

  it('is no fault when the secret of a connection holds half of a pair of surrogates', async () => {
    const entry = entries.find((one) => one.name === 'the secrets of a connection');
    assert.ok(entry);
    assert.equal(await takeIn(entry, '\ud800\ud800'), 'taken');
  });
});
