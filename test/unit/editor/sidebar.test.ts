import assert from 'node:assert/strict';
import { createClock } from '@sinonjs/fake-timers';
import type { Said } from '../../../lib/base/text/said';
import type { Operations, ShownConnection, ShownPoll, ShownWriter } from '../../../lib/operations/shown';
import { openSidebar } from '../../../nodes/editor/sidebar/sidebar';
import { answered, inBrowser, sayKeys, type } from './browser';

type Shown = Said<Operations>;

const series = { from: '2026-11-28T06:00:00.000Z', spanMs: 600_000, done: [0, 5, 2], failed: [0, 0, 1] };
const minute = 60_000;

function poll(id: string, changes: Partial<Said<ShownPoll>> = {}): Said<ShownPoll> {
  const facts = { id, shownAs: id, type: 'coupa-poll', name: id, flow: 'tab', connection: 'c' };
  const status = { resource: 'invoices', paused: false, polling: false, pending: 0, remembered: 0 };
  return {
    ...facts,
    resource: 'invoices',
    standing: 'resting',
    lagMs: minute,
    intervalMs: 15 * minute,
    history: series,
    status: { ...status, position: '2026-11-28T11:59:00.000Z' } as Said<ShownPoll>['status'],
    ...changes,
  };
}

const connection: Said<ShownConnection> = {
  id: 'c',
  shownAs: 'c',
  type: 'coupa-config',
  name: 'Acme',
  flow: '',
  host: 'acme.coupahost.com',
  requestsPerSecond: 20,
  perSecond: 3.2,
  requests: series,
  token: { kind: 'valid', until: '2026-11-29T08:00:00.000Z' },
};

const writer: Said<ShownWriter> = {
  id: 'w',
  shownAs: 'w',
  type: 'coupa-record',
  name: '',
  flow: 'tab',
  connection: 'c',
  operation: 'upsert',
  resource: 'suppliers',
  history: series,
  applied: 7,
  refused: 1,
};

