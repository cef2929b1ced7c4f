import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../lib/base/clock';
import type { CoupaErrorCode } from '../../../lib/base/errors';
import { Connection } from '../../../lib/connection/connection';
import { FileStore } from '../../../lib/local/file-store';
import { besideOf } from '../../../lib/local/replace-file';
import { pollParts } from '../../../lib/poll/compile/parts';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { Tenant, type TenantOptions, type WeatherRule } from '../../simulator/tenant';
import { Rig } from './rig';

/** Time that passes a hundred times as fast, so that nobody waits long for a retry or a time-out. */
const hurried: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now() * 100,
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds / 100),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

const count = 120;
const everyId = Array.from({ length: count }, (_, index) => index + 1);

/** A simulated tenant with 120 invoices, a real connection to it, and a poller with a real file. */
class Scene {
  static async set(options: TenantOptions = {}, config: Record<string, unknown> = {}): Promise<Scene> {
    const tenant = await Tenant.start({ rateLimit: false, ...options });
    tenant.resource('invoices').createMany(count, {}, { createdAt: Date.now() - 60_000 });
    const folder = await mkdtemp(join(tmpdir(), 'coupa-weather-'));
    return new Scene(tenant, folder, config);
  }

  rig: Rig;
  readonly file: string;
  private connection: Connection;

  private constructor(
    readonly tenant: Tenant,
    readonly folder: string,
    private readonly config: Record<string, unknown>,
  ) {
    this.file = join(folder, 'node.json');
    this.connection = this.connect(tenant.url);
    this.rig = this.start(tenant.url);
  }

  get sent(): unknown[] {
    return this.rig.messages.map(({ coupa }) => coupa.id);
  }

  get position(): Promise<string | undefined> {
    return this.rig.poller.report().then(({ position }) => position);
  }

  /** Another node on another connection, with the same file. */
  async restart(address = this.tenant.url): Promise<void> {
    await this.rig.poller.close();
    await this.connection.close();
    this.connection = this.connect(address);
    this.rig = this.start(address);
  }

