import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { TokenSource } from '../../../lib/local/token-source';
import type { TokenAnswer } from '../../../lib/ports/tokens';
import { manualClock } from '../connection/manual-clock';
import { failureOf } from '../connection/tenant';

const never = new AbortController().signal;
setMaxListeners(0, never);

const hour = 3_600_000;

describe('token source', () => {
  it('signs in once, however many ask', async () => {
    const { tokens, count } = source();
    const all = await Promise.all(Array.from({ length: 50 }, () => tokens.current(never)));
    assert.equal(count(), 1);
    assert.equal(new Set(all).size, 1);
  });

  it('renews after twenty of twenty-four hours, while the old token goes on serving', async () => {
    const { tokens, clock, count, hold } = source();
    const first = await tokens.current(never);
    await clock.tick(20 * hour - 2000);
    assert.equal(await tokens.current(never), first);
    assert.equal(count(), 1);
    await clock.tick(4000);
    const release = hold();
    assert.equal(await tokens.current(never), first, 'nobody waits for the new one');
    assert.equal(await tokens.current(never), first);
    assert.equal(count(), 2);
    release();
    await clock.tick(0);
    assert.notEqual(await tokens.current(never), first);
    assert.equal(count(), 2);
  });

  it('goes on with the old token when renewing ahead fails, and tries again after the pause', async () => {
    const { tokens, clock, count, answer } = source();
    const first = await tokens.current(never);
    answer(refused());
    await clock.tick(21 * hour);
    assert.equal(await tokens.current(never), first);
    await clock.tick(0);
    assert.equal(await tokens.current(never), first);
    assert.equal(count(), 2);
    answer({ value: 'new', expiresIn: 86_400 });
    await clock.tick(30_000);
    await tokens.current(never);
    await clock.tick(0);
    assert.equal((await tokens.current(never)).value, 'new');
  });

  it('never hands out a token in its last thirty seconds', async () => {
    const { tokens, clock } = source();
    const first = await tokens.current(never);
    await clock.tick(24 * hour - 30_000);
    assert.notEqual(await tokens.current(never), first);
  });

  it('gives everybody the same error after a refusal, without asking again until a growing pause is over', async () => {
    const { tokens, clock, count, answer } = source();
    answer(refused());
    const errorOf = () => failureOf(tokens.current(never));
    const errors = await Promise.all(Array.from({ length: 50 }, errorOf));
    assert.equal(new Set(errors).size, 1);
    let asked = 1;
    for (const pause of [30, 60, 120, 240, 480, 900, 900]) {
      const error = await errorOf();
      assert.equal(await errorOf(), error);
      assert.equal(count(), asked);
      const { retryAt } = error.details as { retryAt: string };
      assert.equal(Date.parse(retryAt) - clock.now(), pause * 1000);
      assert.equal(error.retryAfter, pause);
      assert.match(error.message, new RegExp(retryAt));
      await clock.tick(pause * 1000 - 1);
      assert.equal(await errorOf(), error);
      await clock.tick(1);
      assert.notEqual(await errorOf(), error);
      asked += 1;
    }
  });

  it('starts with the short pause again after a success', async () => {
    const { tokens, clock, answer } = source();
    answer(refused());
    await assert.rejects(tokens.current(never));
    await clock.tick(30_000);
    answer({ value: 'good', expiresIn: 100 });
    await tokens.current(never);
    answer(refused());
    await clock.tick(100_000);
    await assert.rejects(tokens.current(never), { retryAfter: 30 });
  });

  it('asks again at once when there was no answer at all', async () => {
    const { tokens, count, answer } = source();
    answer(new CoupaError('COUPA_NETWORK', phrase`no network`));
    await assert.rejects(tokens.current(never), { code: 'COUPA_NETWORK', details: { outcome: 'not sent' } });
    answer({ value: 'good', expiresIn: 100 });
    assert.equal((await tokens.current(never)).value, 'good');
    assert.equal(count(), 2);
  });

  it('waits until a refused token is five seconds old, and uses the same one again', async () => {
    const { tokens, clock, count } = source();
    const token = await tokens.current(never);
    await clock.tick(1000);
    let again: boolean | undefined;
    void tokens.reject(token, never).then((value) => {
      again = value;
    });
    await clock.tick(3999);
    assert.equal(again, undefined);
    await clock.tick(1);
    assert.equal(again, true);
    assert.equal(await tokens.current(never), token);
    assert.equal(count(), 1);
  });

  it('waits on where a timer fires a moment too early: an attempt in vain is one of few', async () => {
    const { tokens, clock } = source();
    const token = await tokens.current(never);
    await clock.tick(1000);
    const onTime = clock.setTimeout;
    clock.setTimeout = (callback, milliseconds) =>
      onTime(callback, milliseconds > 5 ? milliseconds - 2 : milliseconds);
    let again = false;
    void tokens.reject(token, never).then(() => {
      again = true;
    });
    await clock.tick(3998);
    assert.equal(again, false);
    await clock.tick(2);
    assert.equal(again, true);
  });

  it('replaces a refused token that had been taken before', async () => {
    const { tokens, clock, count } = source();
    const token = await tokens.current(never);
    tokens.accept(token);
    await clock.tick(6000);
    assert.equal(await tokens.reject(token, never), true);
    assert.equal(await tokens.reject(token, never), true, 'others held it too');
    await Promise.all([tokens.current(never), tokens.current(never)]);
    assert.equal(count(), 2);
  });

  it('does not sign in for each request to a tenant that takes no token at all', async () => {
    const { tokens, clock, count } = source();
    for (let second = 0; second < 3600; second += 5) {
      const token = await tokens.current(never);
      await Promise.all([tokens.reject(token, never), clock.tick(5000)]);
    }
    assert.ok(count() <= 8, `${count()} sign-ins in an hour`);
  });

  it('lets those go who give up, while the others get their token', async () => {
    const { tokens, hold, clock } = source();
    const release = hold();
    const stop = new AbortController();
    const reason = new Error('enough');
    const impatient = assert.rejects(tokens.current(stop.signal), reason);
    const patient = tokens.current(never);
    stop.abort(reason);
    await impatient;
    release();
    await clock.tick(0);
    assert.equal((await patient).value, 'token-1');
  });
});

function refused(): CoupaError {
  return new CoupaError('COUPA_AUTH', phrase`Refused.`, {
    statusCode: 401,
    reason: { kind: 'secretRefused', messages: ['invalid_client'] },
  });
}

function source() {
  const clock = manualClock();
  let asked = 0;
  let next: TokenAnswer | CoupaError | undefined;
  let gate = Promise.resolve();
  const signIn = async () => {
    asked += 1;
    const mine = next ?? { value: `token-${asked}`, expiresIn: 86_400 };
    await gate;
    if (mine instanceof CoupaError) throw mine;
    return mine;
  };
  const hold = () => {
    let release = () => {};
    gate = new Promise((resolve) => {
      release = resolve;
    });
    return () => release();
  };
  const answer = (value: TokenAnswer | CoupaError) => {
    next = value;
  };
  return { tokens: new TokenSource(signIn, clock), clock, count: () => asked, answer, hold };
}