describe('The tab of the sidebar', () => {
  const browser = inBrowser();
  const clock = createClock();
  const saved = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  let content: HTMLElement;
  let answer: Shown;
  let see: (isSeen: boolean) => void;

  before(() => {
    Reflect.set(globalThis, 'setTimeout', clock.setTimeout);
    Reflect.set(globalThis, 'clearTimeout', clock.clearTimeout);
  });

  after(() => {
    Object.assign(globalThis, saved);
    Reflect.deleteProperty(globalThis, 'IntersectionObserver');
  });

  beforeEach(async () => {
    clock.reset();
    Reflect.set(
      globalThis,
      'IntersectionObserver',
      class {
        constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
          see = (isIntersecting) => tell([{ isIntersecting }]);
        }
        observe(): void {}
        disconnect(): void {}
      },
    );
    browser().red.permissions = ['coupa-poll.write'];
    answer = {
      now: '2026-11-28T12:00:00.000Z',
      connections: [connection],
      polls: [poll('a')],
      writers: [writer],
    };
    browser().answers.set('operations', () => answer);
    browser().answers.set('leftovers', { leftovers: [] });
    content = document.createElement('div');
    document.body.append(content);
    openSidebar(content, sayKeys);
  });

  const asked = (path: string) => browser().asked.filter((one) => one.path === path);
  const rows = () =>
    [...content.querySelectorAll('.coupa-row:not([hidden]) .coupa-section-title')].map(
      (one) => one.textContent,
    );
  const row = (name: string) =>
    [...content.querySelectorAll<HTMLElement>('.coupa-row')].find(
      (one) => one.querySelector('.coupa-section-title')?.textContent === name,
    ) as HTMLElement;

  async function look(): Promise<void> {
    see(true);
    await answered();
  }

  async function unfold(name: string): Promise<HTMLDetailsElement> {
    const details = row(name).querySelector('details') as HTMLDetailsElement;
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
    await answered();
    return details;
  }

  const button = (place: HTMLElement, text: string) =>
    [...place.querySelectorAll('button')].find((one) => one.textContent?.includes(text)) as HTMLButtonElement;

  it('tells nodes of one name apart by their flow, and connections by their host', async () => {
    browser().red.nodes.workspace = (id) => ({ label: id === 'tab' ? 'Flow 1' : 'Flow 2' });
    answer.polls = [
      poll('a', { name: 'Changed invoices' }),
      poll('b', { name: 'Changed invoices', flow: 'other' }),
      poll('c'),
    ];
    answer.connections = [connection, { ...connection, id: 'd', host: 'test.coupahost.com' }];
    answer.writers = [writer, { ...writer, id: 'v', flow: 'other' }];
    await look();
    assert.deepEqual(rows(), [
      'c',
      'Changed invoices · Flow 1',
      'Changed invoices · Flow 2',
      'Acme · acme.coupahost.com',
      'Acme · test.coupahost.com',
      'upsert suppliers · Flow 1',
      'upsert suppliers · Flow 2',
    ]);
  });

  it('asks nothing before it is seen, then every two seconds, and nothing once it is hidden', async () => {
    assert.deepEqual(browser().asked, []);
    await look();
    assert.equal(asked('operations').length, 1);
    for (let second = 0; second < 10; second += 1) {
      clock.tick(1000);
      await answered();
    }
    assert.equal(asked('operations').length, 6);
    see(false);
    clock.tick(60_000);
    await answered();
    assert.equal(asked('operations').length, 6);
  });

  it('says of a node that the editor does not have that it is gone, with its name as a text and not as HTML', async () => {
    const name = '<img src=x onerror=alert(1)>';
    answer = { ...answer, polls: [{ ...poll('a'), name }] };
    const said: unknown[] = [];
    browser().red.notify = (message) => said.push(message);
    await look();
    button(await unfold(name), 'sidebar.show').click();
    const [message] = said as { 0: HTMLElement }[];
    assert.equal(typeof message, 'object');
    assert.ok(message?.[0].textContent?.includes('<img'));
    assert.equal(message?.[0].querySelector('img'), null);
  });

  it('asks less often while Node-RED does not answer, and says so', async () => {
    browser().answers.set('operations', 500);
    await look();
    assert.match(content.textContent ?? '', /sidebar\.unanswered/);
    clock.tick(9000);
    await answered();
    assert.equal(asked('operations').length, 1);
    browser().answers.set('operations', () => answer);
    clock.tick(1000);
    await answered();
    assert.doesNotMatch(content.textContent ?? '', /sidebar\.unanswered/);
  });

  it('lists what there is, what needs attention first', async () => {
    answer.polls = [
      poll('resting'),
      poll('behind', { standing: 'behind', lagMs: 100 * minute }),
      poll('failed', { standing: 'failed' }),
      poll('further', { standing: 'behind', lagMs: 200 * minute }),
    ];
    await look();
    assert.deepEqual(rows(), ['failed', 'further', 'behind', 'resting', 'Acme', 'upsert suppliers']);
    assert.match(row('further').textContent ?? '', /sidebar\.standing\.behind {"lag":"3 hr 20 min"}/);
    assert.match(content.textContent ?? '', /sidebar\.trouble {"count":3,"polls":4,"failing":0}/);
  });

  it('finds rows by what is typed, keeps what was unfolded, and orders polls as is chosen', async () => {
    answer.polls = [poll('b', { resource: 'suppliers' }), poll('c'), poll('a', { lagMs: 9 * minute })];
    await look();
    const filter = content.querySelector('input[type="search"]') as HTMLInputElement;
    type(filter, 'SUPP');
    assert.deepEqual(rows(), ['b', 'upsert suppliers']);
    const details = row('b').querySelector('details') as HTMLDetailsElement;
    details.open = true;
    type(filter, 'nothing');
    assert.deepEqual(rows(), []);
    type(filter, '');
    assert.equal(row('b').querySelector('details'), details);
    const order = content.querySelector('select') as HTMLSelectElement;
    order.value = 'lag';
    order.dispatchEvent(new Event('change'));
    assert.deepEqual(rows().slice(0, 3), ['a', 'b', 'c']);
  });

  it('says why a poll is behind: its error, its connection, the flow, or a long list', async () => {
    const why = async (changes: Partial<Said<ShownPoll>>, of: Partial<Said<ShownConnection>> = {}) => {
      answer = { ...answer, polls: [poll('a', changes)], connections: [{ ...connection, ...of }] };
      clock.tick(2000);
      await answered();
      return row('a').querySelector('.coupa-why')?.textContent ?? '';
    };
    await look();
    await unfold('a');
    const status = poll('a').status;
    assert.ok(status);
    const pausedUntil = '2026-11-28T12:05:00.000Z';
    assert.equal(await why({}), '');
    assert.match(await why({ standing: 'broken', problem: 'No URL.' }), /^No URL\.$/);
    assert.match(await why({ standing: 'behind' }, { pausedUntil }), /sidebar\.why\.throttled/);
    const scan = { kind: 'poll', poll: 'p', sent: 900 } as const;
    assert.match(
      await why({ standing: 'behind', status: { ...status, scan } }),
      /sidebar\.why\.reading {"count":"900"}/,
    );
    const pending = { ...status, pending: 5 };
    assert.match(
      await why({ standing: 'waiting', status: pending, maxInFlight: 5 }),
      /sidebar\.why\.full {"count":5}/,
    );
    assert.match(
      await why({ standing: 'waiting', status: pending, maxInFlight: 9 }),
      /sidebar\.why\.waiting/,
    );
  });

  it('says in a fleet who polls, and that this one stands by', async () => {
    answer.polls = [
      poll('a', { standing: 'standby', fleet: { leader: 'host-b', isHere: false } }),
      poll('b', { fleet: { leader: 'host-a', isHere: true } }),
      poll('c', { standing: 'broken', fleet: { isHere: false } }),
    ];
    await look();
    assert.match(row('a').textContent ?? '', /sidebar\.standing\.standby {"leader":"host-b"}/);
    assert.match((await unfold('b')).textContent ?? '', /sidebar\.leadsHere {"leader":"host-a"}/);
    assert.match((await unfold('c')).textContent ?? '', /sidebar\.why\.leaderless/);
  });

  it('keeps what is unfolded and focused while news come, and moves nothing under it', async () => {
    answer.polls = [poll('a'), poll('b')];
    await look();
    const details = await unfold('b');
    const pause = button(details, 'sidebar.pause');
    pause.focus();
    answer = { ...answer, polls: [poll('a'), poll('b', { standing: 'failed' })] };
    clock.tick(2000);
    await answered();
    assert.equal(document.activeElement, pause);
    assert.equal(details.open, true);
    assert.deepEqual(rows().slice(0, 2), ['a', 'b']);
    pause.blur();
    clock.tick(2000);
    await answered();
    assert.deepEqual(rows().slice(0, 2), ['b', 'a']);
    assert.equal(row('b').querySelector('details'), details);
  });

  it('says that nothing waits and when it looked, instead of a lag that only grows until the next poll', async () => {
    answer.polls = [
      poll('a', { lookedMs: 10 * minute }),
      poll('b', { standing: 'behind', lagMs: 50 * minute }),
    ];
    await look();
    const one = (await unfold('a')).textContent ?? '';
    assert.match(one, /sidebar\.fact\.backlogsidebar\.backlog\.none {"age":"10 min"}/);
    assert.doesNotMatch(one, /sidebar\.backlog\.lag/);
    assert.match((await unfold('b')).textContent ?? '', /sidebar\.backlog\.lag {"lag":"50 min"}/);
  });

  it('says how long ago in words that do not grow and shrink with every minute', async () => {
    await look();
    const details = await unfold('a');
    const ages: [lookedMs: number, age: string][] = [
      [59_900, '59 sec'],
      [4 * minute + 54_000, '4 min'],
      [5 * minute, '5 min'],
      [5 * minute + 4000, '5 min'],
      [120 * minute, '2 hr 0 min'],
      [121 * minute, '2 hr 1 min'],
      [2 * 1440 * minute, '2 days 0 hr'],
    ];
    for (const [lookedMs, age] of ages) {
      answer = { ...answer, polls: [poll('a', { lookedMs })] };
      clock.tick(2000);
      await answered();
      assert.ok(details.textContent?.includes(`sidebar.backlog.none {"age":"${age}"}`), age);
    }
  });

  it('says how many may be unacknowledged, and where no acknowledgement is needed, does not call anything unacknowledged', async () => {
    answer.polls = [poll('a'), poll('b', { maxInFlight: 500 })];
    await look();
    const unasked = (await unfold('a')).textContent ?? '';
    assert.match(unasked, /sidebar\.fact\.delivery.*sidebar\.pending\.unasked/);
    assert.doesNotMatch(unasked, /sidebar\.fact\.pending/);
    assert.match((await unfold('b')).textContent ?? '', /sidebar\.pending\.most {"count":"0","most":"500"}/);
  });

  it('draws under a title, and says so where there is nothing to draw', async () => {
    const nothing = { ...series, done: [0, 0, 0], failed: [0, 0, 0] };
    answer.polls = [poll('a'), poll('b', { history: nothing })];
    await look();
    const plot = async (name: string) => (await unfold(name)).querySelector('.coupa-plot') as HTMLElement;
    assert.equal((await plot('a')).textContent, 'sidebar.plot {"count":"7","failed":"1"}');
    assert.equal((await plot('a')).querySelectorAll('rect').length, 3);
    assert.equal((await plot('b')).textContent, 'sidebar.plotEmpty');
    assert.equal((await plot('b')).querySelector('svg'), null);
  });

  it('gives each button of a poll a sign of its own, and says what pausing means', async () => {
    await look();
    const details = await unfold('a');
    const pausing = button(details, 'sidebar.pause');
    const signs = [...(pausing.parentElement?.querySelectorAll('i') ?? [])].map((one) => one.className);
    assert.equal(signs.length, 4);
    assert.equal(new Set(signs).size, 4);
    assert.equal(pausing.title, 'sidebar.pauseHint');
  });

  it('lets go of rows whose nodes are gone', async () => {
    answer.polls = [poll('a'), poll('b')];
    await look();
    answer = { ...answer, polls: [poll('b')], writers: [] };
    clock.tick(2000);
    await answered();
    assert.deepEqual(rows(), ['b', 'Acme']);
  });

  it('shows a node where it is in the flow, the template of one within a subflow', async () => {
    answer.polls = [poll('i-a', { shownAs: 'a', name: 'Inside' })];
    browser().red.add({ id: 'a', type: 'coupa-poll' });
    await look();
    button(await unfold('Inside'), 'sidebar.show').click();
    assert.deepEqual(browser().red.revealed, ['a']);
  });

  it('pauses, and offers to resume what is paused', async () => {
    browser().answers.set('command/a', () => {
      answer = {
        ...answer,
        polls: [
          poll('a', {
            standing: 'paused',
            status: { ...poll('a').status, paused: true } as Said<ShownPoll>['status'],
          }),
        ],
      };
      return {};
    });
    await look();
    const details = await unfold('a');
    button(details, 'sidebar.pause').click();
    await answered();
    assert.deepEqual(
      asked('command/a').map(({ body }) => body),
      [{ command: 'pause' }],
    );
    assert.match(details.textContent ?? '', /sidebar\.did\.pause/);
    clock.tick(0);
    await answered();
    assert.ok(button(details, 'sidebar.resume'));
  });

  it('asks for the range of a back-fill, which is yesterday unless somebody says otherwise', async () => {
    browser().answers.set('command/a', {});
    await look();
    const details = await unfold('a');
    button(details, 'sidebar.backfill').click();
    const form = details.querySelector('form') as HTMLFormElement;
    const [from, to] = [...form.querySelectorAll('input')];
    assert.match(`${from?.value} ${to?.value}`, /^\S+T00:00 \S+T00:00$/);
    assert.equal(document.activeElement, from);
    const hint = () => form.querySelector('[role="status"]')?.textContent;
    assert.match(hint() ?? '', /sidebar\.backfillHint .*12:00 AM.*12:00 AM/);
    type(from as HTMLInputElement, '2026-11-01T08:00');
    type(to as HTMLInputElement, '2026-11-02T08:00');
    assert.equal(hint(), 'sidebar.backfillHint {"from":"Nov 1, 8:00 AM","to":"Nov 2, 8:00 AM"}');
    type(to as HTMLInputElement, '');
    assert.match(hint() ?? '', /Nov 2/);
    type(to as HTMLInputElement, '2026-11-02T08:00');
    form.dispatchEvent(new Event('submit', { cancelable: true }));
    await answered();
    const iso = (text: string) => new Date(text).toISOString();
    assert.deepEqual(asked('command/a').at(-1)?.body, {
      command: 'backfill',
      from: iso('2026-11-01T08:00'),
      to: iso('2026-11-02T08:00'),
    });
  });

  const range = { from: '2026-11-01T07:00:00.000Z', to: '2026-11-02T07:00:00.000Z' };
  const counted = { pages: 1, records: 4, created: 1, updated: 2, repeats: 0, requests: 2, retries: 0 };
  const summary = (poll: string) => ({
    resource: 'invoices',
    poll,
    startedAt: '2026-11-28T11:00:00.000Z',
    finishedAt: '2026-11-28T11:59:00.000Z',
    ...range,
    ...counted,
    backfill: true,
  });
  const stands = (changes: object) => {
    const one = poll('a');
    answer = { ...answer, polls: [{ ...one, status: { ...one.status, ...changes } as typeof one.status }] };
  };
  const fact = (details: HTMLElement, name: string) =>
    [...details.querySelectorAll('dt')].find(({ textContent }) => textContent === `sidebar.fact.${name}`)
      ?.nextElementSibling?.textContent ?? '';

  it('says how a back-fill goes: its range, what it sent so far, that it waits or failed, and what the last one did', async () => {
    const backfill = { kind: 'backfill', poll: 'p', ...range, sent: 1200 };
    stands({ backfill: { ...backfill, share: 0.349 } });
    await look();
    const details = await unfold('a');
    const shown = async (changes: object, name = 'backfill') => {
      stands(changes);
      clock.tick(2000);
      await answered();
      return fact(details, name);
    };
    assert.match(
      fact(details, 'backfill'),
      /^sidebar\.backfilling\.range {"from":"Nov [^"]+","to":"Nov [^"]+"} · sidebar\.progress\.share {"count":"1,200","percent":34}$/,
    );
    assert.match(await shown({ backfill, paused: true }), /sidebar\.backfilling\.paused/);
    const failure = { message: 'Coupa is away.', again: '2026-11-28T12:05:00.000Z' };
    assert.match(
      await shown({ backfill: { ...backfill, failure } }),
      /sidebar\.backfilling\.failed .*"why":"Coupa is away\."/,
    );
    const { from: _, ...fromBeginning } = backfill;
    assert.match(await shown({ backfill: fromBeginning }), /sidebar\.backfilling\.rangeUpTo/);
    const last = await shown({ lastBackfill: { ...summary('p'), sent: 1300 } }, 'backfilled');
    assert.match(last, /sidebar\.backfilling\.range .* · sidebar\.backfilling\.done {.*"count":"1,300"}$/);
    assert.match(await shown({ lastBackfill: summary('p') }, 'backfilled'), /"count":"3"}$/);
  });

  it('tells the end of a back-fill where its beginning was told, and of no other', async () => {
    browser().answers.set('command/a', {});
    stands({ lastBackfill: summary('earlier') });
    await look();
    const details = await unfold('a');
    button(details, 'sidebar.backfill').click();
    details.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await answered();
    const outcome = () =>
      [...details.querySelectorAll('.coupa-outcome')].map(({ textContent }) => textContent).join('');
    assert.equal(outcome(), 'sidebar.did.backfill');
    clock.tick(2000);
    await answered();
    assert.equal(outcome(), 'sidebar.did.backfill');
    stands({ lastBackfill: { ...summary('own'), sent: 7 } });
    clock.tick(2000);
    await answered();
    assert.match(outcome(), /sidebar\.backfilled .*\\"count\\":\\"7\\"/);
  });

  it('resets only behind a question, and says what failed', async () => {
    browser().answers.set('command/a', { error: { code: 'COUPA_STATE', message: 'The disk is full.' } });
    await look();
    const details = await unfold('a');
    button(details, 'sidebar.reset').click();
    assert.deepEqual(asked('command/a'), []);
    assert.match(details.querySelector('form')?.textContent ?? '', /sidebar\.resetHint/);
    button(details, 'sidebar.cancel').click();
    assert.equal(details.querySelector('form'), null);
    button(details, 'sidebar.reset').click();
    details.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await answered();
    assert.deepEqual(asked('command/a').at(-1)?.body, { command: 'reset', from: 'now' });
    assert.match(details.textContent ?? '', /The disk is full\./);
  });

  it('offers no buttons to who may only look', async () => {
    browser().red.permissions = [];
    content.replaceChildren();
    openSidebar(content, sayKeys);
    await look();
    const details = await unfold('a');
    assert.deepEqual(
      [...details.querySelectorAll('button')]
        .filter((one) => !one.closest('[hidden]'))
        .map((one) => one.textContent?.trim()),
      ['sidebar.show'],
    );
  });

  it('says that another Node-RED uses the directory, and that a user may not see anything', async () => {
    answer = { now: answer.now, otherProcess: { host: 'elsewhere', pid: 17 } };
    await look();
    assert.match(
      content.querySelector('.coupa-warning')?.textContent ?? '',
      /sidebar\.other {"host":"elsewhere","pid":17}/,
    );
    assert.match(content.textContent ?? '', /sidebar\.mayNotSee/);
  });

  it('offers to remove what deleted nodes left, and removes it only when asked twice', async () => {
    const left = { id: 'gone', files: 2, bytes: 2048, writtenAt: '2026-11-01T08:00:00.000Z' };
    browser().answers.set('leftovers', { leftovers: [left] });
    browser().answers.set('remove-leftovers', () => {
      browser().answers.set('leftovers', { leftovers: [] });
      return { removed: 2 };
    });
    await look();
    const place = content.querySelector('.coupa-leftovers')?.parentElement as HTMLElement;
    assert.equal(place.hidden, false);
    button(place, 'sidebar.left.remove').click();
    assert.deepEqual(asked('remove-leftovers'), []);
    place.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await answered();
    assert.deepEqual(asked('remove-leftovers').at(-1)?.body, { ids: ['gone'] });
    assert.match(place.textContent ?? '', /sidebar\.left\.removed {"number":2}/);
    assert.equal(place.querySelectorAll('li').length, 0);
  });

  describe('with records that were given up', () => {
    const given = (key: string, changes: object = {}) => ({
      key,
      id: Number(key),
      eventType: 'UPDATED',
      attempts: 5,
      reason: 'The ERP said no.',
      at: '2026-11-27T12:00:00.000Z',
      ...changes,
    });
    let records: ReturnType<typeof given>[];
    let redelivering: number;

    beforeEach(async () => {
      records = [given('17'), given('18')];
      redelivering = 0;
      const status = { ...poll('a').status, undeliverable: 2 } as Said<ShownPoll>['status'];
      answer.polls = [poll('b'), poll('a', { status })];
      browser().answers.set('undeliverables/a', () => ({ records, redelivering }));
      browser().answers.set('undeliverable/a?key=17', { record: { payload: { total: '12.50' } } });
      await look();
    });

    async function list(): Promise<HTMLDetailsElement> {
      const details = await unfold('a');
      button(details, 'sidebar.undelivered.title').click();
      await answered();
      return details;
    }

    it('puts the poll, with a sign of its own, before those that are well, and lists them, with the reason, when somebody asks', async () => {
      assert.deepEqual(rows().slice(0, 2), ['a', 'b']);
      assert.equal(row('a').dataset['coupaLook'], 'warning');
      assert.match(row('a').textContent ?? '', /sidebar\.undelivered\.beside .*"count":"2"/);
      const details = await list();
      assert.match(
        details.textContent ?? '',
        /invoices 17.*The ERP said no\..*invoices 18.*The ERP said no\./s,
      );
      await unfold('invoices 17');
      assert.match(row('invoices 17').querySelector('pre')?.textContent ?? '', /"total": "12\.50"/);
    });

    it('calls them as people do, with their supplier, and says why in a line of the folded row', async () => {
      records = [given('17', { name: 'INV-2', supplier: 'Acme Supplies' }), given('18', { name: 'INV-3' })];
      await list();
      const summary = row('INV-2 · Acme Supplies').querySelector('summary') as HTMLElement;
      assert.match(summary.textContent ?? '', /INV-2 · Acme Supplies invoices 17 · \S.* The ERP said no\./);
      assert.equal(summary.querySelector('.coupa-row-reason')?.textContent, 'The ERP said no.');
      assert.match(row('INV-3').querySelector('summary')?.textContent ?? '', /invoices 18/);
    });

    it('sends one again, and says how it goes on until it is delivered', async () => {
      browser().answers.set('redeliver/a', () => {
        records = [given('17', { redelivering: true }), given('18')];
        redelivering = 1;
        return { redelivered: 1, dismissed: 0, superseded: 0, unknown: 0, left: 1 };
      });
      const details = await list();
      button(await unfold('invoices 17'), 'sidebar.undelivered.redeliver').click();
      await answered();
      assert.deepEqual(asked('redeliver/a').at(-1)?.body, { keys: ['17'] });
      const bar = details.querySelector('progress') as HTMLProgressElement;
      assert.deepEqual([bar.hidden, bar.value, bar.max], [false, 0, 1]);
      records = [given('18')];
      redelivering = 0;
      clock.tick(2000);
      await answered();
      assert.equal(bar.hidden, true);
      assert.equal(row('invoices 17'), undefined);
    });

    it('says of one that was delivered since that nothing is to be sent, and only puts it away', async () => {
      records = [given('17', { superseded: true }), given('18')];
      const details = await list();
      const shownButtons = (place: HTMLElement) =>
        [...place.querySelectorAll('button')]
          .filter((one) => !one.closest('[hidden]'))
          .map((one) => one.textContent);
      const over = await unfold('invoices 17');
      assert.match(over.querySelector('summary')?.textContent ?? '', /sidebar\.undelivered\.over/);
      assert.equal(row('invoices 17').dataset['coupaLook'], 'ok');
      assert.ok(shownButtons(over).includes('sidebar.undelivered.dismiss'));
      assert.ok(!shownButtons(over).includes('sidebar.undelivered.redeliver'));
      assert.doesNotMatch(row('invoices 18').textContent ?? '', /sidebar\.undelivered\.over/);
      assert.ok(shownButtons(await unfold('invoices 18')).includes('sidebar.undelivered.redeliver'));

      const words = details.querySelector('.coupa-undelivered-filter input[type="search"]');
      type(words as HTMLInputElement, 'said no');
      button(details, 'sidebar.undelivered.redeliverThese {"number":"1"}').click();
      await answered();
      assert.deepEqual(asked('redeliver/a').at(-1)?.body, { keys: ['18'] });
      type(words as HTMLInputElement, '17');
      assert.equal(button(details, 'sidebar.undelivered.redeliverThese').hidden, true);
      assert.ok(shownButtons(details).includes('sidebar.undelivered.dismissThese {"number":"1"}'));
    });

    it('sends all again at once, and dismisses all only behind a question, those that it counts', async () => {
      const report = { redelivered: 2, dismissed: 0, superseded: 0, unknown: 0, left: 0 };
      browser().answers.set('redeliver/a', report);
      browser().answers.set('dismiss/a', { ...report, redelivered: 0, dismissed: 2 });
      const details = await list();
      button(details, 'sidebar.undelivered.redeliverAll').click();
      await answered();
      assert.deepEqual(asked('redeliver/a').at(-1)?.body, {});
      button(details, 'sidebar.undelivered.dismissAll').click();
      assert.deepEqual(asked('dismiss/a'), []);
      details.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
      await answered();
      assert.deepEqual(asked('dismiss/a').at(-1)?.body, { keys: ['17', '18'] });
      assert.match(details.textContent ?? '', /sidebar\.undelivered\.dismissed {"count":"2"}/);
    });
  });

  describe('among undeliverable records', () => {
    const noon = (days: number) => {
      const date = new Date();
      return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, 12).toISOString();
    };
    const given = (key: string, days: number, reason: string, changes: object = {}) => {
      return { key, id: Number(key), eventType: 'UPDATED', attempts: 5, reason, at: noon(days), ...changes };
    };
    let records: ReturnType<typeof given>[];
    let ended: { key: string; result: string }[];
    let details: HTMLDetailsElement;

    beforeEach(async () => {
      ended = [];
      records = [
        given('1', -3, 'The ERP said no.'),
        given('2', -1, 'The ERP said no.'),
        given('3', -1, 'Timeout.'),
        given('4', -1, 'The ERP said no.', { redelivering: true }),
        given('5', 0, 'Timeout.'),
      ];
      answer.polls = [poll('a', { status: { ...poll('a').status, undeliverable: 5 } as never })];
      browser().answers.set('undeliverables/a', () => ({ records, redelivering: 1, ended }));
      const report = { redelivered: 2, dismissed: 0, superseded: 0, unknown: 0, left: 3 };
      browser().answers.set('redeliver/a', report);
      browser().answers.set('dismiss/a', { ...report, redelivered: 0, dismissed: 2 });
      await look();
      details = await unfold('a');
      button(details, 'sidebar.undelivered.title').click();
      await answered();
    });

    const field = (label: string) =>
      [...details.querySelectorAll('label')]
        .find((one) => one.textContent?.startsWith(label))
        ?.querySelector('input, select') as HTMLInputElement;

    const listed = () => rows().flatMap((name) => /^invoices (\d)$/.exec(name ?? '')?.[1] ?? []);

    it('finds those of yesterday, of today, of some days, here where the browser is, and shows the date', () => {
      assert.deepEqual(listed(), ['1', '2', '3', '4', '5']);
      type(field('sidebar.undelivered.givenUp'), 'yesterday');
      assert.deepEqual(listed(), ['2', '3', '4']);
      const day = new Date(noon(-1)).toLocaleString(undefined, { day: 'numeric', month: 'short' });
      assert.ok(row('invoices 2').textContent?.includes(day), row('invoices 2').textContent ?? '');
      assert.match(details.textContent ?? '', /sidebar\.undelivered\.found .*"found":"3","all":"5"/);
      type(field('sidebar.undelivered.givenUp'), 'today');
      assert.deepEqual(listed(), ['5']);
      type(field('sidebar.undelivered.givenUp'), 'range');
      assert.deepEqual(listed(), ['2', '3', '4', '5']);
      type(field('sidebar.from'), '');
      assert.deepEqual(listed(), ['1', '2', '3', '4', '5']);
      assert.match(details.textContent ?? '', /sidebar\.undelivered\.zone .*"zone":"\w+/);
    });

    it('sends again what is looked for, by its keys, and nothing that is on its way', async () => {
      type(field('sidebar.undelivered.givenUp'), 'yesterday');
      button(details, 'sidebar.undelivered.redeliverThese {"number":"2"}').click();
      await answered();
      assert.deepEqual(asked('redeliver/a').at(-1)?.body, { keys: ['2', '3'] });
    });

    it('are found by the number, the name and the supplier that people know, and says what it has searched', async () => {
      records = [
        given('1', 0, 'Timeout.', { name: 'INV-41', supplier: 'Acme Supplies' }),
        given('2', 0, 'Timeout.', { name: 'INV-42', supplier: 'Orchard & Sons' }),
      ];
      clock.tick(2000);
      await answered();
      const found = () => rows().filter((name) => name?.startsWith('INV'));
      type(field('sidebar.undelivered.words'), 'inv-42');
      assert.deepEqual(found(), ['INV-42 · Orchard & Sons']);
      type(field('sidebar.undelivered.words'), 'acme');
      assert.deepEqual(found(), ['INV-41 · Acme Supplies']);
      type(field('sidebar.undelivered.words'), 'INV-43');
      assert.deepEqual(found(), []);
      assert.match(details.textContent ?? '', /sidebar\.undelivered\.foundNone .*"all":"2"/);
      assert.equal(field('sidebar.undelivered.words').placeholder, 'sidebar.undelivered.wordsHint');
    });

    describe('once some were sent again', () => {
      const said = () =>
        [...details.querySelectorAll('.coupa-outcome')].map((one) => one.textContent).filter(Boolean);
      const sent = (accepted: string, again: string, underWay: string) =>
        new RegExp(`"accepted":"${accepted}","again":"${again}","underWay":"${underWay}"`);

      async function listBecomes(become: typeof records): Promise<void> {
        records = become;
        clock.tick(2000);
        await answered();
      }

      beforeEach(async () => {
        browser().answers.set('redeliver/a', () => {
          records = records.map((one) => (one.reason === 'Timeout.' ? { ...one, redelivering: true } : one));
          return { redelivered: 2, dismissed: 0, superseded: 0, unknown: 0, left: 2 };
        });
        type(field('sidebar.undelivered.words'), 'timeout');
        button(details, 'sidebar.undelivered.redeliverThese').click();
        await answered();
      });

      it('tells what became of them: on their way, accepted, given up again', async () => {
        assert.match(said().join(), sent('0', '0', '2'));
        ended = [{ key: '3', result: 'accepted' }];
        await listBecomes(records.filter(({ key }) => key !== '3'));
        assert.match(said().join(), sent('1', '0', '1'));
        await listBecomes(records.map((one) => given(one.key, 0, 'Timeout.')));
        assert.match(said().join(), sent('1', '1', '0'));
      });

      const other = /sidebar\.undelivered\.ended\.\w+ {"count":"\d+"}/g;

      it('does not call accepted what somebody dismissed, or what was forgotten', async () => {
        ended = [
          { key: '3', result: 'dismissed' },
          { key: '5', result: 'forgotten' },
          { key: '4', result: 'accepted' },
        ];
        await listBecomes([]);
        assert.match(said().join(), /"accepted":"0"/);
        assert.deepEqual(said().join().match(other), [
          'sidebar.undelivered.ended.dismissed {"count":"1"}',
          'sidebar.undelivered.ended.forgotten {"count":"1"}',
        ]);
      });

      it('does not call accepted what a newer version made needless, and stays with that when others are sent again', async () => {
        ended = [
          { key: '3', result: 'superseded' },
          { key: '5', result: 'accepted' },
        ];
        await listBecomes([]);
        assert.match(said().join(), /"accepted":"1"/);
        const told = said().join();
        assert.deepEqual(told.match(other), ['sidebar.undelivered.ended.superseded {"count":"1"}']);
        ended = [];
        await listBecomes([]);
        assert.equal(said().join(), told);
      });

      it('says that nobody knows, where the list has them no more and whoever has it does not say why', async () => {
        await listBecomes([]);
        assert.match(said().join(), /"accepted":"0"/);
        assert.deepEqual(said().join().match(other), ['sidebar.undelivered.ended.unknown {"count":"2"}']);
      });

      it('counts all of them where all were sent again, also one that came meanwhile and is over already', async () => {
        ended = [{ key: '0', result: 'accepted' }];
        await listBecomes([given('1', 0, 'Timeout.'), given('2', 0, 'Timeout.')]);
        type(field('sidebar.undelivered.words'), '');
        browser().answers.set('redeliver/a', () => {
          records = [];
          ended = ['0', '1', '2', '6'].map((key) => ({ key, result: 'accepted' }));
          return { redelivered: 3, dismissed: 0, superseded: 0, unknown: 0, left: 0 };
        });
        button(details, 'sidebar.undelivered.redeliverAll').click();
        await answered();
        assert.match(said().join(), sent('3', '0', '0'));
        assert.equal(said().join().match(other), null);
      });

      it('keeps that, with their names, when something else is looked for, until some are dismissed', async () => {
        ended = ['3', '5'].map((key) => ({ key, result: 'accepted' }));
        await listBecomes(records.filter(({ key }) => key === '1' || key === '2'));
        const told = said();
        assert.match(told.join(), /"names":"invoices 3, invoices 5","accepted":"2"/);
        type(field('sidebar.undelivered.words'), 'said no');
        await listBecomes(records);
        assert.deepEqual(said(), told);
        button(details, 'sidebar.undelivered.dismissThese').click();
        details.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
        await answered();
        assert.deepEqual(said(), ['sidebar.undelivered.dismissed {"count":"2"}']);
      });

      it('names five of them and counts the others, once others are sent again', async () => {
        ended = ['3', '5'].map((key) => ({ key, result: 'accepted' }));
        const many = [10, 11, 12, 13, 14, 15, 16].map((key) =>
          given(`${key}`, 0, 'Timeout.', { name: `INV-${key}` }),
        );
        await listBecomes(many);
        browser().answers.set('redeliver/a', () => {
          records = records.map((one) => ({ ...one, redelivering: true }));
          return { redelivered: 7, dismissed: 0, superseded: 0, unknown: 0, left: 0 };
        });
        button(details, 'sidebar.undelivered.redeliverThese').click();
        await answered();
        assert.match(said().join(), sent('0', '0', '7'));
        const names = 'INV-10, INV-11, INV-12, INV-13, INV-14';
        assert.ok(
          said()
            .join()
            .replaceAll('\\', '')
            .includes(`sidebar.undelivered.andMore {"names":"${names}","number":"2"}`),
          said().join(),
        );
      });

      it('counts one once that is given up again and sent a second time while the other is on its way', async () => {
        await listBecomes(records.map((one) => (one.key === '3' ? given('3', 0, 'Timeout.') : one)));
        assert.match(said().join(), sent('0', '1', '1'));
        browser().answers.set('redeliver/a', () => {
          records = records.map((one) => (one.key === '3' ? { ...one, redelivering: true } : one));
          return { redelivered: 1, dismissed: 0, superseded: 0, unknown: 0, left: 2 };
        });
        button(details, 'sidebar.undelivered.redeliverThese').click();
        await answered();
        assert.match(said().join(), sent('0', '0', '2'));
        assert.equal(said().join().match(other), null);
      });

      it('says why others could not be sent again, beside what was sent', async () => {
        const told = said();
        browser().answers.set('redeliver/a', {
          error: { code: 'COUPA_STATE', message: 'The disk is full.' },
        });
        type(field('sidebar.undelivered.words'), 'said no');
        button(details, 'sidebar.undelivered.redeliverThese').click();
        await answered();
        assert.deepEqual(said(), ['The disk is full.', ...told]);
        type(field('sidebar.undelivered.words'), '');
        assert.deepEqual(said(), told);
      });

      it('says nothing of them when the list was closed and is opened again', async () => {
        button(details, 'sidebar.undelivered.title').click();
        button(details, 'sidebar.undelivered.title').click();
        await answered();
        assert.deepEqual(said(), []);
      });

      it('names them also where they were delivered before the answer came', async () => {
        browser().answers.set('redeliver/a', () => {
          records = records.filter(({ key }) => key === '4');
          ended = ['1', '2'].map((key) => ({ key, result: 'accepted' }));
          // The tab looks again in between.
          clock.tick(2000);
          return { redelivered: 2, dismissed: 0, superseded: 0, unknown: 0, left: 1 };
        });
        type(field('sidebar.undelivered.words'), 'said no');
        button(details, 'sidebar.undelivered.redeliverThese').click();
        await answered();
        assert.match(said().join(), /"names":"[^"]*invoices 1, invoices 2"/);
      });

      it('says beside them what was dropped since it was delivered meanwhile, and does not name it', async () => {
        browser().answers.set('redeliver/a', () => {
          records = records
            .filter(({ key }) => key !== '1')
            .map((one) => (one.key === '2' ? { ...one, redelivering: true } : one));
          return { redelivered: 1, dismissed: 0, superseded: 1, unknown: 0, left: 2 };
        });
        type(field('sidebar.undelivered.words'), 'said no');
        button(details, 'sidebar.undelivered.redeliverThese').click();
        await answered();
        assert.match(said().join(), /sidebar\.undelivered\.dropped {"count":"1"}/);
        assert.match(said().join(), /"names":"invoices 3, invoices 5, invoices 2"/);
      });
    });

    /** What the browser is told to save meanwhile. */
    async function savedBy(act: () => Promise<void> | void): Promise<unknown[]> {
      const saved: Blob[] = [];
      const { createObjectURL } = URL;
      URL.createObjectURL = (file: Blob) => `blob:${saved.push(file)}`;
      try {
        await act();
      } finally {
        URL.createObjectURL = createObjectURL;
      }
      clock.tick(30_000);
      return Promise.all(saved.map(async (file) => JSON.parse(await file.text()) as unknown));
    }

    it('lists what somebody has sent again or dismissed, with who and what became of it, by the words that are looked for', async () => {
      const at = '2026-11-28T11:00:00.000Z';
      const entry = (key: string, more: object) => ({ key, id: Number(key), act: 'redeliver', at, ...more });
      browser().answers.set('handled/a', {
        handled: [
          entry('9', { act: 'dismiss', by: { user: 'anna' }, name: 'INV-9', supplier: 'Acme' }),
          entry('8', { by: {}, result: 'again' }),
          entry('7', { result: 'accepted' }),
        ],
      });
      const shows = async (handled: number) => {
        const one = poll('a');
        const status = { ...one.status, undeliverable: 5, handled } as typeof one.status;
        answer = { ...answer, polls: [{ ...one, status }] };
        clock.tick(2000);
        await answered();
      };
      await shows(0);
      const toggle = button(details, 'sidebar.undelivered.handled.title');
      assert.equal(toggle.closest('div')?.hidden, true);
      await shows(3);
      assert.equal(toggle.closest('div')?.hidden, false);
      assert.deepEqual(asked('handled/a'), []);
      toggle.click();
      await answered();
      assert.equal(toggle.getAttribute('aria-expanded'), 'true');
      const lines = () =>
        [...details.querySelectorAll('.coupa-handled li')].map(({ textContent }) =>
          textContent?.split(' · ').slice(1).join(' · '),
        );
      const handled = 'sidebar.undelivered.handled';
      assert.deepEqual(lines(), [
        `INV-9 · Acme · ${handled}.dismissUser {"user":"anna"}`,
        `invoices 8 · ${handled}.redeliver {"user":""} · ${handled}.result.again`,
        `invoices 7 · ${handled}.redeliverMessage {"user":""} · ${handled}.result.accepted`,
      ]);
      type(field('sidebar.undelivered.words'), 'anna');
      assert.equal(lines().length, 1);
      type(field('sidebar.undelivered.words'), '');
      toggle.click();
      const before = asked('handled/a').length;
      await shows(3);
      assert.equal(asked('handled/a').length, before);
    });

    it('saves what is looked for with the records, some at a time, and nothing where some cannot be read', async () => {
      records = Array.from({ length: 60 }, (_, index) => given(String(index), 0, 'Timeout.'));
      clock.tick(2000);
      await answered();
      const whole = button(details, 'sidebar.undelivered.downloadWhole {"number":"60"}');
      for (const from of [0, 25, 50]) {
        const keys = JSON.stringify(records.slice(from, from + 25).map(({ key }) => key));
        // The last record is not kept any more.
        const kept = records.slice(from, from + 25).filter(({ key }) => key !== '59');
        browser().answers.set(`undeliverable-records/a?keys=${encodeURIComponent(keys)}`, {
          records: kept.map(({ key }) => ({ key, record: { 'invoice-number': `INV-${key}` } })),
        });
      }
      const [file] = (await savedBy(async () => {
        whole.click();
        await answered();
      })) as { key: string; record?: object }[][];
      assert.deepEqual([file?.length, file?.[30]?.record], [60, { 'invoice-number': 'INV-30' }]);
      assert.deepEqual(file?.[59], records[59]);
      browser().answers.clear();
      const none = await savedBy(async () => {
        whole.click();
        await answered();
      });
      assert.deepEqual(none, []);
      assert.match(details.textContent ?? '', /sidebar\.undelivered\.notDownloaded/);
      assert.match(whole.textContent ?? '', /sidebar\.undelivered\.downloadWhole/);
    });

    it('saves what is looked for as a file, with all that is known of each', async () => {
      type(field('sidebar.undelivered.words'), 'timeout');
      const [file] = await savedBy(() =>
        button(details, 'sidebar.undelivered.download {"number":"2"}').click(),
      );
      assert.deepEqual(file, [records[2], records[4]]);
      type(field('sidebar.undelivered.words'), 'no such words');
      const line = button(details, 'sidebar.undelivered.download').parentElement as HTMLElement;
      assert.equal(line.hidden, true);
    });

    it('dismisses what is looked for, as it was when that was asked', async () => {
      type(field('sidebar.undelivered.words'), 'timeout');
      assert.deepEqual(listed(), ['3', '5']);
      button(details, 'sidebar.undelivered.dismissThese').click();
      assert.match(details.querySelector('form')?.textContent ?? '', /dismissTheseHint {"number":"2"}/);
      records.push(given('6', 0, 'Timeout.'));
      clock.tick(2000);
      await answered();
      details.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
      await answered();
      assert.deepEqual(asked('dismiss/a').at(-1)?.body, { keys: ['3', '5'] });
    });

    it('offers nothing to do where nothing is found', () => {
      type(field('sidebar.undelivered.words'), 'no such words');
      assert.deepEqual(listed(), []);
      const buttons = button(details, 'sidebar.undelivered.redeliverThese').parentElement as HTMLElement;
      assert.equal(buttons.hidden, true);
      assert.match(details.textContent ?? '', /sidebar\.undelivered\.foundNone .*"all":"5"/);
    });

    it('does not say of a record that it is gone when the answer is missing, and asks again', async () => {
      browser().answers.set('undeliverable/a?key=1', 503);
      await unfold('invoices 1');
      assert.match(
        row('invoices 1').textContent ?? '',
        /sidebar\.undelivered\.unread {"why":"sidebar\.unanswered"}/,
      );
      browser().answers.set('undeliverable/a?key=1', { record: { payload: { total: '12.50' } } });
      await unfold('invoices 1');
      assert.match(row('invoices 1').querySelector('pre')?.textContent ?? '', /"total": "12\.50"/);
      button(row('invoices 1'), 'sidebar.undelivered.copy').click();
      assert.deepEqual(JSON.parse(browser().red.copied.at(-1) ?? ''), { total: '12.50' });
      browser().answers.set('undeliverable/a?key=2', {});
      await unfold('invoices 2');
      assert.match(row('invoices 2').textContent ?? '', /sidebar\.undelivered\.gone/);
    });
  });

  it('adds nothing to the page, however long it is looked at', async () => {
    await look();
    await unfold('a');
    const size = content.querySelectorAll('*').length;
    for (let count = 0; count < 300; count += 1) {
      answer = { ...answer, polls: [poll('a', { lagMs: count * minute })] };
      clock.tick(2000);
      await answered();
    }
    assert.equal(content.querySelectorAll('*').length, size);
    assert.equal(clock.countTimers(), 1);
  });
});
