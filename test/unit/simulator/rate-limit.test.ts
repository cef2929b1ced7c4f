import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RateLimit } from '../../simulator/http/rate-limit';
import { reader } from './reader';
import { openTenants } from './tenants';

describe('the rate limit of the simulated tenant', () => {
  const open = openTenants();

  it('lets a burst of 20 through, and then 25 a second', () => {
    let now = 0;
    const limit = new RateLimit({ perSecond: 25, burst: 20 }, () => now);
    const take = (count: number) => Array.from({ length: count }, () => limit.take()).filter(Boolean).length;
    assert.equal(take(30), 20);
    now += 40;
    assert.equal(limit.wait(), 0);
    assert.equal(take(30), 1);
    assert.equal(limit.wait(), 40);
    now += 10_000;
    assert.equal(take(30), 20);
  });

  it('never lets more through than the burst and the rate allow, whenever requests come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 200 }), (pauses) => {
        let now = 0;
        const limit = new RateLimit({ perSecond: 25, burst: 20 }, () => now);
        let taken = 0;
        for (const pause of pauses) {
          now += pause;
          if (limit.take()) taken += 1;
        }
        assert.ok(taken <= 20 + (now / 1000) * 25 + 1e-6);
      }),
    );
  });

  it('answers 429 beyond it, with Retry-After where the tenant sends one, and counts', async () => {
    const tenant = await open({ rateLimit: { perSecond: 0.001, burst: 2 }, retryAfter: 3 });
    const { get } = reader(tenant);
    const answers = [await get('/api/users'), await get('/api/users'), await get('/api/users')];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 429],
    );
    assert.equal(answers[2]?.headers.get('retry-after'), '3');
    assert.equal(tenant.refused429, 1);
  });
});
