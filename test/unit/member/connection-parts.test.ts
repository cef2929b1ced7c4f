import assert from 'node:assert/strict';
import type { ConnectionSettings } from '../../../lib/connection/settings/settings';
import { Fleet } from '../../../lib/fleet/fleet';
import { sharedParts, viewOf } from '../../../lib/member/connection-parts';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { shapeOf } from '../../../lib/poll/run/page-for-others';
import { manualClock } from '../connection/manual-clock';
import { ModelEngine } from '../fleet/model-engine';

describe('What connections of a fleet share', () => {
  const signal = new AbortController().signal;

  function setUp() {
    const clock = manualClock();
    const engine = new ModelEngine(() => clock.now());
    const asked: string[] = [];
    const fleetOf = (run: string) =>
      new Fleet({
        engine,
        engineName: 'redis',
        instance: run,
        run,
        leaseMs: 1000,
        mayLead: true,
        clock,
        notice: () => undefined,
      });
    const connect = (run: string, changes: Partial<ConnectionSettings> = {}) =>
      sharedParts(fleetOf(run), {
        authentication: 'oauth2',
        siteAddress: 'acme.coupahost.com',
        credentials: { clientId: 'client', clientSecret: 'right' },
        requestsPerSecond: 1,
        clock,
        ...changes,
      });
    /** Signs in as a connection does: the tenant takes one secret. */
    const signIn = async (run: string, changes: Partial<ConnectionSettings> = {}) => {
      const { clientSecret = 'right' } = changes.credentials ?? {};
      const tokens = connect(run, changes).tokens?.(async () => {
        asked.push(run);
        return { value: `token of ${clientSecret} for ${changes.scope ?? ''}`, expiresIn: 3600 };
      });
      const token = tokens?.current(signal);
      await clock.tick(1000);
      return token;
    };
    return { clock, engine, connect, signIn, asked };
  }

  it('is one token for those who have the same secret', async () => {
    const { signIn, asked } = setUp();
    await signIn('a');
    assert.equal((await signIn('b'))?.value, (await signIn('c'))?.value);
    assert.deepEqual(asked, ['a']);
  });

  it('is no token of another secret, or for other scopes', async () => {
    const { signIn, asked } = setUp();
    await signIn('a');
    await signIn('b', { credentials: { clientId: 'client', clientSecret: 'mistyped' } });
    await signIn('c', { scope: 'core.invoice.read' });
    assert.deepEqual(asked, ['a', 'b', 'c']);
  });

  it('is one rate for whoever signs in to one site with one client, and not that of another client', async () => {
    const { clock, connect } = setUp();
    const entered: string[] = [];
    const enter = (run: string, changes: Partial<ConnectionSettings> = {}) =>
      void connect(run, changes)
        .gate.enter(signal)
        .then(() => entered.push(run));
    enter('a');
    await clock.tick(1);
    enter('b', { scope: 'core.invoice.read' });
    enter('c', { credentials: { clientId: 'other', clientSecret: 'right' } });
    await clock.tick(1);
    assert.deepEqual(entered, ['a', 'c']);
    await clock.tick(1000);
    assert.deepEqual(entered, ['a', 'c', 'b']);
  });

  it('are pages of a list for those who may see the same, and not for another client or other scopes', () => {
    const shape = (changes: Partial<ConnectionSettings> = {}) =>
      shapeOf(
        readPollSettings({}),
        viewOf({
          authentication: 'oauth2',
          siteAddress: 'acme.coupahost.com',
          credentials: { clientId: 'client', clientSecret: 'right' },
          ...changes,
        }),
      );
    assert.equal(shape({ siteAddress: 'https://acme.coupahost.com/' }), shape());
    assert.equal(shape({ credentials: { clientId: 'client', clientSecret: 'renewed' } }), shape());
    assert.notEqual(shape({ credentials: { clientId: 'other', clientSecret: 'right' } }), shape());
    assert.notEqual(shape({ scope: 'core.invoice.read' }), shape());
    const keyed = (apiKey: string) => shape({ authentication: 'apiKey', credentials: { apiKey } });
    assert.notEqual(keyed('one'), keyed('another'));
  });

  it('says nothing of a secret by its name in the engine', async () => {
    const { engine, signIn } = setUp();
    const names: string[] = [];
    const recall = engine.recall.bind(engine);
    engine.recall = (name) => {
      names.push(name);
      return recall(name);
    };
    await signIn('a');
    assert.ok(names.length > 0);
    for (const name of names) assert.doesNotMatch(name, /right|client|acme/);
  });
});
