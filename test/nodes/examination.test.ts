import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';
import type { NodeAPI } from 'node-red';
import helper from 'node-red-node-test-helper';
import { assumptions } from '../../lib/examine/assumptions/assumptions';
import { serveExamination } from '../../nodes/admin/examination';
import type { Tenant } from '../simulator';
import { PollFlow } from './poll-flow';

/** Asks for an examination as a user. */
function examinationsBegunBy(): (username: string, body: object) => Promise<unknown> {
  const handlers = new Map<string, RequestHandler>();
  serveExamination({
    httpAdmin: {
      post: (path: string, _rights: unknown, handle: RequestHandler) => handlers.set(path, handle),
    },
    auth: { needsPermission: () => undefined },
    nodes: { eachNode: () => undefined, getNode: () => null },
    settings: {},
  } as unknown as NodeAPI);
  return (username, body) =>
    new Promise((resolve) => {
      const request = { body, user: { username }, acceptsLanguages: () => 'en' };
      const response = { once: () => undefined, off: () => undefined, status: () => response, json: resolve };
      handlers.get('/coupa/examine')?.(request as never, response as never, () => undefined);
    });
}

describe('An examination from the dialog of a connection', () => {
  const red = PollFlow.forEachTest();
  let tenant: Tenant;

  beforeEach(async () => {
    await red.startTenant();
    tenant = red.tenant;
    tenant.resource('invoices').createMany(12);
    await red.loadFlow(red.flow());
  });

  async function ask(path: string, body: object, language = 'en-US') {
    const { status, text } = await helper
      .request()
      .post(`/coupa/${path}`)
      .set('accept-language', language)
      .send(body);
    assert.equal(status, 200, text);
    return JSON.parse(text);
  }

  const connection = (changes: object = {}) => ({
    id: 'connection',
    siteAddress: tenant.url,
    credentials: { clientId: 'client', clientSecret: '__PWRD__' },
    ...changes,
  });

  it('tells how far it is and then the report, in the language of the editor and for an issue in English', async () => {
    const { examination } = await ask('examine', { connection: connection() });
    const heard: number[] = [];
    for (;;) {
      const news = await ask('examination', { examination, asked: heard.at(-1) ?? 0 }, 'de');
      heard.push(news.asked);
      if (news.report === undefined) continue;
      assert.deepEqual(
        news.report.assumptions.map(({ id }: { id: string }) => id),
        assumptions.map(({ id }) => id),
      );
      assert.equal(news.report.assumptions[0].assumption, 'Ein Token gilt mindestens eine Stunde.');
      const [first] = JSON.parse(news.json).assumptions;
      assert.equal(first.assumption, 'A token is valid for an hour at least.');
      break;
    }
    assert.ok(heard.length > 5, 'progress was told');
    assert.deepEqual(
      heard,
      [...heard].sort((a, b) => a - b),
    );
    const { error } = await ask('examination', { examination, asked: 0 });
    assert.match(error.message, /is over/);
  });

  it('says why there is no report where the sign-in is refused', async () => {
    const credentials = { clientId: 'client', clientSecret: 'wrong' };
    const { examination } = await ask('examine', { connection: connection({ credentials }) });
    const { error } = await ask('examination', { examination, asked: 0 });
    assert.equal(error.code, 'COUPA_AUTH');
    assert.doesNotMatch(error.message, /wrong/);
  });

  it('sends no stored secret to another address', async () => {
    const { error } = await ask('examine', {
      connection: connection({ siteAddress: 'https://evil.example' }),
    });
    assert.match(error.message, /Type it again/);
  });

  it('is not kept from one user by all those that another has begun', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const begin = examinationsBegunBy();
    const typed = {
      authentication: 'oauth2',
      siteAddress: `http://127.0.0.1:${port}`,
      credentials: { clientId: 'client', clientSecret: 'typed' },
    };
    const answers = [];
    for (const user of ['mallory', 'mallory', 'mallory', 'mallory', 'mallory', 'alice'])
      answers.push(await begin(user, { connection: typed }));
    silent.closeAllConnections();
    silent.close();
    assert.match(JSON.stringify(answers[4]), /Too much is being tried/);
    assert.match(JSON.stringify(answers[5]), /^\{"examination":/);
  });

  it('is not for hubs', async () => {
    const { error } = await ask('examine', {
      connection: connection({
        authentication: 'openConnectors',
        credentials: { userSecret: 'u', organizationSecret: 'o', elementToken: 'e' },
      }),
    });
    assert.match(error.message, /hub/);
  });
});
