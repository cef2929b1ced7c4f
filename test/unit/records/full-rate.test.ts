import assert from 'node:assert/strict';
import type { JsonObject } from '../../../lib/base/json';
import { RateLimit } from '../../../lib/local/rate-limit';
import type { Priority } from '../../../lib/ports/gate';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { RecordSession } from '../../../lib/records/session';
import type { RecordSummary } from '../../../lib/records/telling/summary';
import { RateLimit as TenantRate } from '../../simulator/http/rate-limit';
import { type ManualClock, manualClock } from '../connection/manual-clock';

const never = new AbortController().signal;

/** What Coupa allows: 25 requests a second. */
const perSecond = 25;

/** Milliseconds until an answer. */
const latency = 60;

describe('ten thousand upserts in one message', function () {
  this.timeout(120_000);

  it('use at least 95 % of the allowed rate, get no 429, and let a poll through at once', async () => {
    const count = 10_000;
    const clock = manualClock();
    const tenant = new BusyTenant(clock);
    const polls = new Polls(clock, tenant);
    const begun = clock.monotonic();
    const upserts = upsertAll(tenant, clock, count);
    let isDone = false;
    upserts.then(
      () => {
        isDone = true;
      },
      () => {
        isDone = true;
      },
    );
    while (!isDone) {
      polls.begin();
      await clock.tick(5_000);
    }
    const { record, endedAt } = await upserts;
    const seconds = (endedAt - begun) / 1000;

    assert.deepEqual([record.created, record.updated, record.unchanged], [count / 2, count / 2, 0]);
    assert.equal(tenant.refused, 0, 'nothing was answered with 429');
    const share = tenant.answered / (seconds * perSecond);
    assert.ok(share >= 0.95, `${(share * 100).toFixed(1)} % of the rate`);
    assert.ok(tenant.mostUnderWay <= 4, `${tenant.mostUnderWay} under way`);
    assert.ok(tenant.mostWaiting <= 8, `${tenant.mostWaiting} requests were held at once`);
    assert.ok(polls.waits.length > 100, `${polls.waits.length} pages`);
    const longest = Math.max(...polls.waits);
    assert.ok(longest <= 500, `a page of a poll waited for ${longest} ms`);
  });
});

/** Reads a page every five seconds as a short poll does, and one as a long one does. */
class Polls {
  /** Milliseconds that each waited for its place. */
  readonly waits: number[] = [];

  constructor(
    private readonly clock: ManualClock,
    private readonly tenant: BusyTenant,
  ) {}

  begin(): void {
    for (const priority of ['foreground', 'background'] as const) {
      const askedAt = this.clock.monotonic();
      void this.tenant.pass(priority).then(() => this.waits.push(this.clock.monotonic() - askedAt - latency));
    }
  }
}

/** Holds suppliers with even numbers, and answers after a while; behind the gate of a connection. */
class BusyTenant {
  refused = 0;
  answered = 0;
  mostUnderWay = 0;
  mostWaiting = 0;
  private underWay = 0;
  private readonly gate: RateLimit;
  private readonly rate: TenantRate;

  constructor(private readonly clock: ManualClock) {
    this.gate = new RateLimit({ requestsPerSecond: perSecond, maxConcurrency: 4, clock });
    this.rate = new TenantRate({ perSecond, burst: 20 }, () => clock.monotonic());
  }

  async request({ method = 'GET', path, body, priority = 'foreground' }: RequestOptions): Promise<Answer> {
    await this.pass(priority);
    const number = Number(/number=(\d+)/.exec(path)?.[1]);
    const id = number + 1;
    const answer = method === 'GET' ? foundBy(path, number, id) : { ...Object(body), id };
    const statusCode = method === 'POST' ? 201 : 200;
    return { statusCode, headers: {}, body: answer, elapsed: latency, requests: 1 };
  }

  download(): Promise<never> {
    return Promise.reject(new Error('no file is asked for'));
  }

  /** One request: through the gate, to the tenant, and back. */
  async pass(priority: Priority): Promise<void> {
    const entering = this.gate.enter(never, priority);
    this.mostWaiting = Math.max(this.mostWaiting, this.gate.waiting + this.underWay);
    const leave = await entering;
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    if (this.rate.take()) this.answered += 1;
    else this.refused += 1;
    await new Promise<void>((resolve) => this.clock.setTimeout(resolve, latency));
    this.underWay -= 1;
    leave();
  }
}

function foundBy(path: string, number: number, id: number): unknown {
  if (!path.includes('?')) return { id: Number(path.split('/').at(-1)), website: 'old' };
  return number % 2 === 0 ? [{ id, number: String(number), website: 'old' }] : [];
}

async function upsertAll(
  requester: BusyTenant,
  clock: ManualClock,
  count: number,
): Promise<{ record: RecordSummary; endedAt: number }> {
  const settings = { resource: 'suppliers', operation: 'upsert', key: 'number', maxInFlight: 4 };
  const session = new RecordSession({
    requester,
    settings: readRecordSettings({ ...settings, validate: 'off' }),
    copy: (message) => ({ ...message }),
    status: () => undefined,
    warn: () => undefined,
    say: String,
    clock,
  });
  const payload = Array.from({ length: count }, (_, at) => ({ number: String(at), website: 'new' }));
  const sent: JsonObject[] = [];
  await session.handle({ payload }, (first) => sent.push(first ?? {}));
  const coupa = sent[0]?.['coupa'] as { record: RecordSummary };
  return { record: coupa.record, endedAt: clock.monotonic() };
}