  async end(): Promise<void> {
    await this.rig.poller.close().catch(() => undefined);
    await this.connection.close();
    await this.tenant.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private connect(siteAddress: string): Connection {
    return new Connection({
      authentication: 'oauth2',
      siteAddress,
      credentials: { clientId: 'client', clientSecret: 'secret' },
      requestsPerSecond: 0,
      timeout: 20,
      environment: {},
      clock: hurried,
      random: () => 0,
    });
  }

  private start(address: string): Rig {
    const config = { interval: 0, start: 'beginning', ...this.config };
    const nothing = () => undefined;
    const { source } = pollParts(readPollSettings(config), {
      origin: new URL(address).origin,
      hub: false,
      values: () => ({ env: nothing, flow: nothing, global: nothing, msg: nothing }),
    });
    const store = new FileStore(this.file);
    return new Rig(this.connection, { config, source, store });
  }
}

describe('in bad weather', () => {
  let scene: Scene;

  afterEach(() => scene.end());

  const lists = '/api/invoices';
  /** The second page of the first poll. */
  const second = { path: lists, nth: 2 };
  const always = { path: lists, nth: 2, times: Number.POSITIVE_INFINITY };

  const passing: [string, WeatherRule][] = [
    ['a 401 on a fresh token', { kind: '401-fresh-token', path: lists }],
    ['a 401 when a token expires mid-poll', { kind: '401-expired', ...second }],
    ['a 429 without Retry-After', { kind: '429', ...second }],
    ['a 429 with Retry-After', { kind: '429-retry-after', ...second, retryAfter: 3 }],
    ['a 500', { kind: '500', ...second }],
    ['a 502 with HTML', { kind: '502-html', ...second }],
    ['a 503 with HTML', { kind: '503-html', ...second }],
    ['a connection refused', { kind: 'refused', ...second }],
    ['a reset in the middle of a body', { kind: 'reset-in-body', ...second }],
    ['a body cut short but valid HTTP', { kind: 'cut-body', ...second }],
    ['a stalled body', { kind: 'stalled-body', ...second }],
    ['a page larger than asked', { kind: 'oversized-page', ...second, extra: 30 }],
    ['order parameters ignored once', { kind: 'order-ignored', ...second }],
    ['id[gt] ignored once', { kind: 'id-filter-ignored', ...second }],
    ['order parameters ignored from the first page on', { kind: 'order-ignored', path: lists, times: 1e9 }],
    ['id[gt] ignored from the first page on', { kind: 'id-filter-ignored', path: lists, times: 1e9 }],
    ['answers without a Date', { kind: 'no-date-header', path: lists, times: 1e9 }],
    ['a token endpoint that fails once', { kind: 'token-500' }],
  ];
  for (const [what, rule] of passing) {
    it(`${what} is survived within the poll: each record once, the position moves`, async () => {
      scene = await Scene.set();
      scene.tenant.weather(rule);
      await scene.rig.poller.poll();
      assert.deepEqual([...scene.sent].sort(ascending), everyId);
      assert.notEqual(await scene.position, undefined);
      assert.deepEqual(scene.rig.errors, []);
      scene.tenant.clearWeather();
      await scene.rig.poller.poll();
      assert.equal(scene.sent.length, count);
    });
  }

  for (const [what, kind] of [
    ['404 and "No results match your search criteria"', 'empty-as-404'],
    ['204', 'empty-as-204'],
  ] as const) {
    it(`a list that is empty and answered with ${what} is a quiet poll, and what comes then arrives`, async () => {
      const url = '/api/invoices?invoice-number=none&updated-at[gt_or_eq]=${last_modified_date}';
      scene = await Scene.set({}, { url });
      scene.tenant.weather({ kind, path: lists, times: Number.POSITIVE_INFINITY });
      for (let poll = 0; poll < 3; poll += 1) await scene.rig.poller.poll();
      assert.deepEqual([scene.sent, scene.rig.errors], [[], []]);
      assert.notEqual(await scene.position, undefined);
      const { id } = scene.tenant.resource('invoices').create({ 'invoice-number': 'none' });
      await scene.rig.poller.poll();
      assert.deepEqual([scene.sent, scene.rig.errors], [[id], []]);
    });
  }

  const lasting: [string, WeatherRule, CoupaErrorCode][] = [
    ['a 401 that no token helps against', { kind: '401-fresh-token', ...always }, 'COUPA_AUTH'],
    ['a 403', { kind: '403', ...always }, 'COUPA_FORBIDDEN'],
    ['a 404', { kind: '404', ...always }, 'COUPA_NOT_FOUND'],
    ['a 429 without Retry-After', { kind: '429', ...always }, 'COUPA_RATE_LIMIT'],
    ['a 429 with Retry-After', { kind: '429-retry-after', ...always, retryAfter: 2 }, 'COUPA_RATE_LIMIT'],
    ['a 500', { kind: '500', ...always }, 'COUPA_SERVER'],
    ['a 502 with HTML', { kind: '502-html', ...always }, 'COUPA_SERVER'],
    ['a 503 with HTML', { kind: '503-html', ...always }, 'COUPA_SERVER'],
    ['a connection refused', { kind: 'refused', ...always }, 'COUPA_NETWORK'],
    ['a reset in the middle of a body', { kind: 'reset-in-body', ...always }, 'COUPA_NETWORK'],
    ['a body cut short but valid HTTP', { kind: 'cut-body', ...always }, 'COUPA_RESPONSE'],
    ['a stalled body', { kind: 'stalled-body', ...always }, 'COUPA_TIMEOUT'],
    ['a login page with status 200', { kind: 'login-page', ...always }, 'COUPA_RESPONSE'],
    ['XML where JSON was asked', { kind: 'xml', ...always }, 'COUPA_RESPONSE'],
    [
      'a redirect to another host',
      { kind: 'redirect-elsewhere', ...always, location: 'https://other.invalid/x' },
      'COUPA_RESPONSE',
    ],
    [
      'a redirect to a login page',
      { kind: 'redirect-elsewhere', ...always, location: 'https://other.invalid/sessions/new' },
      'COUPA_AUTH',
    ],
  ];
  for (const [what, rule, code] of lasting) {
    it(`${what} that lasts is reported as ${code}, the position stays, the next poll goes on`, async () => {
      scene = await Scene.set();
      scene.tenant.weather(rule);
      await assert.rejects(scene.rig.poller.poll(), { code });
      assert.equal(scene.rig.summaries.at(-1)?.error?.code, code);
      assert.equal(await scene.position, undefined);
      const before = scene.sent.length;
      assert.ok(before < count);
      scene.tenant.clearWeather();
      // A refused sign-in is waited out before the next one.
      await pollUntilGood(scene.rig);
      assert.deepEqual([...scene.sent].sort(ascending), everyId);
      assert.notEqual(await scene.position, undefined);
    });
  }

  it('[] where nothing matches is the end of the list, and what becomes visible late is sent', async () => {
    scene = await Scene.set({}, { start: 'now' });
    await scene.rig.poller.poll();
    scene.tenant.weather({ kind: 'empty-list', path: lists, times: 2 });
    scene.tenant.resource('invoices').create();
    const summary = await scene.rig.poller.poll();
    assert.equal(summary.records, 0);
    await scene.rig.poller.poll();
    assert.deepEqual(scene.sent, [count + 1]);
  });

  it('[] once in place of a list that should hold what is remembered is asked for again', async () => {
    scene = await Scene.set({}, { start: 'now' });
    await scene.rig.poller.poll();
    scene.tenant.weather({ kind: 'empty-list', path: lists });
    scene.tenant.resource('invoices').create();
    await scene.rig.poller.poll();
    assert.deepEqual(scene.sent, [count + 1]);
  });

  it('a record without an updated date is sent, and keeps no other back', async () => {
    scene = await Scene.set();
    scene.tenant.weather({ kind: 'missing-updated-at', path: lists, nth: 2, record: 3 });
    await scene.rig.poller.poll();
    assert.deepEqual([...scene.sent].sort(ascending), everyId);
    await scene.rig.poller.poll();
    assert.equal(new Set(scene.sent).size, count);
  });

  it('a record whose date cannot be read is reported, the others are sent, the next poll tries again', async () => {
    scene = await Scene.set();
    scene.tenant.weather({ kind: 'garbage', path: lists, nth: 2, record: 3 });
    await scene.rig.poller.poll();
    assert.equal(scene.sent.length, count - 1);
    assert.equal(scene.rig.errors[0]?.code, 'COUPA_RESPONSE');
    assert.match(scene.rig.errors[0]?.message ?? '', /the day before yesterday/);
    assert.equal(await scene.position, undefined);
    scene.tenant.clearWeather();
    await scene.rig.poller.poll();
    assert.deepEqual([...scene.sent].sort(ascending), everyId);
  });

  for (const [what, options] of [
    ['that ignores the order', { orderIgnored: true }],
    ['that ignores id[gt]', { idFilterIgnored: true }],
    ['that ignores both', { orderIgnored: true, idFilterIgnored: true }],
    ['that hides the updated date', { hiddenFields: ['updated-at'] }],
    ['that hides the id', { hiddenFields: ['id'] }],
    ['that hides both', { hiddenFields: ['id', 'updated-at'] }],
    ['that caps its pages at 7', { pageCap: 7 }],
    ['that writes names with underscores', { keys: 'underscore' as const }],
  ] as [string, TenantOptions][]) {
    it(`a tenant ${what} is read whole, once, and the user is told once`, async () => {
      const config =
        options.keys === 'underscore'
          ? { updatedDateField: 'updated_at', createdDateField: 'created_at' }
          : {};
      scene = await Scene.set(options, config);
      await scene.rig.poller.poll();
      const sent = scene.rig.messages.length;
      assert.equal(sent, count);
      await scene.rig.poller.poll();
      assert.equal(scene.rig.messages.length, count, 'something was sent twice');
      scene.tenant.resource('invoices').update(5);
      await scene.rig.poller.poll();
      assert.equal(scene.rig.messages.length, count + 1);
      const { notices } = scene.rig;
      assert.equal(new Set(notices).size, notices.length);
      assert.equal(notices.length > 0, !('pageCap' in options) && !('keys' in options));
    });
  }

  it('an offset past the end is the end of a list that is read by offset', async () => {
    scene = await Scene.set({ orderIgnored: true, idFilterIgnored: true });
    await scene.rig.poller.poll();
    assert.equal(scene.sent.length, count);
    const offsets = scene.tenant.requests.map(({ query }) => Number(query.get('offset') ?? 0));
    assert.ok(Math.max(...offsets) >= count, 'no request went past the end');
  });

  it('an offset that is ignored as well is reported: such a list cannot be read', async () => {
    scene = await Scene.set({ orderIgnored: true, idFilterIgnored: true, offsetIgnored: true });
    await assert.rejects(scene.rig.poller.poll(), { code: 'COUPA_RESPONSE' });
    assert.equal(await scene.position, undefined);
  });

  it('a tenant that is down is reported as COUPA_NETWORK, and polled again when it is back', async () => {
    scene = await Scene.set();
    await scene.tenant.goDown();
    await assert.rejects(scene.rig.poller.poll(), { code: 'COUPA_NETWORK' });
    await scene.tenant.comeBack();
    await scene.rig.poller.poll();
    assert.deepEqual([...scene.sent].sort(ascending), everyId);
  });

  it('a name that DNS does not know is reported as COUPA_NETWORK with the name', async () => {
    scene = await Scene.set();
    await scene.restart('https://acme.invalid');
    await assert.rejects(scene.rig.poller.poll(), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'COUPA_NETWORK');
      assert.match(error.message, /acme\.invalid/);
      return true;
    });
  });

