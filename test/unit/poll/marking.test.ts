import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { pollParts } from '../../../lib/poll/compile/parts';
import { previewUrl } from '../../../lib/poll/inspect/preview';
import { Memory } from '../../../lib/poll/ledger/memory';
import { isSameContent } from '../../../lib/poll/mark/same-content';
import { Version } from '../../../lib/poll/model/record';
import { saidBy } from '../../../lib/poll/model/said';
import { readPollSettings } from '../../../lib/poll/model/settings';
import type { Answer, Requester, RequestOptions } from '../../../lib/ports/requester';
import { Rig, turns } from './rig';

const noValues = {
  env: () => undefined,
  flow: () => undefined,
  global: () => undefined,
  msg: () => undefined,
};
const byFlag = '/api/invoices?exported=false';

/** What a node with these properties is made of. */
function partsOf(properties: object, hub = false) {
  const settings = readPollSettings({ interval: 0, url: byFlag, markExported: true, ...properties });
  return pollParts(settings, { origin: 'https://acme.example', hub, values: () => noValues });
}

/** A tenant with one invoice that changes when a test says so, and everything that it is asked. */
class Tenant implements Requester {
  readonly asked: RequestOptions[] = [];
  invoice: Record<string, unknown> = {
    id: 17,
    status: 'approved',
    exported: false,
    'updated-at': '2026-11-22T08:00:00Z',
  };
  refuse: (request: RequestOptions) => CoupaError | undefined = () => undefined;
  /** What a mark is answered with in place of the invoice. */
  answer: unknown;
  /** Lists have the invoice whether it is exported or not. */
  isListedAlways = false;
  /** A mark is a change to the invoice. */
  marksMakeNewer = false;

  async request(request: RequestOptions): Promise<Answer> {
    this.asked.push(request);
    const refused = this.refuse(request);
    if (refused !== undefined) throw refused;
    const isList = request.list !== undefined;
    if (request.method === 'PUT') this.mark();
    const isHidden = this.invoice['exported'] && !this.isListedAlways;
    const list = isHidden || request.path.includes('id[gt]=17') ? [] : [this.invoice];
    const body = isList ? list : request.method === 'PUT' ? (this.answer ?? this.invoice) : this.invoice;
    return { statusCode: 200, headers: {}, body, elapsed: 1, requests: 1, date: Date.UTC(2026, 10, 22, 9) };
  }

  private mark(): void {
    const newer = this.marksMakeNewer ? { 'updated-at': '2026-11-22T08:30:00Z' } : {};
    this.invoice = { ...this.invoice, exported: true, ...newer };
  }

  /** Requests that are not for a list: method and path. */
  get others(): string[] {
    return this.asked
      .filter(({ list }) => list === undefined)
      .map(({ method = 'GET', path }) => `${method} ${path}`);
  }
}

/** A node that polls this tenant. */
function rigOf(tenant: Requester, properties: object = {}): Rig {
  const { settings, source, marks } = partsOf(properties);
  return new Rig(tenant, {
    config: { interval: 0, url: byFlag, markExported: true, ...properties, start: settings.start },
    source,
    marks,
  });
}

/** Lets the flow, saves and marks have their turns. */
async function settle(rig: Rig): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    rig.clock.advance(1000);
    await turns(20);
  }
}

