// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of URL templates look like JavaScript's.
import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { Hub } from '../simulator/hub';
import { PollFlow } from './poll-flow';

const context: {
  load(): Promise<void>;
  close(): Promise<void>;
} = require('@node-red/runtime/lib/nodes/context');

type Callback = (error: Error | null, value?: unknown) => void;

/** A context store on another computer: nothing of it is there at once. */
function laterStore(values: Record<string, unknown>) {
  return () => ({
    open: () => Promise.resolve(),
    close: () => Promise.resolve(),
    get: (_scope: string, key: string, callback?: Callback) => {
      if (callback === undefined) throw new Error('Callback must be a function');
      setImmediate(() =>
        key === 'broken' ? callback(new Error('it is away')) : callback(null, values[key]),
      );
    },
    set: () => {},
    keys: () => {},
    delete: () => Promise.resolve(),
    clean: () => Promise.resolve(),
  });
}

describe('The values in the URL of a poll', () => {
  const red = PollFlow.forEachTest();

  async function load(url: string): Promise<ReturnType<typeof helper.getNode>> {
    await red.startTenant();
    const module = laterStore({ status: 'approved', 'filter.status': 'voided' });
    helper.settings({
      userDir: red.userDir,
      contextStorage: { default: 'remote', remote: { module }, quick: { module: 'memory' } },
    });
    const poll = await red.load({ url });
    await context.load();
    return poll;
  }

  afterEach(() => context.close());

  const asked = () =>
    red.tenant.requests.filter(({ path }) => path === '/api/invoices')[0]?.query.get('status');

  for (const [placeholder, value] of [
    ['{{flow.status}}', 'approved'],
    ['{{global.filter.status}}', 'voided'],
    ['{{global[remote].status}}', 'approved'],
    ['{{flow[remote].filter.status}}', 'voided'],
    ['{{flow.#:(remote)::status}}', 'approved'],
    ['{{{global[quick].status}}}', 'quick'],
  ] as const) {
    it(`${placeholder} comes from its context store, also from one that answers later`, async () => {
      const poll = await load(`/api/invoices?status=${placeholder}`);
      poll.context().global.set('status', 'quick', 'quick');
      poll.receive({});
      await red.watched.until(() => red.summaries().length + red.watched.caught.length > 0);
      assert.deepEqual(red.watched.caught, []);
      assert.equal(asked(), value);
    });
  }

  it('are shown by the preview of a node that is deployed', async () => {
    const url = '/api/invoices?status={{flow[remote].status}}';
    await load(url);
    const body = { id: 'poll', node: { url }, connection: { siteAddress: red.tenant.url } };
    const { text } = await helper.request().post('/coupa/preview').send(body);
    assert.deepEqual(
      JSON.parse(text).parts.filter(({ kind }: { kind: string }) => kind === 'value'),
      [{ kind: 'value', text: 'approved' }],
    );
  });

  for (const [placeholder, message] of [
    ['{{flow.broken}}', /\{\{flow\.broken\}\} in the URL cannot be read: it is away/],
    [
      '{{flow[disk].x}}',
      /there is no context store "disk" in settings\.js; there are: default, remote, quick/,
    ],
    ['{{global.nothing}}', /has no value/],
    ['{{flow.a[}}', /\{\{flow\.a\[\}\} in the URL/],
  ] as const) {
    it(`${placeholder} is told where it cannot be had, and nothing is asked for`, async () => {
      const poll = await load(`/api/invoices?status=${placeholder}`);
      poll.receive({});
      await red.watched.until(() => red.watched.caught.length > 0);
      assert.equal(red.watched.caught[0]?.error?.code, 'COUPA_CONFIG');
      assert.match(red.watched.caught[0]?.error?.message ?? '', message);
      assert.equal(asked(), undefined);
    });
  }

  it('cannot change the condition that a hub is asked for', async () => {
    await red.startTenant();
    const hub = new Hub();
    red.tenant.mount(hub.mounted);
    const poll = await red.load(
      { url: "/hubs/businessspendmanagement/invoices?where=status='{{msg.status}}'" },
      { authentication: 'openConnectors', siteAddress: `${red.tenant.url}/elements/api-v2` },
      { userSecret: 'user', organizationSecret: 'organization', elementToken: 'element' },
    );
    poll.receive({ status: "x' OR status <> 'x" });
    await red.watched.until(() => red.summaries().length + red.watched.caught.length > 0);
    const [where] = red.tenant.requests.map(({ query }) => query.get('where')).filter((one) => one !== null);
    assert.equal(where, "status='x'' OR status <> ''x'");
  });
});
