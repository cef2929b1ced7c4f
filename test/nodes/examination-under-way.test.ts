import assert from 'node:assert/strict';
import { CoupaError } from '../../lib/base/errors';
import { ExaminationUnderWay } from '../../nodes/admin/examination-under-way';
import { Tenant } from '../simulator';
import { type ManualClock, manualClock } from '../unit/connection/manual-clock';

describe('An examination that is under way', () => {
  let tenant: Tenant;
  let clock: ManualClock;
  let forgotten: number;
  let examination: ExaminationUnderWay;
  const { signal } = new AbortController();

  beforeEach(async () => {
    // Nothing is answered in time, so that it is under way until something else happens.
    tenant = await Tenant.start();
    tenant.weather({ kind: 'stalled-body', path: '/api/', times: Number.POSITIVE_INFINITY });
    clock = manualClock();
    forgotten = 0;
    const received = new Promise((resolve) => tenant.on('received', resolve));
    examination = new ExaminationUnderWay(
      {
        authentication: 'oauth2',
        siteAddress: tenant.url,
        credentials: { clientId: 'client', clientSecret: 'secret' },
      },
      () => {
        forgotten += 1;
      },
      clock,
    );
    await received;
  });

  afterEach(() => tenant.close());

  it('is given up when nobody has asked for news of it for twenty seconds', async () => {
    await clock.tick(19_999);
    assert.equal(forgotten, 0);
    await clock.tick(1);
    assert.equal(forgotten, 1);
    await assert.rejects(
      untilItEnds(),
      (error) => error instanceof CoupaError && /went away/.test(error.message),
    );
  });

  it('goes on as long as somebody asks, and answers within five seconds though there is no news', async () => {
    for (let count = 0; count < 6; count += 1) {
      const news = examination.news(0, signal);
      await clock.tick(5_000);
      assert.deepEqual(await news, { asked: 0, of: 36 });
    }
    assert.equal(forgotten, 0);
    await clock.tick(20_000);
    assert.equal(forgotten, 1);
  });

  async function untilItEnds(): Promise<never> {
    for (;;) {
      await Promise.all([examination.news(0, signal), clock.tick(5_000)]);
    }
  }
});