describe('Marking as exported', () => {
  it('marks what was sent, with a request of its own that lets others go first and may be repeated', async () => {
    const tenant = new Tenant();
    const rig = rigOf(tenant);
    await rig.poller.poll();
    await settle(rig);
    assert.deepEqual(tenant.others, ['PUT /api/invoices/17?exported=true']);
    const request = tenant.asked.find(({ method }) => method === 'PUT');
    assert.deepEqual(
      [request?.priority, request?.repeatable, request?.body],
      ['background', true, undefined],
    );
    assert.equal((await rig.poller.report()).unmarked, 0);
  });

  it('marks nothing before the flow has acknowledged it, and nothing before that is stored', async () => {
    const tenant = new Tenant();
    const rig = rigOf(tenant, { delivery: 'acknowledge' });
    await rig.poller.poll();
    await settle(rig);
    assert.deepEqual(tenant.others, []);
    rig.store.broken = new Error('the disk is full');
    rig.poller.acknowledge(rig.messages[0]?.coupa.delivery ?? '');
    await settle(rig);
    assert.deepEqual(tenant.others, []);
    assert.deepEqual(rig.statuses.filter(({ kind }) => kind === 'waiting').at(-1), {
      kind: 'waiting',
      pending: 0,
      unmarked: 1,
    });
    rig.store.broken = undefined;
    rig.clock.advance(120_000);
    await settle(rig);
    assert.deepEqual(tenant.others, ['PUT /api/invoices/17?exported=true']);
  });

  it('asks for the answer in the form in which the URL asks for records', async () => {
    const tenant = new Tenant();
    const url = `${byFlag}&fields=["id","status"]&return_object=shallow&status=approved`;
    const rig = rigOf(tenant, { url });
    await rig.poller.poll();
    await settle(rig);
    assert.deepEqual(tenant.others, [
      'PUT /api/invoices/17?exported=true&fields=%5B%22id%22%2C%22status%22%5D&return_object=shallow',
    ]);
  });

  it('reads a record that was changed before its mark, sends its new version, and marks that', async () => {
    const tenant = new Tenant();
    tenant.refuse = ({ method }) => {
      if (method === 'PUT') tenant.invoice['status'] = 'paid';
      return undefined;
    };
    const rig = rigOf(tenant);
    await rig.poller.poll();
    await settle(rig);
    await settle(rig);
    assert.deepEqual(tenant.others, [
      'PUT /api/invoices/17?exported=true',
      'GET /api/invoices/17',
      'PUT /api/invoices/17?exported=true',
    ]);
    assert.deepEqual(
      rig.messages.map(({ payload, coupa }) => [
        (payload as Record<string, unknown>)['status'],
        coupa.eventType,
      ]),
      [
        ['approved', 'CREATED'],
        ['paid', 'UPDATED'],
      ],
    );
    const [first, second] = rig.messages.map(({ coupa }) => coupa);
    assert.notEqual(first?.key, second?.key);
    assert.equal(first?.poll, second?.poll);
  });

  it('reads the record where the answer to the mark is none, and sends it once where nothing has changed', async () => {
    const tenant = new Tenant();
    tenant.answer = {};
    const rig = rigOf(tenant);
    await rig.poller.poll();
    await settle(rig);
    assert.deepEqual(tenant.others, ['PUT /api/invoices/17?exported=true', 'GET /api/invoices/17']);
    assert.equal(rig.messages.length, 1);
  });

  it('reads the record where the answer to the mark has no date, and does not take the mark for a change', async () => {
    const tenant = new Tenant();
    tenant.isListedAlways = true;
    tenant.marksMakeNewer = true;
    tenant.answer = { id: 17, status: 'approved', exported: true };
    const rig = rigOf(tenant, { url: '', start: 'beginning' });
    await rig.poller.poll();
    await settle(rig);
    assert.deepEqual(tenant.others, ['PUT /api/invoices/17?exported=true', 'GET /api/invoices/17']);
    await rig.poller.poll();
    await settle(rig);
    assert.equal(rig.messages.length, 1);
  });

  it('takes a mark that Coupa answered 200 to and ignored for refused, and gives the record up in the end', async () => {
    const tenant = new Tenant();
    tenant.answer = { id: 17, exported: false };
    const rig = rigOf(tenant, { maxAttempts: 2 });
    await rig.poller.poll();
    await settle(rig);
    rig.clock.advance(5000);
    await settle(rig);
    assert.equal(rig.undeliverable.length, 1);
    assert.match(
      rig.undeliverable[0]?.reason ?? '',
      /HTTP 200 and left the exported flag of invoices 17 as it was: false/,
    );
  });

  it('takes a mark for refused whose answer shows no record, where the record is still not marked', async () => {
    const tenant = new Tenant();
    tenant.answer = { message: 'Not permitted' };
    const { request } = tenant;
    tenant.request = async (options) => {
      const before = { ...tenant.invoice };
      const answer = await request.call(tenant, options);
      if (options.method === 'PUT') tenant.invoice = before;
      return answer;
    };
    const rig = rigOf(tenant, { maxAttempts: 2 });
    await rig.poller.poll();
    await settle(rig);
    assert.equal((await rig.poller.report()).unmarked, 1);
    rig.clock.advance(120_000);
    await settle(rig);
    assert.match(
      rig.undeliverable[0]?.reason ?? '',
      /left the exported flag of invoices 17 as it was: false/,
    );
  });

  it('names the scope that is missing', async () => {
    const tenant = new Tenant();
    tenant.refuse = ({ method }) =>
      method === 'PUT'
        ? new CoupaError('COUPA_FORBIDDEN', phrase`Coupa refused it.`, { statusCode: 403 })
        : undefined;
    const rig = rigOf(tenant, { maxAttempts: 1 });
    await rig.poller.poll();
    await settle(rig);
    assert.match(rig.undeliverable[0]?.reason ?? '', /This needs the scope core\.invoice\.write\./);
  });

  it('sends a record that was given up to the flow again when it is redelivered, and marks it then', async () => {
    const tenant = new Tenant();
    tenant.refuse = ({ method }) =>
      method === 'PUT'
        ? new CoupaError('COUPA_FORBIDDEN', phrase`Coupa refused it.`, { statusCode: 403 })
        : undefined;
    const rig = rigOf(tenant, { maxAttempts: 1 });
    await rig.poller.poll();
    await settle(rig);
    tenant.refuse = () => undefined;
    const { redelivered } = await rig.poller.undeliverables.redeliver();
    await settle(rig);
    assert.deepEqual([redelivered, rig.messages.length, tenant.invoice['exported']], [1, 2, true]);
    assert.deepEqual((await rig.poller.undeliverables.list()).records, []);
  });

  it('marks everything once Coupa is back after ten minutes, gives nothing up, and tells of it once', async () => {
    const tenant = new Tenant();
    tenant.refuse = ({ method }) =>
      method === 'PUT' ? new CoupaError('COUPA_NETWORK', phrase`Coupa is away.`) : undefined;
    const rig = rigOf(tenant);
    await rig.poller.poll();
    for (let second = 0; second < 600; second += 1) {
      rig.clock.advance(1000);
      await turns(4);
    }
    assert.deepEqual([rig.undeliverable, (await rig.poller.report()).unmarked], [[], 1]);
    assert.deepEqual(rig.notices, [
      'Coupa is away. Records that the flow has wait to be marked as exported, and are marked once that works again; none is given up for that.',
    ]);
    tenant.refuse = () => undefined;
    rig.clock.advance(3_600_000);
    await settle(rig);
    assert.deepEqual([tenant.invoice['exported'], rig.undeliverable, rig.messages.length], [true, [], 1]);
    assert.equal((await rig.poller.report()).unmarked, 0);
  });

  it('does not count a sign-in whose scopes are refused: nobody was asked to mark anything', async () => {
    const tenant = new Tenant();
    const reason = { kind: 'scopesRefused' } as const;
    tenant.refuse = ({ method }) =>
      method === 'PUT' ? new CoupaError('COUPA_FORBIDDEN', phrase`No scopes.`, { reason }) : undefined;
    const rig = rigOf(tenant, { maxAttempts: 1 });
    await rig.poller.poll();
    await settle(rig);
    assert.deepEqual([rig.undeliverable, (await rig.poller.report()).unmarked], [[], 1]);
  });

  it('goes on after a restart, and does not send again what the flow has', async () => {
    const tenant = new Tenant();
    tenant.refuse = ({ method }) =>
      method === 'PUT' ? new CoupaError('COUPA_NETWORK', phrase`Coupa is away.`) : undefined;
    const rig = rigOf(tenant, { delivery: 'acknowledge' });
    await rig.poller.poll();
    rig.poller.acknowledge(rig.messages[0]?.coupa.delivery ?? '');
    await settle(rig);
    assert.equal((await rig.poller.report()).unmarked, 1);
    rig.crash();
    tenant.refuse = () => undefined;
    await rig.poller.report();
    await settle(rig);
    const { pending, unmarked } = await rig.poller.report();
    assert.deepEqual([rig.messages.length, pending, unmarked, tenant.invoice['exported']], [1, 0, 0, true]);
  });

  it('does not hold a deploy up, and is taken up by the successor', async () => {
    const tenant = new Tenant();
    const silent: Requester = {
      request: (request) =>
        request.method === 'PUT'
          ? new Promise((_, reject) => {
              request.signal?.addEventListener('abort', () => reject(request.signal?.reason as Error));
            })
          : tenant.request(request),
    };
    const rig = rigOf(silent);
    await rig.poller.poll();
    await settle(rig);
    await rig.poller.close();
    const after = rigOf(tenant);
    after.store.text = rig.store.text;
    await after.poller.report();
    await settle(after);
    assert.deepEqual([after.messages.length, tenant.invoice['exported']], [0, true]);
  });
});