  it('a disk that is full is reported as COUPA_STATE; records are sent, nothing is lost, a restart repeats at most them', async () => {
    scene = await Scene.set();
    if (!existsSync('/dev/full')) return;
    await scene.rig.poller.poll();
    const position = await scene.position;
    await symlink('/dev/full', besideOf(scene.file));
    scene.tenant.resource('invoices').update(7);
    const saving = await scene.rig.poller.poll().then(
      () => assert.fail('the full disk was not noticed'),
      (error: unknown) => error,
    );
    assert.equal((saving as { code: string }).code, 'COUPA_STATE');
    assert.equal(scene.sent.at(-1), 7);
    assert.equal(scene.rig.summaries.at(-1)?.updated, 1, 'what was sent is in the summary');
    assert.equal(JSON.parse(await readFile(scene.file, 'utf8')).position, Date.parse(position ?? ''));
    await scene.rig.poller.poll();
    assert.equal(scene.sent.filter((id) => id === 7).length, 2, 'once at first and once as a change');
  });

  it('a position file cut in half is kept aside and reported; polling goes on from what it proves', async () => {
    scene = await Scene.set();
    await scene.rig.poller.poll();
    await scene.rig.poller.close();
    const text = await readFile(scene.file, 'utf8');
    await writeFile(scene.file, text.slice(0, text.length / 2));
    scene.tenant.resource('invoices').update(7);
    await scene.restart();
    await scene.rig.poller.poll();
    const [error] = scene.rig.errors;
    assert.equal(error?.code, 'COUPA_STATE');
    assert.match(error?.message ?? '', /damaged.*goes on from/s);
    assert.ok(scene.sent.includes(7));
    const kept = (await readdir(scene.folder)).find((name) => name.includes('damaged'));
    assert.equal(await readFile(join(scene.folder, kept ?? ''), 'utf8'), text.slice(0, text.length / 2));
  });

  it('a position file that is empty starts the node as if it were new, and says so', async () => {
    scene = await Scene.set();
    await scene.rig.poller.poll();
    await scene.rig.poller.close();
    await writeFile(scene.file, '');
    await scene.restart();
    await scene.rig.poller.poll();
    assert.equal(scene.rig.errors[0]?.code, 'COUPA_STATE');
    assert.deepEqual([...scene.sent].sort(ascending), everyId);
  });
});

/** Polls again until the waiting that a refused sign-in asks for is over. */
async function pollUntilGood(rig: Rig): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await rig.poller.poll();
      return;
    } catch (error) {
      if (attempt > 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function ascending(a: unknown, b: unknown): number {
  return Number(a) - Number(b);
}
