import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { CommandRelay } from '../../../lib/fleet/command-relay';
import { manualClock } from '../connection/manual-clock';
import { ModelEngine } from './model-engine';

describe('A command that another instance than the leading one gets', () => {
  function setUp() {
    const clock = manualClock();
    const engine = new ModelEngine(() => clock.now());
    const relay = () => new CommandRelay({ engine, poll: 'poll', clock });
    const ending = new AbortController();
    const carried: unknown[] = [];
    const lead = () =>
      void relay().serve(async (command) => {
        carried.push(command);
        if (command === 'fail') throw new CoupaError('COUPA_VALIDATION', phrase`No such command.`);
        return { done: command };
      }, ending.signal);
    return { clock, engine, relay, lead, carried, ending };
  }

  it('is carried out by the leading one, once, and answered to whoever asked', async () => {
    const { clock, relay, lead, carried, ending } = setUp();
    lead();
    const answers = Promise.all(['pause', 'status'].map((command) => relay().ask(command, ending.signal)));
    await clock.tick(1500);
    assert.deepEqual(await answers, [{ done: 'pause' }, { done: 'status' }]);
    assert.deepEqual(carried, ['pause', 'status']);
    ending.abort();
  });

  it('is carried out behind letters that are none', async () => {
    const { clock, engine, relay, lead, carried, ending } = setUp();
    for (const letter of ['no letter', 'null', '[]', '{"id":7}', '{"id":"a', '""'])
      await engine.post('poll', letter, 60_000);
    lead();
    await clock.tick(600);
    const asked = relay().ask('pause', ending.signal);
    await clock.tick(1500);
    assert.deepEqual(await asked, { done: 'pause' });
    assert.deepEqual(carried, ['pause']);
    ending.abort();
  });

  it('fails as it failed there', async () => {
    const { clock, relay, lead, ending } = setUp();
    lead();
    const asked = relay().ask('fail', ending.signal);
    asked.catch(() => undefined);
    await clock.tick(1500);
    await assert.rejects(asked, { code: 'COUPA_VALIDATION', message: 'No such command.' });
    ending.abort();
  });

  it('says after ten seconds that nobody answered, and is carried out by nobody later', async () => {
    const { clock, relay, lead, carried, ending } = setUp();
    const asked = relay().ask('reset', ending.signal);
    asked.catch(() => undefined);
    await clock.tick(10_500);
    await assert.rejects(asked, /No instance of the fleet answered within 10 seconds/);
    lead();
    await clock.tick(1000);
    assert.deepEqual(carried, []);
    ending.abort();
  });

  it('is given up with the node that asked', async () => {
    const { relay, ending } = setUp();
    const asked = relay().ask('poll', ending.signal);
    asked.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    ending.abort(new Error('closed'));
    await assert.rejects(asked, /closed/);
  });
});