describe('What is to be marked', () => {
  for (const [what, properties, hub, message] of [
    [
      'records without the flag',
      { resource: 'suppliers', url: '' },
      false,
      /suppliers \(\/api\/suppliers\) have no exported flag/,
    ],
    [
      'through a hub',
      { url: '/hubs/businessspendmanagement/invoices' },
      true,
      /Open Connectors hub, which cannot mark/,
    ],
    ['by another id', { idField: 'invoice-number' }, false, /id field is "invoice-number"/],
  ] as const)
    it(`is refused at once where it cannot be: ${what}`, () => {
      assert.throws(
        () => partsOf(properties, hub),
        (error) =>
          error instanceof CoupaError && error.code === 'COUPA_CONFIG' && message.test(error.message),
      );
    });

  for (const [url, start, decidedBy] of [
    [byFlag, 'beginning', 'flag'],
    [`${byFlag}&status=approved`, 'beginning', 'flag'],
    [`${byFlag}&updated-at[gt_or_eq]=\${date:yyyy-MM-dd'T'HH:mm:ssXXX}`, 'now', 'start'],
    ['', 'now', 'start'],
  ] as const)
    it(`begins a new node with ${url || 'the default URL'} at "${start}", and the preview says why`, () => {
      assert.equal(partsOf({ url }).settings.start, start);
      const settings = readPollSettings({ interval: 0, url, markExported: true });
      const place = { origin: 'https://acme.example', hub: false, values: noValues, now: 0 };
      const { begins, remarks } = previewUrl(settings, place);
      assert.equal(begins.decidedBy, decidedBy);
      assert.deepEqual(remarks, []);
    });
});

