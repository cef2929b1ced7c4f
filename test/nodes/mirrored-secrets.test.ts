import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { carried, shapes } from '../unit/base/mirrors';
import { json, type Step, Tenant } from '../unit/connection/tenant';
import { type FlowNode, PollFlow, secrets } from './poll-flow';

const signatureKey = 'sk-Jw4n8b2z-only-here';

/** Answers that are no errors to the connection, and have the request within them. */
const answers: Readonly<Record<string, (shown: string) => unknown>> = {
  'a date that cannot be read': (shown) => [{ id: 1, 'updated-at': shown }],
  'something else than a list': (shown) => ({ echo: shown }),
  'an error with 200': (shown) => ({ error: shown }),
};

describe('A tenant that shows what it was asked', () => {
  const red = PollFlow.forEachTest();
  let mirror: Tenant;
  beforeEach(async () => {
    mirror = await Tenant.start();
    await red.startTenant();
  });
  afterEach(() => mirror.close());

  const cso: FlowNode = {
    id: 'cso',
    type: 'coupa-cso-events',
    z: 'tab',
    connection: 'connection',
    wires: [['out'], ['second']],
  };

  async function load(): Promise<void> {
    const flow = red.flow({}, { siteAddress: mirror.address, csoAddress: mirror.address });
    await red.loadFlow([...flow, cso], {}, { signatureKey });
  }

  /** All that people can see of what the nodes did; records are data, and nothing else. */
  async function everythingTold(): Promise<string> {
    const { caught, second, statuses } = red.watched;
    const errors = caught.map(({ error }) => [error, error?.cause, JSON.stringify(error)]);
    const shown = [red.logged(), errors, second, [...statuses.values()], await red.history()];
    await helper.unload();
    const folder = join(red.userDir, 'coupa');
    const names = await readdir(folder).catch(() => [] as string[]);
    const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return JSON.stringify([shown, files]);
  }

  function assertClean(told: string): void {
    for (const secret of [secrets.clientSecret, secrets.csoApiKey, 'token-number-1', signatureKey]) {
      for (const [shape, show] of Object.entries(shapes)) {
        const shown = JSON.stringify(show(secret).replace(/^text=/, '')).slice(1, -1);
        assert.ok(!told.includes(shown), `${secret} ${shape}`);
      }
    }
  }

  for (const [what, answer] of Object.entries(answers)) {
    it(`gets no secret told by the nodes with ${what}`, async () => {
      const ways = Object.values(shapes);
      let way = ways[0];
      const show: Step = (response, arrived) => {
        const isNextPage = /id(\[|%5B)gt/i.test(arrived.url);
        json(isNextPage ? [] : answer(way?.(`${carried(arrived)} ${signatureKey}`) ?? ''))(response, arrived);
      };
      mirror.on('/api/invoices', show).on('/api/events', show);
      await load();
      for (let turn = 1; turn <= ways.length; turn++) {
        way = ways[turn - 1];
        helper.getNode('poll').receive({ command: 'poll' });
        await red.watched.until(() => red.summaries().length === turn);
        const before = red.watched.caught.length + red.watched.out.length;
        helper.getNode('cso').receive({});
        await red.watched.until(() => red.watched.caught.length + red.watched.out.length > before);
      }
      const told = await everythingTold();
      assert.ok(told.includes('•••'), 'nothing was told');
      assertClean(told);
    });
  }

  it('gets no secret shown by what the dialogs try', async () => {
    await load();
    const connection = {
      id: 'connection',
      authentication: 'oauth2',
      siteAddress: mirror.address,
      csoAddress: mirror.address,
      credentials: { clientId: 'client', clientSecret: '__PWRD__', csoApiKey: '__PWRD__' },
    };
    const node = { resource: 'invoices', start: 'beginning' };
    const told: string[] = [];
    const lists: ((shown: string) => unknown)[] = [
      (shown) => [{ id: 1, status: shown, [shown]: 1 }],
      (shown) => ({ total: 1, events: [{ id: 1, name: shown }] }),
      ...Object.values(answers),
    ];
    for (const [turn, list] of [...lists, ...lists, ...lists].entries()) {
      const show = Object.values(shapes)[turn] ?? String;
      const mirrored: Step = (response, arrived) => json(list(show(carried(arrived))))(response, arrived);
      mirror.on('/api/invoices', mirrored).on('/api/events', mirrored);
      for (const [path, body] of Object.entries({
        try: { id: 'poll', node },
        'try-cso': { node: { object: 'events' } },
        values: { resource: 'invoices', attribute: 'status' },
        'test-connection': { resources: ['invoices'] },
      })) {
        const { text, status } = await helper
          .request()
          .post(`/coupa/${path}`)
          .send({ connection, ...body });
        assert.equal(status, 200);
        assertClean(text);
        told.push(text);
      }
    }
    assert.ok(told.filter((text) => text.includes('•••')).length > lists.length, 'nothing was shown');
  });
});
