import assert from 'node:assert/strict';
import { PollFlow } from './poll-flow';

describe('A connection whose site address ends in /api', () => {
  const red = PollFlow.forEachTest();

  for (const more of ['/api', '/api/', '/api/invoices?limit=50']) {
    it(`(${more}) is used without it, and says so`, async () => {
      await red.startTenant();
      red.tenant.resource('invoices').create();
      const poll = await red.load({}, { siteAddress: `${red.tenant.url}${more}` });
      poll.receive({});
      await red.watched.until(() => red.watched.out.length + red.watched.caught.length > 0);
      assert.deepEqual(red.watched.caught, []);
      assert.match(red.warned().join(), /siteAddress is more than the site: "\/api.*Write http:\/\/127/);
    });
  }
});