describe('What was delivered and what a mark answers', () => {
  const lines = [
    { id: 1, price: '1.10' },
    { id: 2, price: '2.00' },
  ];
  for (const [what, delivered, answered, same] of [
    ['are the same', { status: 'new' }, { status: 'new' }, true],
    ['differ in a member', { status: 'new' }, { status: 'void' }, false],
    [
      'differ in the flag and its date',
      { exported: false, 'last-exported-at': null },
      { exported: true, 'last-exported-at': '2026' },
      true,
    ],
    [
      'differ in who wrote it last, and when',
      { 'updated-at': 'a', 'updated-by': { id: 1 } },
      { 'updated-at': 'b', 'updated-by': { id: 2 } },
      true,
    ],
    ['differ in how often it was written', { 'lock-version-key': 3 }, { 'lock-version-key': 4 }, true],
    [
      'differ in a date that is content',
      { 'invoice-date': '2026-01-01' },
      { 'invoice-date': '2026-01-02' },
      false,
    ],
    ['have their lines in another order', { lines }, { lines: lines.toReversed() }, true],
    ['differ in a line', { lines }, { lines: [lines[0], { id: 2, price: '3.00' }] }, false],
    ['differ by a line', { lines }, { lines: lines.slice(1) }, false],
    [
      'differ in the date of a line',
      { lines: [{ id: 1, 'updated-at': 'a' }] },
      { lines: [{ id: 1, 'updated-at': 'b' }] },
      true,
    ],
    ['differ where one holds nothing', { note: null }, { note: 'paid' }, false],
    ['are in another form', { supplier: { id: 1, name: 'A' } }, { supplier: { id: 1 }, more: 'x' }, true],
    ['differ in what looks like one number', { number: '0012' }, { number: '12' }, false],
    ['are of another kind', { supplier: { id: 1 } }, { supplier: 1 }, false],
  ] as const)
    it(`that ${what} ${same ? 'are one version' : 'are two'}`, () => {
      assert.equal(isSameContent(delivered, answered, false), same);
    });

  it('are two where a member was filled that had been dropped as empty', () => {
    assert.equal(isSameContent({ id: 1 }, { id: 1, note: null }, true), true);
    assert.equal(isSameContent({ id: 1 }, { id: 1, note: 'paid' }, true), false);
  });
});

describe('How a mark has left a record', () => {
  const delivered = { id: 17, status: 'new', exported: false, note: null, lines: [{ id: 1 }, { id: 2 }] };
  const memory = new Memory();
  memory.expect({ identity: '17', updatedAt: 1000, digest: saidBy(delivered, true) }, true);
  const rows = memory.toRows();

  for (const [what, changed, updatedAt, known] of [
    ['marked', { exported: true }, 1000, true],
    ['marked, its lines in another order', { exported: true, lines: [{ id: 2 }, { id: 1 }] }, 1000, true],
    ['marked, by whom it is written', { exported: true, 'updated-by': { id: 3 } }, 1000, true],
    ['with the mark taken back', { exported: false }, 1000, false],
    ['with another content', { exported: true, status: 'paid' }, 1000, false],
    ['at another time', { exported: true }, 2000, false],
  ] as const)
    it(`is ${known ? 'known' : 'new'} to the next scan, after a restart, too: ${what}`, () => {
      const record = { ...delivered, ...changed };
      assert.equal(new Memory(rows).knows(new Version(record, 17, updatedAt, undefined)), known);
    });
});
