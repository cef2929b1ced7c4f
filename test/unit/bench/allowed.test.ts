import assert from 'node:assert/strict';
import { shareOfAllowed } from '../../bench/tenant/allowed';

describe('The share of the allowed rate', () => {
  it('counts the burst and 25 requests for each second', () => {
    const arrivals = Array.from({ length: 35 }, (_, index) => index * 29.412);
    const { used, seconds, possible } = shareOfAllowed(arrivals);
    assert.equal(Math.round(seconds * 1000), 1000);
    assert.equal(Math.round(possible), 45);
    assert.equal(used.toFixed(2), (35 / 45).toFixed(2));
  });
});
