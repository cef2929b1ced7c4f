import assert from 'node:assert/strict';
import { perSecond, RequestMeter } from '../../../lib/operations/request-meter';
import type { RequestEvent } from '../../../lib/ports/events';
import { Telemetry } from '../../../lib/ports/telemetry';
import { manualClock } from '../connection/manual-clock';

const request: RequestEvent = {
  kind: 'request',
  api: 'core',
  method: 'GET',
  host: 'acme.coupahost.com',
  path: '/api/invoices',
  attempt: 1,
  result: 'answered',
  waitedMs: 0,
  durationMs: 20,
  statusCode: 200,
};

describe('the meter of a connection', () => {
  let telemetry: Telemetry;
  let meter: RequestMeter;
  let clock: ReturnType<typeof manualClock>;

  beforeEach(() => {
    clock = manualClock();
    telemetry = new Telemetry();
    meter = new RequestMeter(telemetry, clock);
  });

  it('tells the requests in a second, on average of the last ten', async () => {
    for (let second = 0; second < 12; second += 1) {
      for (let count = 0; count < 3; count += 1) telemetry.tell(request);
      await clock.tick(1000);
    }
    assert.equal(perSecond(meter.series()), 3);
    await clock.tick(5000);
    assert.equal(perSecond(meter.series()), 1.5);
    await clock.tick(60_000);
    assert.equal(perSecond(meter.series()), 0);
  });

  it('counts as failed what the tenant refused for its rate, broke, or did not answer', () => {
    telemetry.tell(request);
    telemetry.tell({ ...request, statusCode: 404 });
    telemetry.tell({ ...request, statusCode: 429 });
    telemetry.tell({ ...request, statusCode: 503 });
    telemetry.tell({ ...request, result: 'failed' });
    const { done, failed } = meter.series();
    assert.deepEqual([done.at(-1), failed.at(-1)], [5, 3]);
  });

  it('knows no token before a sign-in, then until when it is valid, then that one was refused', async () => {
    assert.deepEqual(meter.token(), { kind: 'none' });
    const signIn = { kind: 'token', host: 'acme.coupahost.com', durationMs: 5 } as const;
    const now = clock.now();
    telemetry.tell({ ...signIn, expiresIn: 3600 });
    assert.deepEqual(meter.token(), { kind: 'valid', until: new Date(now + 3_600_000).toISOString() });
    telemetry.tell({ ...signIn, code: 'COUPA_AUTH', statusCode: 401 });
    const at = new Date(now).toISOString();
    assert.deepEqual(meter.token(), { kind: 'refused', at, code: 'COUPA_AUTH', statusCode: 401 });
  });
});
