import assert from 'node:assert/strict';
import { type Holding, SimulatedDay } from './simulated-day';
import { patience } from './worlds';

/** `npm run test:long` takes a poll each second, which is 86,400 of them. */
const isLong = process.env['COUPA_PROPERTY_RUNS'] !== undefined;

/** Seconds between two polls, and records that are changed meanwhile. */
const [stepSeconds, changes] = isLong ? [1, 1] : [240, 10];

/**
 * By how much the most of the last quarter may exceed that of the second: which records are changed when is not the same, and more of them
 * wait while the tenant is down when there are more polls. What grows with each poll, or each hundredth, is beyond it.
 */
const slack = isLong
  ? { entries: 200, timers: 4, bytes: 200_000, heap: 1024 }
  : { entries: 20, timers: 4, bytes: 4096, heap: 1024 };

describe(`A day of a node that polls every ${stepSeconds} s, by the clock of the node`, function () {
  this.timeout(patience);

  let day: SimulatedDay;

  before(async () => {
    day = await SimulatedDay.begin(stepSeconds, changes);
    await day.run();
  });

  after(() => day?.close());

  /** The most of a quarter of the day. */
  const most = (quarter: number, of: (holding: Holding) => number) =>
    Math.max(...day.holdings.slice(6 * quarter, 6 * quarter + 6).map(of));

  const assertSteady = (what: string, of: (holding: Holding) => number, more = 0) => {
    // In the first one the list is short still, and there is code that was not compiled yet.
    const [second, last] = [most(1, of), most(3, of)];
    const all = day.holdings.map(of).join(', ');
    assert.ok(
      last <= second + more,
      `${what}: ${second} in the second quarter, ${last} in the last; by the hour: ${all}`,
    );
  };

  it('is a whole day, with trouble in it', () => {
    assert.equal(day.holdings.length, 24);
    const polls = 86_400 / stepSeconds;
    assert.ok(day.polls > 0.9 * polls, `${day.polls} polls`);
    assert.ok(day.failedPolls > 0, 'no poll failed');
    assert.ok(day.givenUp > 0, 'nothing was given up');
    assert.ok(day.looks >= 20, `${day.looks} looks`);
    assert.deepEqual(day.errors, []);
    // With a poll a second more is refused than is kept.
    for (const notice of day.notices) assert.match(notice, /^More records are undeliverable than are kept/);
  });

  it('leaves four files, none larger in the evening than in the morning', () => {
    const names = ['poll-1.handled.json', 'poll-1.history.json', 'poll-1.json', 'poll-1.undeliverable.json'];
    for (const { files } of day.holdings.slice(6)) assert.deepEqual(files, names);
    assertSteady('bytes', ({ bytes }) => bytes, slack.bytes);
  });

  it('leaves nothing in any map, set or list of the engine, of what the sidebar shows, or of telemetry', () => {
    const places = new Set(day.holdings.flatMap(({ entries }) => [...entries.keys()]));
    assert.ok(places.size > 50, `only ${places.size} places were looked at`);
    for (const place of places) assertSteady(place, ({ entries }) => entries.get(place) ?? 0, slack.entries);
    assertSteady('series of metrics', ({ series }) => series);
  });

  it('leaves no timer, no listener and nothing open', () => {
    // Those of records that happen to be on their way.
    assertSteady('timers', ({ timers }) => timers, slack.timers);
    assertSteady('open files', ({ openFiles }) => openFiles);
  });

  it('leaves no memory in use', () => {
    assertSteady('kilobytes', ({ heap }) => heap, slack.heap);
  });

  it('has lost nothing by its end, told of each removal, and counted what the flow counted', async () => {
    await day.comeToRest();
    assert.deepEqual(day.flow.missing, []);
    assert.deepEqual([...day.tenant.untold], []);
    assert.deepEqual(day.flow.untrue, []);
    assert.deepEqual((await day.poller.undeliverables.list()).records, []);
    const delivered = { 'coupa.delivery.result': 'delivered' };
    assert.equal(await day.sdk.sum('coupa.delivery.records', delivered), day.flow.delivered);
    assert.equal(await day.sdk.sum('coupa.poll.duration'), day.polls);
    assert.equal(await day.sdk.sum('http.client.request.duration'), day.tenant.requests);
  });
  it('leaves neither a timer nor anything for telemetry to look at once it is closed', async () => {
    assert.deepEqual(await day.stop(), { timers: 0, gauges: 0 });
  });
});
