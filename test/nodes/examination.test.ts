import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { assumptions } from '../../lib/examine/assumptions/assumptions';
import type { Tenant } from '../simulator';
import { PollFlow } from './poll-flow';

describe('An examination from the dialog of a connection', function () {
  this.timeout(60_000);
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
