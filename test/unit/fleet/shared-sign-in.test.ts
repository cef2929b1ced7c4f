import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import type { Engine } from '../../../lib/fleet/engine/engine';
import { sharedSignIn } from '../../../lib/fleet/shared-sign-in';
import { tokenCipher } from '../../../lib/fleet/token-cipher';
import { manualClock } from '../connection/manual-clock';
import { ModelEngine } from './model-engine';

const context = 'https://acme.example client';

describe('A token in an engine', () => {
  it('is read by whoever has the client secret, and by nobody else', () => {
    const sealed = tokenCipher('right', context).seal('the token');
    assert.equal(tokenCipher('right', context).open(sealed), 'the token');
    assert.equal(tokenCipher('wrong', context).open(sealed), undefined);
    assert.equal(tokenCipher('right', 'https://other.example client').open(sealed), undefined);
    assert.equal(tokenCipher('right', context).open(`${sealed.slice(0, -4)}AAAA`), undefined);
    assert.equal(tokenCipher('right', context).open('short'), undefined);
    assert.doesNotMatch(Buffer.from(sealed, 'base64').toString('latin1'), /token/);
  });
});

describe('A fleet that signs in', () => {
  const clock = manualClock();
  let engine: Engine;
  let asked = 0;

  beforeEach(() => {
    engine = new ModelEngine(() => clock.now());
    asked = 0;
  });

  const instance = (run: string, signIn = brings(), reached = engine) =>
    sharedSignIn({ engine: reached, name: 'token', cipher: tokenCipher('s', context), run, clock }, signIn);

  function brings() {
    return async () => {
      asked += 1;
      return { value: `token ${asked}`, expiresIn: 3600 };
    };
  }

  it('asks the tenant once, however many instances want a token at the same time', async () => {
    const answers = Promise.all(['a', 'b', 'c', 'd'].map((run) => instance(run)()));
    await clock.tick(1000);
    assert.deepEqual(
      (await answers).map(({ value }) => value),
      ['token 1', 'token 1', 'token 1', 'token 1'],
    );
    assert.equal(asked, 1);
  });

  it('replaces a token that was given out and is asked for again, and takes no refused one up', async () => {
    const [a, b] = [instance('a'), instance('b')];
    await a();
    await b();
    assert.equal((await a()).value, 'token 2');
    assert.equal((await b()).value, 'token 2');
    assert.equal(asked, 2);
  });

  it('says how long a token is still valid, and signs in anew before it ends', async () => {
    await instance('a')();
    await clock.tick(1_000_000);
    assert.equal((await instance('b')()).expiresIn, 2600);
    await clock.tick(2_550_000);
    assert.equal((await instance('c')()).value, 'token 2');
  });

  it('lets all wait after a refusal, and asks again when the pause is over', async () => {
    const refuses = async () => {
      asked += 1;
      throw new CoupaError('COUPA_AUTH', phrase`The tenant refuses the secret.`);
    };
    await assert.rejects(instance('a', refuses)(), { code: 'COUPA_AUTH' });
    await assert.rejects(instance('b', refuses)(), /Another instance of the fleet was refused a moment ago/);
    assert.equal(asked, 1);
    await clock.tick(31_000);
    await assert.rejects(instance('b', refuses)(), { code: 'COUPA_AUTH' });
    assert.equal(asked, 2);
    await clock.tick(31_000);
    await assert.rejects(instance('a', refuses)(), { code: 'COUPA_AUTH' });
    assert.equal(asked, 2);
  });

  it("asks again where the engine's clock has gone back since a refusal", async () => {
    let ahead = 600_000;
    engine = new ModelEngine(() => clock.now() + ahead);
    const refuses = async () => {
      throw new CoupaError('COUPA_AUTH', phrase`The tenant refuses the secret.`);
    };
    await assert.rejects(instance('a', refuses)(), { code: 'COUPA_AUTH' });
    ahead = 0;
    await clock.tick(31_000);
    assert.equal((await instance('b')()).value, 'token 1');
  });

  it('signs in where somebody has written something else in place of token and refusal', async () => {
    for (const text of ['no JSON', 'null', '{"count":"x"}', 'AAAA'.repeat(20)])
      for (const name of ['token', 'token:refusal'])
        await engine.replace(name, { before: (await engine.recall(name))?.text, text, keptMs: 60_000 });
    assert.equal((await instance('a')()).value, 'token 1');
  });

  it('does not take a lost connection to the tenant for a refusal', async () => {
    const fails = async () => {
      throw new CoupaError('COUPA_NETWORK', phrase`No answer.`);
    };
    await assert.rejects(instance('a', fails)(), { code: 'COUPA_NETWORK' });
    assert.equal((await instance('b')()).value, 'token 1');
  });

  it('signs in alone where the engine cannot be reached', async () => {
    const unreachable = new Proxy(engine, {
      get: () => () => Promise.reject(new CoupaError('COUPA_STATE', phrase`No engine.`)),
    });
    assert.equal((await instance('a', brings(), unreachable)()).value, 'token 1');
  });
});
